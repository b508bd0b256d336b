/* A thin layer over libcrypto: HMAC, digests, base64, constant-time comparison, divisibility of large
 * numbers, and the reasons why a certificate is rejected. */
#ifndef CCRYPTO_H
#define CCRYPTO_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CCRYPTO_SHA256_BYTES = 32 };

/* A part of the bytes to digest. The parts are digested one after the other. */
typedef struct { const void *bytes; size_t count; } ccrypto_part;

/* Returns false if there is no memory or if libcrypto fails. */
bool ccrypto_hmac_sha256(const void *key, size_t key_count, const ccrypto_part *parts, size_t part_count,
                         uint8_t digest[CCRYPTO_SHA256_BYTES]);
bool ccrypto_equal(const void *one, const void *other, size_t count);

/* Encodes up to 1 MiB as base64 with padding. `text` must have room for 4 characters per 3 bytes, rounded up,
 * and a NUL. Returns the number of characters. */
size_t ccrypto_base64(const void *bytes, size_t count, uint8_t *text);

/* An incremental digest; NULL if there is no memory. */
typedef struct ccrypto_sha256 ccrypto_sha256;
ccrypto_sha256 *ccrypto_sha256_create(void);
bool ccrypto_sha256_add(ccrypto_sha256 *state, const void *bytes, size_t count);
bool ccrypto_sha256_finish(ccrypto_sha256 *state, uint8_t digest[CCRYPTO_SHA256_BYTES]); /* frees it too */

/* Whether an integer times a power of ten is a multiple of another integer. Both are decimal digits; points
 * are ignored; the divisor is not zero. Also returns true if the division would take long or if there is no
 * memory. */
bool ccrypto_is_multiple(const uint8_t *number, size_t number_count, uint64_t power, const uint8_t *divisor,
                         size_t divisor_count);

/* Why a certificate is rejected. */
typedef enum {
  CCRYPTO_UNKNOWN_AUTHORITY, /* none of the trusted authorities has signed it */
  CCRYPTO_WRONG_TIME,        /* it has expired, or is not valid yet */
  CCRYPTO_WRONG_HOST,        /* it names another host */
  CCRYPTO_OTHER_FAULT
} ccrypto_certificate_fault;

/* The reason for a number of CURLINFO_SSL_VERIFYRESULT. libcurl compares the host name itself, so that number
 * does not show a wrong host. */
ccrypto_certificate_fault ccrypto_certificate_fault_of(long verify_result);
#endif
