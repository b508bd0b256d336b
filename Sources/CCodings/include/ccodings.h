/* Decodes content codings piece by piece with zlib, brotli and zstd. The memory it takes does not depend on
 * the size of what it decodes. No policy lives here. */
#ifndef CCODINGS_H
#define CCODINGS_H
#include <stdbool.h>
#include <stddef.h>

typedef enum { CCODINGS_GZIP, CCODINGS_DEFLATE, CCODINGS_BROTLI, CCODINGS_ZSTD } ccodings_kind;

enum { CCODINGS_NEEDS_MORE = 0, CCODINGS_BROKEN = -1, CCODINGS_NO_MEMORY = -2, CCODINGS_TOO_LARGE = -3 };

/* What inner codings may yield for one piece of input, in MiB: empty members expand a thousandfold in each of
 * them, without any output that a limit would count. Beyond it comes CCODINGS_TOO_LARGE. */
enum { CCODINGS_INNER_MIB_MAX = 64 };

/* One coding, or several in the order in which they are undone. */
typedef struct ccodings ccodings;

/* Undoes `kind` on what `inner` yields, or on the input where `inner` is NULL. Owns `inner`, also when it
 * returns NULL for want of memory. */
ccodings *ccodings_create(ccodings_kind kind, ccodings *inner);
void ccodings_free(ccodings *state);

/* The next bytes of the input. They must stay where they are until ccodings_pull has used them up. */
void ccodings_feed(ccodings *state, const void *bytes, size_t count);

/* Returns the number of further decoded bytes, CCODINGS_NEEDS_MORE when all input is used up, or an error.
 * The bytes are valid until the next call. */
long ccodings_pull(ccodings *state, const void **bytes);

/* How many bytes of the input have not been used yet. */
size_t ccodings_unused(const ccodings *state);

/* Whether the input up to here is a whole. True before the first byte, too. */
bool ccodings_is_whole(const ccodings *state);

/* The versions of the libraries: static texts as "1.2.13", and for brotli a number with 8 bits of the major
 * version, 12 of the minor, 12 of the patch. */
const char *ccodings_zlib_version(void);
const char *ccodings_zstd_version(void);
unsigned ccodings_brotli_version(void);
#endif
