/* Documents without a client: what they say about an endpoint, which endpoints they have, and what is wrong
 * with them. */
#include "harness.h"

static const char DOCUMENT[] =
    "\xef\xbb\xbf{\"openapi\":\"3.1.0\",\"servers\":[{\"url\":\"/api\"}],"
    "\"paths\":{\"/generation/a/b\":{\"post\":{\"summary\":"
    "\"Make\",\"requestBody\":{\"$ref\":\"#/components/requestBodies/Make\"},\"responses\":{\"200\":{},"
    "\"402\":{},\"4XX\":{}}}},"
    "\"/generation/sse/a/b\":{\"post\":{\"requestBody\":{\"$ref\":\"#/components/requestBodies/Make\"}}},"
    "\"/generation/{id}/cancel\":"
    "{\"get\":{}},\"/generation/{id}\":{\"get\":{}},"
    "\"/far\":{\"post\":{\"requestBody\":{\"content\":{\"application/json\":"
    "{\"schema\":{\"$ref\":\"far.json#/A\"}}}}}}},"
    "\"components\":{\"requestBodies\":{\"Make\":{\"content\":{\"application/json\":"
    "{\"schema\":{\"$ref\":\"#/components/schemas/Make\"}}}}},"
    "\"schemas\":{\"Make\":{\"required\":[\"prompt\",\"size\"],"
    "\"properties\":{\"prompt\":{\"type\":\"string\"},\"size\":{\"enum\":[\"1K\",\"2K\"]},"
    "\"more\":{\"$ref\":\"#/components/schemas/Make\"},"
    "\"seed\":{\"type\":\"integer\",\"default\":7}}}}}}";

static const char DOCS[] =
    "{\"navigation\":{\"groups\":[{\"group\":\"Images\",\"pages\":[\"POST "
    "/generation/a/b\",\"guide\",\"api/far\"]}]}}";

static const struct {
  const char *docs, *query;
  int32_t status;
  const char *parts[4];
} CASES[] = {
    {NULL, "{\"endpoint\":\"a/b\"}", SV_OK,
     {"\"endpoint\":\"POST /generation/a/b\"", "\"sse_create_endpoint\":\"POST /generation/sse/a/b\"",
      "\"poll_endpoint\":\"/generation/{id}\"",
      "\"error_status_codes\":[402],\"error_status_ranges\":[\"4XX\"]"}},
    {NULL, "{\"endpoint\":\"POST /v1/generation/a/b\",\"template\":true}", SV_OK,
     {"\"request_template\":{\"prompt\":\"Describe what to generate\",\"size\":\"1K\"}",
      "\"request_schema\":\"Make\"", "\"recursive\":true", "contains itself"}},
    {NULL, "{\"endpoint\":\"a/b\",\"template\":true,\"include_defaults\":true}", SV_OK,
     {"\"size\":\"1K\",\"seed\":7}"}},
    {NULL, "{\"endpoint\":\"a/b\",\"document_url\":\"https://example.com/x/openapi.json\"}", SV_OK,
     {"\"server_url\":\"https://example.com/api\""}},
    {NULL, "{\"endpoint\":\"/far\",\"template\":true}", SV_OK, {"far.json#/A", "leads to another document"}},
    {NULL, "{\"endpoint\":\"a/b\",\"model_openapi\":{\"openapi\":\"3.0.0\","
           "\"paths\":{\"/generation/a/b\":{\"post\":{\"summary\":"
           "\"Own\"}}}}}", SV_OK,
           {"\"summary\":\"Own\"", "\"sse_create_endpoint\":\"POST /generation/sse/a/b\""}},
    {DOCS, "{\"category\":\"image\",\"docs_source\":\"/d\",\"pages\":{\"api/far\":\"POST /far\"}}", SV_OK,
     {"\"default_endpoints\":[\"POST /generation/sse/a/b\",\"POST /far\"]", "\"source\":\"/d\"",
      "\"polling_endpoints\":[\"POST /generation/a/b\",\"POST /far\"]"}},
    {DOCS, "{\"list_endpoints\":true,\"category\":\"sounds\"}", SV_OK,
     {"\"default_endpoints\":[]", "no group \\\"sounds\\\""}},
    {NULL, NULL, SV_OK, {"\"event\":\"endpoints\"", "POST /far"}},
    {NULL, "{\"endpoint\":\"/generation/a/c\"}", SV_ERR_NOT_FOUND, {"/generation/a/b"}},
    {NULL, "{\"endpoint\":\"PUT /generation/a/b\"}", SV_ERR_NOT_FOUND, {"it has POST there"}},
    {NULL, "{\"endpoint\":\"a/b\",\"variant\":\"x\",\"template\":true}", SV_ERR_ARGUMENT,
     {"no variant \\\"x\\\""}},
    {NULL, "{\"endpoint\":\"a/b\",\"content_type\":\"text/plain\"}", SV_ERR_ARGUMENT, {"application/json"}},
    {NULL, "{\"endpoint\":\"a/b\",\"list_endpoints\":true}", SV_ERR_ARGUMENT, {"use one of them"}},
    {NULL, "{\"endpoint\":1}", SV_ERR_ARGUMENT, {"must be a string"}},
    {NULL, "{\"end\":\"x\"}", SV_ERR_ARGUMENT, {"unknown member \\\"end\\\""}},
    {NULL, "[]", SV_ERR_ARGUMENT, {"not a JSON object"}},
    {NULL, "{\"endpoint\":\"a/b\",}", SV_ERR_ARGUMENT, {"the query: line 1, column"}},
    {"{\n\"navigation\": tru}", "{}", SV_ERR_ARGUMENT, {"the navigation file: line 2, column 15"}},
};

