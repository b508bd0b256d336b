/// A C wrapper of libpcre2 for the patterns of JSON Schema, which are ECMAScript's. It searches UTF-8 text
/// within limits. No function throws, prints, exits, or reads anything but its arguments. Lengths are in
/// bytes.
#ifndef CPCRE2_H
#define CPCRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Results of a search.
enum {
  CPCRE2_FOUND = 1,
  CPCRE2_ABSENT = 0,
  CPCRE2_LIMIT = -1,   ///< the search would cost too much, or there was no memory
  CPCRE2_BROKEN = -2,  ///< the text is not UTF-8
};

/// A compiled pattern. Not thread-safe.
typedef struct cpcre2 cpcre2;

/// Compiles a pattern. Returns NULL if it is invalid or too large, or if there is no memory. The caller frees
/// it.
cpcre2 *cpcre2_compile(const uint8_t *pattern, size_t count);

/// Whether the pattern matches in the text. Backtracking, nesting and memory of one search are limited.
int cpcre2_search(cpcre2 *compiled, const uint8_t *text, size_t count);

/// Frees a pattern. NULL is allowed.
void cpcre2_free(cpcre2 *compiled);

/// The size of the version's text, including its NUL.
enum { CPCRE2_VERSION_ROOM = 32 };

/// Writes the version of the loaded library, such as "10.42".
void cpcre2_version(char text[CPCRE2_VERSION_ROOM]);

#endif
