#include "ccrypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

static bool sign(EVP_MD_CTX *context, EVP_PKEY *key, const ccrypto_part *parts, size_t part_count, uint8_t *digest) {
  if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1) return false;
  for (size_t index = 0; index < part_count; index++) {
    if (parts[index].count > 0 && EVP_DigestSignUpdate(context, parts[index].bytes, parts[index].count) != 1) return false;
  }
  size_t count = CCRYPTO_SHA256_BYTES;
  return EVP_DigestSignFinal(context, digest, &count) == 1 && count == CCRYPTO_SHA256_BYTES;
}

bool ccrypto_hmac_sha256(const void *key, size_t key_count, const ccrypto_part *parts, size_t part_count,
                         uint8_t digest[CCRYPTO_SHA256_BYTES]) {
  EVP_PKEY *secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, key, key_count);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool done = secret != NULL && context != NULL && sign(context, secret, parts, part_count, digest);
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(secret);
  return done;
}

bool ccrypto_equal(const void *one, const void *other, size_t count) { return CRYPTO_memcmp(one, other, count) == 0; }

ccrypto_sha256 *ccrypto_sha256_create(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1) return (ccrypto_sha256 *)context;
  EVP_MD_CTX_free(context);
  return NULL;
}

bool ccrypto_sha256_add(ccrypto_sha256 *state, const void *bytes, size_t count) {
  return EVP_DigestUpdate((EVP_MD_CTX *)state, bytes, count) == 1;
}

bool ccrypto_sha256_finish(ccrypto_sha256 *state, uint8_t digest[CCRYPTO_SHA256_BYTES]) {
  bool done = EVP_DigestFinal_ex((EVP_MD_CTX *)state, digest, NULL) == 1;
  EVP_MD_CTX_free((EVP_MD_CTX *)state);
  return done;
}
