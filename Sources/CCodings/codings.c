#include "ccodings.h"
#include <brotli/decode.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { PIECE_BYTES = 16 * 1024, WINDOW_LOG_MAX = 23 };

struct ccodings {
  ccodings_kind kind;
  ccodings *inner;
  const uint8_t *next;
  size_t left;
  long budget;
  bool has_begun;
  bool has_output;
  bool is_whole;
  z_stream zlib;
  BrotliDecoderState *brotli;
  ZSTD_DStream *zstd;
  uint8_t piece[PIECE_BYTES];
};

static bool begin(ccodings *state) {
  switch (state->kind) {
  case CCODINGS_GZIP: return inflateInit2(&state->zlib, 16 + MAX_WBITS) == Z_OK;
  case CCODINGS_DEFLATE: return inflateInit2(&state->zlib, MAX_WBITS) == Z_OK;
  case CCODINGS_BROTLI: return (state->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL)) != NULL;
  case CCODINGS_ZSTD:
    if (!(state->zstd = ZSTD_createDStream())) return false;
    return !ZSTD_isError(ZSTD_DCtx_setParameter(state->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX));
  }
  return false;
}

ccodings *ccodings_create(ccodings_kind kind, ccodings *inner) {
  ccodings *state = calloc(1, sizeof *state);
  if (!state) {
    ccodings_free(inner);
    return NULL;
  }
  state->kind = kind;
  state->inner = inner;
  state->is_whole = true;
  if (!begin(state)) {
    ccodings_free(state);
    return NULL;
  }
  return state;
}

void ccodings_free(ccodings *state) {
  if (!state) return;
  ccodings_free(state->inner);
  if (state->kind == CCODINGS_GZIP || state->kind == CCODINGS_DEFLATE) inflateEnd(&state->zlib);
  BrotliDecoderDestroyInstance(state->brotli);
  ZSTD_freeDStream(state->zstd);
  free(state);
}

void ccodings_feed(ccodings *state, const void *bytes, size_t count) {
  state->budget = CCODINGS_INNER_MIB_MAX * 1024L * 1024;
  while (state->inner) state = state->inner;
  state->next = bytes;
  state->left = count;
}

size_t ccodings_unused(const ccodings *state) {
  while (state->inner) state = state->inner;
  return state->left;
}

bool ccodings_is_whole(const ccodings *state) {
  return state->is_whole && (!state->inner || ccodings_is_whole(state->inner));
}

/* Whether the first byte shows that the bytes are not encoded, in a case where a decoder would accept
 * them. */
static bool is_plain(const ccodings *state) {
  const char *starts = state->kind == CCODINGS_BROTLI ? "{"
      : state->kind == CCODINGS_DEFLATE ? "{: \t\n" : "";
  return strchr(starts, state->next[0]) != NULL && state->next[0] != 0;
}

/* Servers send "deflate" with and without zlib's header. */
static void begin_deflate(ccodings *state) {
  if ((state->next[0] & 0x0F) != Z_DEFLATED) inflateReset2(&state->zlib, -MAX_WBITS);
}

static long pull_zlib(ccodings *state) {
  z_stream *zlib = &state->zlib;
  /* Another gzip member may follow. Anything else after the end is padding. */
  if (state->is_whole && zlib->total_in > 0) {
    bool is_end = state->kind != CCODINGS_GZIP || (state->left > 0 && state->next[0] != 0x1F);
    if (is_end && state->left > 0 && !state->has_output) return CCODINGS_BROKEN;
    if (is_end) state->left = 0;
    if (state->left == 0) return CCODINGS_NEEDS_MORE;
    inflateReset(zlib);
  }
  zlib->next_in = (Bytef *)state->next;
  zlib->avail_in = state->left > UINT32_MAX ? UINT32_MAX : (uInt)state->left;
  zlib->next_out = state->piece;
  zlib->avail_out = PIECE_BYTES;
  int status = inflate(zlib, Z_SYNC_FLUSH);
  state->left -= (size_t)(zlib->next_in - state->next);
  state->next = zlib->next_in;
  state->is_whole = status == Z_STREAM_END;
  if (status == Z_MEM_ERROR) return CCODINGS_NO_MEMORY;
  long count = PIECE_BYTES - (long)zlib->avail_out;
  bool is_in_order = status == Z_OK || status == Z_BUF_ERROR || status == Z_STREAM_END;
  return count > 0 || is_in_order ? count : CCODINGS_BROKEN;
}

static long pull_brotli(ccodings *state) {
  if (BrotliDecoderIsFinished(state->brotli)) {
    if (!state->has_output && state->left > 0) return CCODINGS_BROKEN;
    state->left = 0;
    return CCODINGS_NEEDS_MORE;
  }
  size_t room = PIECE_BYTES;
  uint8_t *target = state->piece;
  BrotliDecoderResult result =
    BrotliDecoderDecompressStream(state->brotli, &state->left, &state->next, &room, &target, NULL);
  state->is_whole = result == BROTLI_DECODER_RESULT_SUCCESS;
  if (result == BROTLI_DECODER_RESULT_ERROR && room == PIECE_BYTES) {
    BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(state->brotli);
    bool is_memory =
      code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
    return is_memory ? CCODINGS_NO_MEMORY : CCODINGS_BROKEN;
  }
  return PIECE_BYTES - (long)room;
}

static long pull_zstd(ccodings *state) {
  /* If it were called without input, zstd would begin another frame. */
  if (state->is_whole && state->left == 0) return CCODINGS_NEEDS_MORE;
  ZSTD_inBuffer in = {state->next, state->left, 0};
  ZSTD_outBuffer out = {state->piece, PIECE_BYTES, 0};
  size_t result = ZSTD_decompressStream(state->zstd, &out, &in);
  state->next += in.pos;
  state->left -= in.pos;
  if (ZSTD_isError(result) && out.pos == 0) {
    return ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? CCODINGS_NO_MEMORY : CCODINGS_BROKEN;
  }
  state->is_whole = result == 0;
  return (long)out.pos;
}

static long pull_once(ccodings *state) {
  if (!state->has_begun) {
    if (state->left == 0) return CCODINGS_NEEDS_MORE;
    if (is_plain(state)) return CCODINGS_BROKEN;
    if (state->kind == CCODINGS_DEFLATE) begin_deflate(state);
    state->has_begun = true;
  }
  switch (state->kind) {
  case CCODINGS_BROTLI: return pull_brotli(state);
  case CCODINGS_ZSTD: return pull_zstd(state);
  default: return pull_zlib(state);
  }
}

static long pull(ccodings *state, const void **bytes, long *budget) {
  *bytes = state->piece;
  while (true) {
    size_t before = state->left;
    long count = pull_once(state);
    if (count > 0) state->has_output = true;
    if (count != 0) return count;
    /* Some input was consumed without output, such as a frame's header or end. More may follow. */
    if (state->left > 0 && state->left < before) continue;
    if (state->left > 0) return CCODINGS_BROKEN;
    if (!state->inner) return CCODINGS_NEEDS_MORE;
    const void *inner = NULL;
    count = pull(state->inner, &inner, budget);
    if (count <= 0) return count;
    *budget -= count;
    if (*budget < 0) return CCODINGS_TOO_LARGE;
    state->next = inner;
    state->left = (size_t)count;
  }
}

long ccodings_pull(ccodings *state, const void **bytes) { return pull(state, bytes, &state->budget); }

const char *ccodings_zlib_version(void) { return zlibVersion(); }

const char *ccodings_zstd_version(void) { return ZSTD_versionString(); }

unsigned ccodings_brotli_version(void) { return BrotliDecoderVersion(); }
