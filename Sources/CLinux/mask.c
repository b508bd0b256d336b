#define _GNU_SOURCE
#include <string.h>

#include "clinux.h"

/* Each level of JSON text inside JSON text doubles the backslashes. These limits allow several levels. */
enum { backslashes_max = 63, percents_max = 16 };

static int digit(uint8_t byte) {
  uint8_t lower = byte | 0x20;
  if (byte >= '0' && byte <= '9') return byte - '0';
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Whether `count` hexadecimal digits, in either case, are this number. */
static bool is_hex(const uint8_t *at, const uint8_t *end, int count, uint8_t wanted) {
  int value = 0;
  if (end - at < count) return false;
  for (int index = 0; index < count; index++) {
    if (digit(at[index]) < 0) return false;
    value = value << 4 | digit(at[index]);
  }
  return value == wanted;
}

/* One or more backslashes, then the byte itself or "u" and its code. */
static size_t json_escape(const uint8_t *at, const uint8_t *end, uint8_t wanted) {
  const uint8_t *next = at;
  while (next < end && *next == '\\' && next - at < backslashes_max) next++;
  if (next < end && *next == 'u' && is_hex(next + 1, end, 4, wanted)) return (size_t)(next + 5 - at);
  return next < end && *next == wanted ? (size_t)(next + 1 - at) : 0;
}

/* %XX, or %25XX if the URL is part of another one. */
static size_t percent_escape(const uint8_t *at, const uint8_t *end, uint8_t wanted) {
  const uint8_t *next = at + 1;
  for (int nested = 0; nested < percents_max; nested++) {
    if (is_hex(next, end, 2, wanted) || !is_hex(next, end, 2, '%')) break;
    next += 2;
  }
  return is_hex(next, end, 2, wanted) ? (size_t)(next + 2 - at) : 0;
}

/* How many bytes of the text encode this byte of the key; 0 if they encode another byte. */
static size_t one(const uint8_t *at, const uint8_t *end, uint8_t wanted) {
  if (at >= end) return 0;
  if (*at == wanted && wanted != '%') return 1;
  if (*at == '\\') return json_escape(at, end, wanted);
  if (*at != '%') return 0;
  size_t escaped = percent_escape(at, end, wanted);
  return escaped > 0 || wanted != '%' ? escaped : 1;
}

/* The end of the key that begins at `at`; NULL if it does not begin there. */
static uint8_t *key_end(uint8_t *at, const uint8_t *end, const uint8_t *key, size_t key_count) {
  for (size_t index = 0; index < key_count; index++) {
    size_t count = one(at, end, key[index]);
    if (count == 0) return NULL;
    at += count;
  }
  return at;
}

/* A backslash after an odd number of others is itself escaped. */
static bool begins_escape(const uint8_t *slash, const uint8_t *text) {
  ptrdiff_t before = 0;
  while (slash - before > text && slash[-before - 1] == '\\') before++;
  return before % 2 == 0;
}

static bool is_unicode_escape(const uint8_t *slash, const uint8_t *end) {
  if (end - slash < 6) return false;
  for (int index = 2; index < 6; index++) {
    if (digit(slash[index]) < 0) return false;
  }
  return true;
}

/* The first byte to overwrite so that the JSON stays valid. A backslash before a slash is overwritten too.
 * The end of another escape before the key, such as the n of "\n", is kept. */
static uint8_t *cover_start(uint8_t *at, const uint8_t *text, const uint8_t *end) {
  if (*at == '/') {
    while (at > text && at[-1] == '\\') at--;
    return at;
  }
  for (ptrdiff_t back = 1; back <= 5 && at - back >= text; back++) {
    uint8_t *slash = at - back;
    if (*slash != '\\') continue;
    if (!begins_escape(slash, text)) return at;
    if (slash[1] == 'u') return is_unicode_escape(slash, end) ? slash + 6 : at;
    return back == 1 && memchr("bfnrt", *at, 5) != NULL ? at + 1 : at;
  }
  return at;
}

static void cover(uint8_t *at, uint8_t *after, const uint8_t *text, const uint8_t *end) {
  at = cover_start(at, text, end);
  if (at < after) memset(at, '*', (size_t)(after - at));
}

static void mask_plain(uint8_t *text, uint8_t *end, const uint8_t *key, size_t key_count) {
  for (uint8_t *at = text; (at = memmem(at, (size_t)(end - at), key, key_count)) != NULL; at += key_count) {
    cover(at, at + key_count, text, end);
  }
}

void clinux_mask(void *bytes, size_t count, const void *secret, size_t secret_count) {
  if (bytes == NULL || secret == NULL || secret_count == 0) return;
  uint8_t *text = bytes, *end = text + count;
  const uint8_t *key = secret;
  mask_plain(text, end, key, secret_count);
  if (memchr(text, '\\', count) == NULL && memchr(text, '%', count) == NULL) return;
  for (uint8_t *at = text; at < end;) {
    bool ends_run = at > text && at[-1] == '\\';
    bool may_begin = *at == *key || *at == '%' || (*at == '\\' && !ends_run);
    uint8_t *after = may_begin ? key_end(at, end, key, secret_count) : NULL;
    if (after != NULL) cover(at, after, text, end);
    at = after != NULL ? after : at + 1;
  }
}
