/* What the fuzz targets share: an input is cut into parts by the byte 0x1E, and what comes out must keep its
 * promises. */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H
#include <skillsvideo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTS 3

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count);

/* Parts as C texts of their own, so that reading beyond an end is found. Missing ones are NULL. */
static void cut(const unsigned char *bytes, size_t count, char *parts[PARTS], size_t lengths[PARTS]) {
  for (int part = 0; part < PARTS; part++) {
    parts[part] = NULL;
    lengths[part] = 0;
    if (bytes == NULL) continue;
    const unsigned char *end = part == PARTS - 1 ? NULL : memchr(bytes, 0x1E, count);
    lengths[part] = end == NULL ? count : (size_t)(end - bytes);
    parts[part] = malloc(lengths[part] + 1);
    if (parts[part] == NULL) abort();
    if (lengths[part] > 0) memcpy(parts[part], bytes, lengths[part]);
    parts[part][lengths[part]] = 0;
    count -= lengths[part] + (end != NULL);
    bytes = end == NULL ? NULL : end + 1;
  }
}

static void release(char *parts[PARTS]) {
  for (int part = 0; part < PARTS; part++) free(parts[part]);
}

static void promise(int kept, const char *what, const char *found) {
  if (kept) return;
  fprintf(stderr, "broken promise: %s: %s\n", what, found == NULL ? "NULL" : found);
  abort();
}

/* Whatever is answered is a result whose record is JSON on one line. */
static void check_record(int32_t status, sv_result *result) {
  static const char any[] = "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"post\":{}}}}";
  promise(result != NULL, "there is a result", sv_status_name(status));
  promise(sv_result_status(result) == status, "the result has the call's status", sv_status_name(status));
  size_t length = 0;
  const char *json = sv_result_json(result, &length);
  promise(json != NULL && strlen(json) == length, "the record is a text", json);
  promise(strchr(json, '\n') == NULL, "the record is one line", json);
  promise((sv_result_message(result)[0] == 0) == (status == SV_OK), "what is wrong is said",
          sv_result_message(result));
  sv_result *read = NULL;
  promise(sv_validate(&read, any, sizeof any - 1, "/a", json) == SV_OK, "the record is JSON", json);
  sv_result_free(read);
}
#endif
