/* Payloads against documents, without a client: what is wrong is said with its place, and nothing that comes
 * in is trusted. */
#include "harness.h"

static const char DOCUMENT[] =
    "{\"openapi\":\"3.1.0\",\"paths\":{\"/generation/a/b\":{\"post\":{\"requestBody\":{\"content\":{"
    "\"application/json\":"
    "{\"schema\":{\"$ref\":\"#/components/schemas/Body\"}}}}}},"
    "\"/v1/loop\":{\"post\":{\"requestBody\":{\"content\":"
    "{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Loop\"}}}}}},"
    "\"/none\":{\"post\":{}},\"/elsewhere\":"
    "{\"post\":{\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{"
    "\"$ref\":\"other.json#/Body\"}}}}}}},"
    "\"components\":{\"schemas\":{\"Loop\":{\"$ref\":\"#/components/schemas/Loop\"},"
    "\"Body\":{\"type\":\"object\",\"required\":"
    "[\"prompt\"],\"properties\":{\"prompt\":{\"type\":\"string\",\"maxLength\":5},"
    "\"size\":{\"enum\":[\"1K\",\"2K\"]},"
    "\"count\":{\"type\":\"integer\",\"minimum\":1},\"link\":{\"type\":\"string\",\"format\":\"uri\"},"
    "\"name\":{\"type\":"
    "\"string\",\"pattern\":\"^[a-z]+$\"}}}}}}";

static const struct {
  const char *endpoint, *payload;
  int32_t status;
  const char *parts[4];
} CASES[] = {
    {"a/b", "{\"prompt\":\"fox\"}", SV_OK, {"\"valid\":true", "\"problems\":[]", "\"unknown_fields\":[]",
                                            "\"notes\":[]"}},
    {"POST /generation/a/b", "{\"prompt\":\"fox\",\"size\":\"3K\"}", SV_ERR_VALIDATION,
     {"\"valid\":false", "\"/size\"", "\"enum\"", "one of \\\"1K\\\", \\\"2K\\\""}},
    {"/v1/generation/a/b", "{\"promt\":\"fox\"}", SV_ERR_VALIDATION,
     {"\"required\"", "\\\"prompt\\\"", "\"unknown_fields\":[{\"pointer\":\"/promt\"",
      "\"nearest\":\"prompt\""}},
    {"a/b", "{\"prompt\":\"f\xc3\xbc" "chse\"}", SV_ERR_VALIDATION,
     {"\"maxLength\"", "6 characters", "at most 5 characters"}},
    {"a/b", "{\"prompt\":\"f\",\"count\":0.0}", SV_ERR_VALIDATION,
     {"\"/count\"", "\"minimum\"", "at least 1"}},
    {"a/b", "{\"prompt\":\"f\",\"count\":1e0,\"name\":\"fox\"}", SV_OK, {"\"valid\":true"}},
    {"a/b", "{\"prompt\":\"f\",\"count\":\"2\"}", SV_ERR_VALIDATION, {"\"type\"", "write 2 without quotes"}},
    {"a/b", "{\"prompt\":\"f\",\"link\":\"no link\"}", SV_ERR_VALIDATION,
     {"\"format\"", "https://example.com/"}},
    {"a/b", "{\"prompt\":\"f\",\"name\":\"Fox\"}", SV_ERR_VALIDATION, {"\"pattern\"", "^[a-z]+$"}},
    {"a/b", "[]", SV_ERR_VALIDATION, {"\"pointer\":\"\"", "a list of 0 items"}},
    {"/loop", "{}", SV_OK, {"refers to itself without end"}},
    {"/none", "{}", SV_OK, {"takes no body"}},
    {"/elsewhere", "{}", SV_OK, {"leads to another document"}},
    {"/generation/a/c", "{}", SV_ERR_NOT_FOUND, {"/generation/a/b"}},
    {"", "{}", SV_ERR_NOT_FOUND, {0}},
    {"a/\xff", "{}", SV_ERR_ARGUMENT, {"UTF-8"}},
    {NULL, "{}", SV_ERR_ARGUMENT, {"endpoint"}},
    {"a/b", NULL, SV_ERR_ARGUMENT, {"payload is NULL"}},
    {"a/b", "", SV_ERR_ARGUMENT, {"line 1, column 1"}},
    {"a/b", "{\n \"prompt\" 1}", SV_ERR_ARGUMENT, {"line 2, column 11"}},
};

