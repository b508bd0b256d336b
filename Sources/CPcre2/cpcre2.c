#define PCRE2_CODE_UNIT_WIDTH 8
#include "cpcre2.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

// Some patterns take exponential time. With these limits a search ends within some tens of milliseconds.
enum { PATTERN_MAX = 64 * 1024, MATCH_MAX = 1000000, DEPTH_MAX = 20000, HEAP_KIB_MAX = 16 * 1024 };

struct cpcre2 {
  pcre2_code *code;
  pcre2_match_data *data;
  pcre2_match_context *context;
};

static pcre2_code *compile(const uint8_t *pattern, size_t count) {
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (context == NULL) return NULL;
  pcre2_set_max_pattern_length(context, PATTERN_MAX);
  pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
  // ECMAScript semantics: "$" is the very end, "[]" matches nothing, and an unset group matches the empty
  // text.
  uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |
                     PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP;
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code *code = pcre2_compile(pattern == NULL ? (const uint8_t *)"" : pattern, count, options, &error,
                                   &offset, context);
  pcre2_compile_context_free(context);
  return code;
}

cpcre2 *cpcre2_compile(const uint8_t *pattern, size_t count) {
  cpcre2 *compiled = calloc(1, sizeof *compiled);
  if (compiled == NULL) return NULL;
  compiled->code = compile(pattern, count);
  if (compiled->code != NULL) {
    // The positions of a match are not needed, so there is room for one pair only.
    compiled->data = pcre2_match_data_create(1, NULL);
    compiled->context = pcre2_match_context_create(NULL);
  }
  if (compiled->data == NULL || compiled->context == NULL) {
    cpcre2_free(compiled);
    return NULL;
  }
  pcre2_set_match_limit(compiled->context, MATCH_MAX);
  pcre2_set_depth_limit(compiled->context, DEPTH_MAX);
  pcre2_set_heap_limit(compiled->context, HEAP_KIB_MAX);
  return compiled;
}

int cpcre2_search(cpcre2 *compiled, const uint8_t *text, size_t count) {
  const uint8_t *start = text == NULL ? (const uint8_t *)"" : text;
  int found = pcre2_match(compiled->code, start, count, 0, 0, compiled->data, compiled->context);
  if (found >= 0) return CPCRE2_FOUND;
  if (found == PCRE2_ERROR_NOMATCH) return CPCRE2_ABSENT;
  return found <= PCRE2_ERROR_UTF8_ERR1 && found >= PCRE2_ERROR_UTF8_ERR21 ? CPCRE2_BROKEN : CPCRE2_LIMIT;
}

void cpcre2_free(cpcre2 *compiled) {
  if (compiled == NULL) return;
  pcre2_match_context_free(compiled->context);
  pcre2_match_data_free(compiled->data);
  pcre2_code_free(compiled->code);
  free(compiled);
}

void cpcre2_version(char text[CPCRE2_VERSION_ROOM]) {
  // The format is "10.42 2022-12-11".
  char whole[64] = "";
  int room = pcre2_config(PCRE2_CONFIG_VERSION, NULL);
  if (room > 0 && (size_t)room <= sizeof whole) pcre2_config(PCRE2_CONFIG_VERSION, whole);
  size_t count = strcspn(whole, " ");
  if (count >= CPCRE2_VERSION_ROOM) count = CPCRE2_VERSION_ROOM - 1;
  memcpy(text, whole, count);
  text[count] = 0;
}
