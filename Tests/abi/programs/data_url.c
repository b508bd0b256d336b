/* The content of a data: address belongs to the caller's result and lives as long as that. It needs no
   client, and any thread may ask. What each address holds is in Tests/common/data_urls.json. */
#include "harness.h"

static const char ADDRESS[] = "data:text/plain;base64,QUIAQw==";

static void check_content(void) {
  sv_result *result = NULL;
  size_t length = 0;
  char address[sizeof ADDRESS];
  memcpy(address, ADDRESS, sizeof ADDRESS);
  CHECK_IS(sv_data_url_decode(&result, address, sizeof ADDRESS - 1), SV_OK);
  memset(address, 'x', sizeof address);
  const char *content = sv_result_content(result, &length);
  CHECK(content != NULL && length == 4 && memcmp(content, "AB\0C", 5) == 0);
  CHECK(sv_result_content(result, NULL) == content);
  CHECK_IS(sv_result_status(result), SV_OK);
  CHECK_IS(sv_result_retry_after_ms(result), -1);
  CHECK_TEXT(sv_result_message(result), "");
  const char *record = sv_result_json(result, NULL);
  CHECK_HAS(record, "\"event\":\"decoded\",\"content_type\":\"text/plain\",\"detected_type\":null,"
                    "\"size\":4");
  sv_result_free(result);
  CHECK(sv_result_content(result, &length) == NULL && length == 0);
}

static void check_refusals(void) {
  static const struct { const char *address, *part; int32_t status; } cases[] = {
      {"data:image/png", "no comma", SV_ERR_PROTOCOL},
      {"https://example.com", "begin with data:", SV_ERR_ARGUMENT},
      {NULL, "NULL", SV_ERR_ARGUMENT}};
  for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
    sv_result *result = NULL;
    size_t length = 1;
    const char *address = cases[index].address;
    CHECK_IS(sv_data_url_decode(&result, address, address ? strlen(address) : 0), cases[index].status);
    CHECK(sv_result_content(result, &length) == NULL && length == 0);
    CHECK_HAS(sv_result_message(result), cases[index].part);
    CHECK_HAS(sv_result_json(result, NULL), "\"event\":\"error\"");
    sv_result_free(result);
  }
  CHECK_IS(sv_data_url_decode(NULL, ADDRESS, sizeof ADDRESS - 1), SV_ERR_ARGUMENT);
}

static void check_other_results(void) {
  sv_result *result = NULL;
  size_t length = 1;
  CHECK_IS(sv_classify_error(&result, 402, NULL, 0), SV_OK);
  CHECK(sv_result_content(result, &length) == NULL && length == 0);
  sv_result_free(result);
}

static void *decode_often(void *context) {
  (void)context;
  for (int round = 0; round < 200; round++) {
    sv_result *result = NULL;
    size_t length = 0;
    sv_data_url_decode(&result, ADDRESS, sizeof ADDRESS - 1);
    const char *content = sv_result_content(result, &length);
    if (content == NULL || memcmp(content, "AB\0C", 5) != 0) return "lost";
    sv_result_free(result);
  }
  return NULL;
}

int main(void) {
  begin();
  check_content();
  check_refusals();
  check_other_results();
  pthread_t threads[4];
  for (int index = 0; index < 4; index++) pthread_create(&threads[index], NULL, decode_often, NULL);
  for (int index = 0; index < 4; index++) {
    void *told = NULL;
    pthread_join(threads[index], &told);
    CHECK(told == NULL);
  }
  return finish();
}
