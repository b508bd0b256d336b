/* The C library's vectorised byte search, for targets that see neither CLinux nor Glibc (Embedded Swift has no Glibc). */
#ifndef CBYTES_H
#define CBYTES_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline const void *cbytes_find(const void *bytes, unsigned char byte, size_t count) {
  return memchr(bytes, byte, count);
}

/* Whether a text occurs in another. memmem is hidden without _GNU_SOURCE, which an includer may not have set. */
static inline bool cbytes_contains(const char *bytes, size_t count, const char *text, size_t text_count) {
  const char *at = bytes;
  while (text_count > 0 && count - (size_t)(at - bytes) >= text_count) {
    at = (const char *)memchr(at, text[0], count - (size_t)(at - bytes) - text_count + 1);
    if (at == NULL) return false;
    if (memcmp(at, text, text_count) == 0) return true;
    at++;
  }
  return text_count == 0;
}
#endif
