/* Decodes content codings in pieces, with zlib, brotli and zstd. Memory use does not depend on the decoded
 * size. The engine decides which codings and sizes it accepts. */
#ifndef CCODINGS_H
#define CCODINGS_H
#include <stdbool.h>
#include <stddef.h>

typedef enum { CCODINGS_GZIP, CCODINGS_DEFLATE, CCODINGS_BROTLI, CCODINGS_ZSTD } ccodings_kind;

enum { CCODINGS_NEEDS_MORE = 0, CCODINGS_BROKEN = -1, CCODINGS_NO_MEMORY = -2, CCODINGS_TOO_LARGE = -3 };

/* The limit of what inner codings may produce for one piece of input, in MiB. Empty members expand a
 * thousandfold in each coding without any output that another limit would count. Beyond it the result is
 * CCODINGS_TOO_LARGE. */
enum { CCODINGS_INNER_MIB_MAX = 64 };

/* A decoder for one coding, or for several in the order in which they are decoded. */
typedef struct ccodings ccodings;

/* Decodes `kind` from the output of `inner`, or from the input if `inner` is NULL. It owns `inner`, even if
 * it returns NULL because there is no memory. */
ccodings *ccodings_create(ccodings_kind kind, ccodings *inner);
void ccodings_free(ccodings *state);

/* Sets the next input. It must stay valid until ccodings_pull has consumed it. */
void ccodings_feed(ccodings *state, const void *bytes, size_t count);

/* Returns the number of decoded bytes, CCODINGS_NEEDS_MORE if all input is consumed, or an error. The bytes
 * are valid until the next call. */
long ccodings_pull(ccodings *state, const void **bytes);

/* The number of input bytes that are not consumed yet. */
size_t ccodings_unused(const ccodings *state);

/* Whether the input so far is complete. Also true before the first byte. */
bool ccodings_is_whole(const ccodings *state);

/* The versions of the libraries: static texts such as "1.2.13", and for brotli a number with 8 bits of the
 * major, 12 of the minor and 12 of the patch version. */
const char *ccodings_zlib_version(void);
const char *ccodings_zstd_version(void);
unsigned ccodings_brotli_version(void);
#endif
