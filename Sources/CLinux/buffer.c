#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "clinux.h"

/* A job has several buffers, most of them with a few words. */
enum { CAPACITY_MIN = 64 };

bool clinux_buffer_reserve(clinux_buffer *buffer, size_t extra) {
  if (extra > SIZE_MAX / 2 - CLINUX_SPARE || buffer->count > SIZE_MAX / 2 - CLINUX_SPARE - extra)
    return false;
  size_t needed = buffer->count + extra;
  if (buffer->bytes != NULL && needed <= buffer->capacity) return true;
  size_t capacity = buffer->capacity < CAPACITY_MIN ? CAPACITY_MIN : buffer->capacity;
  while (capacity < needed) capacity += capacity / 2;
  uint8_t *bytes = realloc(buffer->bytes, capacity + CLINUX_SPARE);
  if (bytes == NULL) return false;
  buffer->bytes = bytes;
  buffer->capacity = capacity;
  return true;
}

bool clinux_buffer_append(clinux_buffer *buffer, const void *bytes, size_t count) {
  if (!clinux_buffer_reserve(buffer, count)) return false;
  if (count > 0) memcpy(buffer->bytes + buffer->count, bytes, count);
  buffer->count += count;
  memset(buffer->bytes + buffer->count, 0, CLINUX_SPARE);
  return true;
}

bool clinux_buffer_wrap(clinux_buffer *buffer, size_t start, size_t count, const void *front,
                        size_t front_count, char back) {
  if (start > buffer->count || count > buffer->count - start || front_count > SIZE_MAX / 2) return false;
  size_t needed = front_count + count + 1;
  if (needed > buffer->count && !clinux_buffer_reserve(buffer, needed - buffer->count)) return false;
  memmove(buffer->bytes + front_count, buffer->bytes + start, count);
  if (front_count > 0) memcpy(buffer->bytes, front, front_count);
  buffer->bytes[front_count + count] = (uint8_t)back;
  buffer->count = needed;
  memset(buffer->bytes + needed, 0, CLINUX_SPARE);
  return true;
}

void clinux_buffer_truncate(clinux_buffer *buffer, size_t count) {
  if (buffer->bytes == NULL || count > buffer->count) return;
  buffer->count = count;
  memset(buffer->bytes + count, 0, CLINUX_SPARE);
}

bool clinux_has_controls(const void *bytes, size_t count) {
  const uint8_t *at = bytes;
  uint8_t found = 0;
  /* Without a branch, so that the compiler can vectorise the loop. */
  for (size_t index = 0; index < count; index++) found |= at[index] < 0x20;
  return found != 0;
}

clinux_text_look clinux_look_at_text(const void *bytes, size_t count) {
  const uint8_t *at = bytes;
  uint8_t high = 0, returns = 0;
  for (size_t index = 0; index < count; index++) { /* as above */
    high |= at[index];
    returns |= at[index] == '\r';
  }
  return (clinux_text_look){.is_ascii = high < 0x80, .has_carriage_return = returns != 0};
}

void clinux_buffer_free(clinux_buffer *buffer) {
  free(buffer->bytes);
  *buffer = (clinux_buffer){0};
}

void clinux_wipe(void *bytes, size_t count) {
  if (bytes == NULL) return;
  memset(bytes, 0, count);
  __asm__ __volatile__("" : : "r"(bytes) : "memory"); /* keeps the compiler from dropping the store */
}