static void check_case(size_t index) {
  sv_result *result = NULL;
  size_t length = 0;
  const char *docs = CASES[index].docs;
  int32_t status =
      sv_inspect(&result, DOCUMENT, sizeof DOCUMENT - 1, docs, docs ? strlen(docs) : 0, CASES[index].query);
  if (!CHECK_IS(status, CASES[index].status)) printf("case %zu: %s\n", index, sv_result_message(result));
  CHECK_IS(sv_result_status(result), CASES[index].status);
  const char *json = sv_result_json(result, &length);
  CHECK(json != NULL && strlen(json) == length);
  for (size_t part = 0; part < 4 && CASES[index].parts[part]; part++)
    CHECK_HAS(json, CASES[index].parts[part]);
  CHECK((sv_result_message(result)[0] == 0) == (status == SV_OK));
  sv_result_free(result);
}

static void check_documents(void) {
  static const struct {
    const char *text, *why;
  } bad[] = {
      {"", "line 1, column 1"}, {"{", "ends too early"}, {"[]", "not a JSON object"},
      {"{}", "no OpenAPI document"},
      {"openapi: 3.0.0\npaths: {}", "YAML"}, {"{\"openapi\":\"3.0.0\",\n}", "line 2, column 1"},
      {"{\"a\":\"\xff\"}", "UTF-8"},
      {"{\"navigation\":{}}", "navigation file"}};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    sv_result *result = NULL;
    CHECK_IS(sv_inspect(&result, bad[index].text, strlen(bad[index].text), NULL, 0, NULL), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_result_message(result), bad[index].why);
    CHECK_HAS(sv_result_message(result), "Nothing was sent");
    sv_result_free(result);
  }
  sv_result *result = NULL;
  CHECK_IS(sv_inspect(NULL, DOCUMENT, sizeof DOCUMENT - 1, NULL, 0, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_inspect(&result, NULL, 3, NULL, 0, NULL), SV_ERR_ARGUMENT);
  sv_result_free(result);
}

/* Every truncation of a document is refused or answered, never worse. */
static void check_truncations(void) {
  for (size_t length = 0; length < sizeof DOCUMENT - 1; length += 7) {
    char *text = malloc(length + 1);
    memcpy(text, DOCUMENT, length);
    sv_result *result = NULL;
    CHECK_IS(sv_inspect(&result, text, length, NULL, 0, "{\"endpoint\":\"a/b\",\"template\":true}"),
             SV_ERR_ARGUMENT);
    sv_result_free(result);
    free(text);
  }
}

/* Schemas within schemas, on a stack such as threads of other runtimes have. */
static void *check_hostile(void *unused) {
  enum { DEPTH = 60, ROOM = 1 << 16 };
  static const char *const shapes[] = {
      "{\"properties\":{\"a\":%s}}", "{\"type\":\"array\",\"minItems\":1,\"items\":%s}", "{\"allOf\":[%s]}",
      "{\"required\":[\"a\"],\"properties\":{\"a\":%s}}", "{\"oneOf\":[%s,{\"type\":\"object\"}]}",
      "{\"anyOf\":[%s]}"};
  for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
    char *schema = malloc(ROOM), *outer = malloc(ROOM), *document = malloc(ROOM);
    strcpy(schema, "{\"$ref\":\"#/components/schemas/A\"}");
    for (int level = 0; level < DEPTH; level++) {
      snprintf(outer, ROOM, shapes[shape], schema);
      char *swapped = schema;
      schema = outer;
      outer = swapped;
    }
    snprintf(document, ROOM,
             "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"post\":{\"requestBody\":{\"content\":{"
             "\"application/json\":{\"schema\":"
             "{\"$ref\":\"#/components/schemas/A\"}}}}}}},\"components\":{\"schemas\":{\"A\":%s}}}", schema);
    sv_result *result = NULL;
    CHECK_IS(sv_inspect(&result, document, strlen(document), NULL, 0, "{\"endpoint\":\"/a\","
                                                                      "\"template\":true}"), SV_OK);
    sv_result_free(result);
    free(schema);
    free(outer);
    free(document);
  }
  return unused;
}

int main(void) {
  begin();
  for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) check_case(index);
  check_documents();
  check_truncations();
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512 * 1024);
  CHECK_IS(pthread_create(&thread, &attributes, check_hostile, NULL), 0);
  pthread_join(thread, NULL);
  return finish();
}