static void check_case(size_t index) {
  sv_result *result = NULL;
  size_t length = 0;
  int32_t status = sv_validate(&result, DOCUMENT, sizeof DOCUMENT - 1, CASES[index].endpoint,
                               CASES[index].payload);
  if (!CHECK_IS(status, CASES[index].status)) printf("case %zu\n", index);
  CHECK_IS(sv_result_status(result), CASES[index].status);
  const char *json = sv_result_json(result, &length);
  CHECK(json != NULL && strlen(json) == length);
  for (size_t part = 0; part < 4 && CASES[index].parts[part]; part++)
    CHECK_HAS(json, CASES[index].parts[part]);
  CHECK((sv_result_message(result)[0] == 0) == (status == SV_OK));
  CHECK_IS(sv_result_retry_after_ms(result), -1);
  sv_result_free(result);
}

static void check_documents(void) {
  static const char *const bad[] = {"", "{", "[]", "1", "{}", "openapi: 3.0.0", "{\"openapi\":\"3.0.0\",}",
                                    "\xff"};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    sv_result *result = NULL;
    CHECK_IS(sv_validate(&result, bad[index], strlen(bad[index]), "/a", "{}"), SV_ERR_ARGUMENT);
    CHECK(result != NULL && sv_result_message(result)[0] != 0);
    sv_result_free(result);
  }
  sv_result *result = NULL;
  CHECK_IS(sv_validate(NULL, DOCUMENT, sizeof DOCUMENT - 1, "a/b", "{}"), SV_ERR_ARGUMENT);
  CHECK_IS(sv_validate(&result, NULL, 3, "a/b", "{}"), SV_ERR_ARGUMENT);
  sv_result_free(result);
  CHECK_IS(sv_validate(&result, DOCUMENT, 40, "a/b", "{}"), SV_ERR_ARGUMENT);
  sv_result_free(result);
}

/* A hostile document ends with a note, within bounds of time and stack. */
static void check_hostile(const char *schemas, const char *payload, const char *note) {
  char document[4096];
  snprintf(document, sizeof document,
           "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"post\":{\"requestBody\":{\"content\":{"
           "\"application/json\":{\"schema\":"
           "{\"$ref\":\"#/components/schemas/A\"}}}}}}},\"components\":{\"schemas\":{%s}}}", schemas);
  sv_result *result = NULL;
  CHECK_IS(sv_validate(&result, document, strlen(document), "/a", payload), SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), note);
  sv_result_free(result);
}

#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define TWICE(name, next) \
  "\"" name "\":{\"allOf\":[" REF(next) "," REF(next) "," REF(next) "," REF(next) "]},"

static void check_deep(void) {
  char payload[512] = {0};
  memset(payload, '[', 250);
  memset(payload + 250, ']', 250);
  check_hostile("\"A\":{\"items\":{\"allOf\":[{\"anyOf\":[{\"oneOf\":[{\"if\":" REF("A") "}]}]}]}}", payload,
                "nested too deeply");
}

static void *check_hostile_ones(void *unused) {
  check_deep();
  check_hostile(TWICE("A", "B") TWICE("B", "C") TWICE("C", "D") TWICE("D", "E") TWICE("E", "F")
                TWICE("F", "G") TWICE("G", "H") TWICE("H", "I") TWICE("I", "J") TWICE("J", "K")
                TWICE("K", "L") "\"L\":{\"minimum\":1}", "{}", "too much work");
  check_hostile("\"A\":{\"anyOf\":[" REF("A") "," REF("B") "]},\"B\":{\"oneOf\":[" REF("A") "]}", "{}",
                "without end");
  check_hostile("\"A\":{\"properties\":{\"a\":{\"pattern\":\"^(a+)+$\"}}}",
                "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}", "takes too long");
  check_hostile("\"A\":{\"properties\":{\"a\":{\"pattern\":\"(\"}}}", "{\"a\":\"\"}", "cannot be read");
  return unused;
}

int main(void) {
  begin();
  for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) check_case(index);
  check_documents();
  /* A small stack, such as threads of other runtimes have. */
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512 * 1024);
  CHECK_IS(pthread_create(&thread, &attributes, check_hostile_ones, NULL), 0);
  pthread_join(thread, NULL);
  return finish();
}
