#include "ccrypto.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>

static bool sign(EVP_MD_CTX *context, EVP_PKEY *key, const ccrypto_part *parts, size_t part_count,
                 uint8_t *digest) {
  if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1) return false;
  for (size_t index = 0; index < part_count; index++) {
    if (parts[index].count > 0 && EVP_DigestSignUpdate(context, parts[index].bytes, parts[index].count) != 1)
      return false;
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

bool ccrypto_equal(const void *one, const void *other, size_t count) {
  return CRYPTO_memcmp(one, other, count) == 0;
}

size_t ccrypto_base64(const void *bytes, size_t count, uint8_t *text) {
  return count > 1 << 20 ? 0 : (size_t)EVP_EncodeBlock(text, bytes, (int)count);
}

ccrypto_sha256 *ccrypto_sha256_create(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1)
    return (ccrypto_sha256 *)context;
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

ccrypto_certificate_fault ccrypto_certificate_fault_of(long verify_result) {
  switch (verify_result) {
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
  case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
  case X509_V_ERR_CERT_SIGNATURE_FAILURE: /* of an authority that has the name of a trusted one */
  case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
  case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
  case X509_V_ERR_INVALID_CA:
  case X509_V_ERR_CERT_UNTRUSTED: return CCRYPTO_UNKNOWN_AUTHORITY;
  case X509_V_ERR_CERT_NOT_YET_VALID:
  case X509_V_ERR_CERT_HAS_EXPIRED: return CCRYPTO_WRONG_TIME;
  case X509_V_OK:
  case X509_V_ERR_UNSPECIFIED:
  case X509_V_ERR_HOSTNAME_MISMATCH:
  case X509_V_ERR_IP_ADDRESS_MISMATCH: return CCRYPTO_WRONG_HOST;
  default: return CCRYPTO_OTHER_FAULT;
  }
}

/* DIGITS_AT_ONCE is how many digits fit into a word. Longer numbers than these limits do not occur in
 * practice. The limits keep the division fast. */
_Static_assert(sizeof(BN_ULONG) == 8, "a word of libcrypto has no room for so many digits");
enum { DIGITS_AT_ONCE = 18, DIVISOR_MAX = 1000, NUMBER_MAX = 1000000 };

/* Appends digits to a number. With a modulus, the result is reduced by it. */
static bool add_digits(BIGNUM *number, const uint8_t *digits, size_t count, const BIGNUM *modulus,
                       BN_CTX *context) {
  bool done = true;
  for (size_t at = 0; done && at < count;) {
    BN_ULONG chunk = 0, scale = 1;
    for (int taken = 0; at < count && taken < DIGITS_AT_ONCE; at++) {
      if (digits[at] < '0' || digits[at] > '9') continue;
      chunk = chunk * 10 + (digits[at] - '0');
      scale *= 10;
      taken++;
    }
    done = BN_mul_word(number, scale) == 1 && BN_add_word(number, chunk) == 1 &&
           (modulus == NULL || BN_mod(number, number, modulus, context) == 1);
  }
  return done;
}

bool ccrypto_is_multiple(const uint8_t *number, size_t number_count, uint64_t power, const uint8_t *divisor,
                         size_t divisor_count) {
  if (number_count > NUMBER_MAX || divisor_count > DIVISOR_MAX) return true;
  BN_CTX *context = BN_CTX_new();
  BIGNUM *modulus = BN_new(), *rest = BN_new(), *ten = BN_new(), *exponent = BN_new();
  bool known = context != NULL && modulus != NULL && rest != NULL && ten != NULL && exponent != NULL &&
               BN_set_word(modulus, 0) == 1 && BN_set_word(rest, 0) == 1 && BN_set_word(ten, 10) == 1 &&
               BN_set_word(exponent, power) == 1 &&
               add_digits(modulus, divisor, divisor_count, NULL, context) &&
               add_digits(rest, number, number_count, modulus, context) &&
               BN_mod_exp(ten, ten, exponent, modulus, context) == 1 &&
               BN_mod_mul(rest, rest, ten, modulus, context) == 1;
  bool is_multiple = !known || BN_is_zero(rest);
  BN_free(modulus);
  BN_free(rest);
  BN_free(ten);
  BN_free(exponent);
  BN_CTX_free(context);
  return is_multiple;
}
