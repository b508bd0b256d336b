/* Splits an event stream into lines and looks for "status". It keeps no rule of the grammar. */
#ifndef BENCH_LINES_H
#define BENCH_LINES_H
#include "usage.h"

static unsigned long events, found;
static delays *measured;

/* The line that is not whole yet. */
typedef struct {
  char *rest;
  size_t count, capacity, scanned;
} lines;

static void take_line(const char *bytes, size_t count) {
  if (count < 6 || memcmp(bytes, "data: ", 6) != 0) return;
  events++;
  if (measured != NULL) note_delay(measured, bytes, count);
  const char *status = memmem(bytes, count, "\"status\":\"", 10);
  if (status != NULL) found += (unsigned long)(status[10] == 'I' || status[10] == 'C');
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *context) {
  lines *stream = context;
  size_t total = size * count;
  if (stream->count + total > stream->capacity) {
    stream->capacity = (stream->count + total) * 2;
    stream->rest = realloc(stream->rest, stream->capacity);
    if (stream->rest == NULL) return 0;
  }
  memcpy(stream->rest + stream->count, bytes, total);
  stream->count += total;
  char *at = stream->rest, *look = at + stream->scanned, *end = at + stream->count, *stop;
  while ((stop = memchr(look, '\n', (size_t)(end - look))) != NULL) {
    take_line(at, (size_t)(stop - at));
    look = at = stop + 1;
  }
  stream->count = stream->scanned = (size_t)(end - at);
  if (at != stream->rest) memmove(stream->rest, at, stream->count);
  return total;
}
#endif
