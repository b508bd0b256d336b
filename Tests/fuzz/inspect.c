/* An input is a document, a query, and a navigation file. */
#include "input.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count) {
  char *parts[PARTS];
  size_t lengths[PARTS];
  cut(bytes, count, parts, lengths);
  sv_result *result = NULL;
  int32_t status = sv_inspect(&result, parts[0], lengths[0], parts[2], lengths[2], parts[1]);
  check_record(status, result);
  promise(status == SV_OK || status == SV_ERR_ARGUMENT || status == SV_ERR_NOT_FOUND,
          "the status is a promised one", sv_status_name(status));
  sv_result_free(result);
  release(parts);
  return 0;
}
