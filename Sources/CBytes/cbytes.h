/* The C library's vectorised byte search, for targets that see neither CLinux nor Glibc (Embedded Swift has no Glibc). */
#ifndef CBYTES_H
#define CBYTES_H
#include <stddef.h>
#include <string.h>

static inline const void *cbytes_find(const void *bytes, unsigned char byte, size_t count) {
  return memchr(bytes, byte, count);
}
#endif
