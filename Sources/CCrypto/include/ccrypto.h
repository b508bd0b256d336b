/* A thin door to libcrypto: keyed digests and comparisons that take the same time whatever they find. No policy lives here. */
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

/* A digest in steps; NULL without memory. */
typedef struct ccrypto_sha256 ccrypto_sha256;
ccrypto_sha256 *ccrypto_sha256_create(void);
bool ccrypto_sha256_add(ccrypto_sha256 *state, const void *bytes, size_t count);
bool ccrypto_sha256_finish(ccrypto_sha256 *state, uint8_t digest[CCRYPTO_SHA256_BYTES]); /* frees it too */
#endif
