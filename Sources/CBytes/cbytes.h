/* Byte search by the C library's vectorised functions, and a growing text, for targets that use neither
 * CLinux nor Glibc (which Embedded Swift does not have). */
#ifndef CBYTES_H
#define CBYTES_H
#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline const void *cbytes_find(const void *bytes, unsigned char byte, size_t count) {
  return memchr(bytes, byte, count);
}

static inline bool cbytes_equal(const void *one, const void *other, size_t count) {
  return memcmp(one, other, count) == 0;
}

/* A GNU extension that the header declares only with _GNU_SOURCE. */
void *memmem(const void *hay, size_t hay_count, const void *needle, size_t needle_count);

static inline const void *cbytes_find_text(const void *hay, size_t hay_count, const void *needle,
                                           size_t needle_count) {
  return memmem(hay, hay_count, needle, needle_count);
}

static inline bool cbytes_contains(const char *bytes, size_t count, const char *text, size_t text_count) {
  return cbytes_find_text(bytes, count, text, text_count) != NULL;
}

/* Whether a text is an IPv4 or IPv6 address. */
static inline bool cbytes_is_address(const void *text, size_t count, int version) {
  char copy[INET6_ADDRSTRLEN];
  struct in6_addr address;
  if (count >= sizeof copy || memchr(text, 0, count) != NULL) return false;
  memcpy(copy, text, count);
  copy[count] = 0;
  return inet_pton(version == 6 ? AF_INET6 : AF_INET, copy, &address) == 1;
}

/* A growing text. If memory runs out, it becomes empty, sets `failed`, and accepts nothing more. */
typedef struct { uint8_t *bytes; size_t count, capacity; bool failed; } cbytes_output;

static inline void cbytes_output_free(cbytes_output *output) {
  free(output->bytes);
  output->bytes = NULL;
  output->count = output->capacity = 0;
}

static inline bool cbytes_output_grow(cbytes_output *output, size_t extra) {
  if (output->failed) return false;
  size_t needed = output->count + extra, capacity = output->capacity < 128 ? 128 : output->capacity;
  bool fits = extra < SIZE_MAX / 4 && output->count < SIZE_MAX / 4;
  while (fits && capacity < needed) capacity += capacity / 2;
  uint8_t *bytes = fits ? (uint8_t *)realloc(output->bytes, capacity) : NULL;
  if (bytes == NULL) {
    cbytes_output_free(output);
    output->failed = true;
    return false;
  }
  output->bytes = bytes;
  output->capacity = capacity;
  return true;
}

static inline void cbytes_output_byte(cbytes_output *output, uint8_t byte) {
  if (output->count == output->capacity && !cbytes_output_grow(output, 1)) return;
  output->bytes[output->count++] = byte;
}

static inline void cbytes_output_append(cbytes_output *output, const void *bytes, size_t count) {
  if (count == 0 || (output->capacity - output->count < count && !cbytes_output_grow(output, count))) return;
  memcpy(output->bytes + output->count, bytes, count);
  output->count += count;
}
#endif
