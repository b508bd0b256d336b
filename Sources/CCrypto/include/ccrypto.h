/* A thin layer over libcrypto: keyed digests, base64, comparisons in constant time, large numbers, and why a
 * certificate is refused. No policy is here. */
#ifndef CCRYPTO_H
#define CCRYPTO_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CCRYPTO_SHA256_BYTES = 32 };

/* One piece of what is digested; pieces count as if they stood behind each other. */
typedef struct { const void *bytes; size_t count; } ccrypto_part;

/* False without memory, or when libcrypto refuses. */
bool ccrypto_hmac_sha256(const void *key, size_t key_count, const ccrypto_part *parts, size_t part_count,
                         uint8_t digest[CCRYPTO_SHA256_BYTES]);
bool ccrypto_equal(const void *one, const void *other, size_t count);

/* Base64 with its padding, of up to 1 MiB. `text` has room for 4 characters for each 3 bytes begun, and a
 * NUL. Returns the number of characters. */
size_t ccrypto_base64(const void *bytes, size_t count, uint8_t *text);

/* A digest in steps; NULL without memory. */
typedef struct ccrypto_sha256 ccrypto_sha256;
ccrypto_sha256 *ccrypto_sha256_create(void);
bool ccrypto_sha256_add(ccrypto_sha256 *state, const void *bytes, size_t count);
bool ccrypto_sha256_finish(ccrypto_sha256 *state, uint8_t digest[CCRYPTO_SHA256_BYTES]); /* frees it too */

/* Whether a whole number times ten to a power is a multiple of another. Both are decimal digits, of which
 * points do not count; the divisor is not zero. True too where that would take long or memory is lacking. */
bool ccrypto_is_multiple(const uint8_t *number, size_t number_count, uint64_t power, const uint8_t *divisor,
                         size_t divisor_count);

/* What is wrong with a certificate. */
typedef enum {
  CCRYPTO_UNKNOWN_AUTHORITY, /* none of the trusted authorities has signed it */
  CCRYPTO_WRONG_TIME,        /* it has expired, or is not valid yet */
  CCRYPTO_WRONG_HOST,        /* it names another host */
  CCRYPTO_OTHER_FAULT
} ccrypto_certificate_fault;

/* From a number of CURLINFO_SSL_VERIFYRESULT. libcurl compares the names itself, so its number does not show
 * a wrong host. */
ccrypto_certificate_fault ccrypto_certificate_fault_of(long verify_result);
#endif
