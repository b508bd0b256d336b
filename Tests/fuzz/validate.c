/* An input is a schema or a whole document, a payload, and "0", "1" or "2" for OpenAPI 3.0, 3.1 or Swagger
 * 2.0. */
#include "input.h"

static const char *const HEADS[] = {
    "{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"post\":{\"requestBody\":{\"content\":{"
    "\"application/json\":{\"schema\":",
    "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"post\":{\"requestBody\":{\"content\":{"
    "\"application/json\":{\"schema\":",
    "{\"swagger\":\"2.0\",\"paths\":{\"/a\":{\"post\":{\"parameters\":[{\"in\":\"body\",\"name\":\"a\","
    "\"schema\":"};
static const char *const TAILS[] = {"}}}}}}}", "}}}}}}}", "}]}}}}"};

static void check_report(int32_t status, sv_result *result) {
  const char *json = sv_result_json(result, NULL);
  check_record(status, result);
  static const char valid[] = "{\"v\":1,\"event\":\"validated\",\"valid\":true,";
  static const char invalid[] = "{\"v\":1,\"event\":\"validated\",\"valid\":false,";
  /* A document that is not sure of a rule gives a warning. */
  int is_fine = strstr(json, "\"problems\":[]") != NULL || strstr(json, "\"assumed\":true") != NULL;
  if (status == SV_OK) {
    promise(strncmp(json, valid, sizeof valid - 1) == 0 && is_fine, "a valid payload has no problems", json);
  } else if (status == SV_ERR_VALIDATION) {
    promise(strncmp(json, invalid, sizeof invalid - 1) == 0, "an invalid payload is called so", json);
  } else {
    promise(status == SV_ERR_ARGUMENT || status == SV_ERR_NOT_FOUND, "the status is a promised one", json);
  }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count) {
  char *parts[PARTS];
  size_t lengths[PARTS];
  cut(bytes, count, parts, lengths);
  int version = parts[2] != NULL && parts[2][0] >= '0' && parts[2][0] <= '2' ? parts[2][0] - '0' : 1;
  char *document = parts[0];
  size_t length = lengths[0];
  if (document != NULL && strstr(document, "\"paths\"") == NULL) {
    size_t head = strlen(HEADS[version]), tail = strlen(TAILS[version]);
    document = malloc(head + length + tail);
    if (document == NULL) abort();
    memcpy(document, HEADS[version], head);
    if (length > 0) memcpy(document + head, parts[0], length);
    memcpy(document + head + length, TAILS[version], tail);
    length += head + tail;
  }
  sv_result *result = NULL;
  int32_t status = sv_validate(&result, document, length, "/a", parts[1]);
  check_report(status, result);
  sv_result_free(result);
  if (document != parts[0]) free(document);
  release(parts);
  return 0;
}
