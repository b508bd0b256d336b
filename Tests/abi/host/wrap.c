/* wrap: clinux_buffer_wrap beside a plain copy of the same bytes, with memory and without. Links the source
 * itself, since the library does not export the function, and the allocations that fail. */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clinux.h"

enum { CONTENT_MAX = 130, FRONT_MAX = 150 };

/* The least capacity of a buffer is 64, so that some of these have room and others none. */
static const size_t CONTENTS[] = {0, 1, 2, 63, 64, 65, 95, 96, CONTENT_MAX};
static const size_t FRONTS[] = {0, 1, 2, 31, 32, 33, 62, 63, 64, FRONT_MAX};
#define LENGTH(list) (sizeof(list) / sizeof *(list))

void inject(unsigned n, size_t bytes);
unsigned inject_failed(void);

static char content[CONTENT_MAX], front[FRONT_MAX];
static int grown, kept;

static void stop(const char *what, size_t count, size_t start, size_t taken, size_t front_count) {
  printf("%s: %zu bytes from %zu of %zu, after %zu\n", what, taken, start, count, front_count);
  exit(1);
}

static clinux_buffer filled(size_t count) {
  clinux_buffer buffer = {0};
  if (count > 0 && !clinux_buffer_append(&buffer, content, count)) exit(2);
  return buffer;
}

static int is_followed_by_zeros(const clinux_buffer *buffer) {
  static const char zeros[CLINUX_SPARE];
  return memcmp(buffer->bytes + buffer->count, zeros, CLINUX_SPARE) == 0;
}

static int is_as_before(const clinux_buffer *buffer, const clinux_buffer *before) {
  return memcmp(buffer, before, sizeof *buffer) == 0 &&
         (buffer->count == 0 ||
          (memcmp(buffer->bytes, content, buffer->count) == 0 && is_followed_by_zeros(buffer)));
}

static int is_wrapped(const clinux_buffer *buffer, size_t start, size_t taken, size_t front_count) {
  return buffer->count == front_count + taken + 1 && memcmp(buffer->bytes, front, front_count) == 0 &&
         memcmp(buffer->bytes + front_count, content + start, taken) == 0 &&
         buffer->bytes[front_count + taken] == '}' && is_followed_by_zeros(buffer) &&
         buffer->count <= buffer->capacity &&
         malloc_usable_size(buffer->bytes) >= buffer->capacity + CLINUX_SPARE;
}

/* Each allocation fails first: a buffer with room needs none, and any other one stays as it was. */
static void try_wrap(size_t count, size_t start, size_t taken, size_t front_count) {
  clinux_buffer buffer = filled(count), before = buffer;
  int has_room = buffer.bytes != NULL && front_count + taken + 1 <= buffer.capacity;
  inject(1, 0);
  int is_done = clinux_buffer_wrap(&buffer, start, taken, front, front_count, '}');
  unsigned failures = inject_failed();
  inject(0, 0);
  if (is_done != has_room || (failures > 0) == has_room)
    stop("without memory", count, start, taken, front_count);
  if (!is_done) {
    if (!is_as_before(&buffer, &before)) stop("changed without memory", count, start, taken, front_count);
    is_done = clinux_buffer_wrap(&buffer, start, taken, front, front_count, '}');
  }
  if (!is_done || !is_wrapped(&buffer, start, taken, front_count))
    stop("wrong", count, start, taken, front_count);
  grown += !has_room;
  kept += has_room;
  clinux_buffer_free(&buffer);
}

/* Places outside of the content, and sizes that no memory has. */
static void refuse(void) {
  static const struct {
    size_t start, taken, front_count;
  } BAD[] = {
      {66, 0, 0},          {0, 66, 0},         {65, 1, 0},           {1, 65, 0},
      {SIZE_MAX, 0, 0},    {0, SIZE_MAX, 0},   {1, SIZE_MAX, 0},     {SIZE_MAX, 1, 0},
      {SIZE_MAX, SIZE_MAX, 0}, {0, 65, SIZE_MAX}, {0, 65, SIZE_MAX - 65}, {0, 65, SIZE_MAX / 2 + 1},
      {0, 65, SIZE_MAX / 2}, {0, 0, SIZE_MAX / 2 - CLINUX_SPARE},
  };
  for (size_t index = 0; index < LENGTH(BAD); index++) {
    clinux_buffer buffer = filled(65), before = buffer;
    if (clinux_buffer_wrap(&buffer, BAD[index].start, BAD[index].taken, front, BAD[index].front_count, '}') ||
        !is_as_before(&buffer, &before))
      stop("not refused", 65, BAD[index].start, BAD[index].taken, BAD[index].front_count);
    clinux_buffer_free(&buffer);
  }
}

int main(void) {
  for (size_t index = 0; index < sizeof content; index++) content[index] = (char)(index + 1);
  memset(front, '{', sizeof front);
  for (size_t which = 0; which < LENGTH(CONTENTS); which++)
    for (size_t start = 0, count = CONTENTS[which]; start <= count; start++)
      for (size_t taken = 0; taken <= count - start; taken++)
        for (size_t index = 0; index < LENGTH(FRONTS); index++)
          try_wrap(count, start, taken, FRONTS[index]);
  refuse();
  printf("%d had room, %d had none\n", kept, grown);
  return kept > 0 && grown > 0 ? 0 : 1;
}
