/// A C door to libpcre2: the patterns of JSON Schema, which are those of ECMAScript, searched in UTF-8 text
/// within limits. Nothing here throws, prints, exits or reads anything but its arguments. Lengths count
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

/// A pattern that was compiled. One thread at a time.
typedef struct cpcre2 cpcre2;

/// Compiles a pattern. NULL when it is none that PCRE2 knows, is too large, or memory is lacking. The caller
/// frees it.
cpcre2 *cpcre2_compile(const uint8_t *pattern, size_t count);

/// Whether the pattern occurs in the text. Backtracking, nesting and memory of one search are limited.
int cpcre2_search(cpcre2 *compiled, const uint8_t *text, size_t count);

/// Frees a pattern; NULL is let pass.
void cpcre2_free(cpcre2 *compiled);

/// Room for the version of the library with its end mark.
enum { CPCRE2_VERSION_ROOM = 32 };

/// Writes the version of the library that is at work, as "10.42".
void cpcre2_version(char text[CPCRE2_VERSION_ROOM]);

#endif
