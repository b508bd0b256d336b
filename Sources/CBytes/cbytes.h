/* The C library's vectorised byte search, for targets that see neither CLinux nor Glibc (Embedded Swift has no Glibc). */
#ifndef CBYTES_H
#define CBYTES_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline const void *cbytes_find(const void *bytes, unsigned char byte, size_t count) {
  return memchr(bytes, byte, count);
}

static inline bool cbytes_equal(const void *one, const void *other, size_t count) {
  return memcmp(one, other, count) == 0;
}

/* A GNU function, which the header shows only to those who ask for it. */
void *memmem(const void *hay, size_t hay_count, const void *needle, size_t needle_count);

static inline const void *cbytes_find_text(const void *hay, size_t hay_count, const void *needle, size_t needle_count) {
  return memmem(hay, hay_count, needle, needle_count);
}

static inline bool cbytes_contains(const char *bytes, size_t count, const char *text, size_t text_count) {
  return cbytes_find_text(bytes, count, text, text_count) != NULL;
}
#endif
