/* Payloads against the client's OpenAPI document: sv_prepare, and what sv_generate refuses or reports before
 * it sends. */
#include "harness.h"

#define DOCUMENT \
  "{\"openapi\":\"3.1.0\",\"paths\":{\"/generation/" MODEL "\":{\"post\":{\"requestBody\":{\"content\":{" \
  "\"application/json\":{\"schema\":{\"type\":\"object\",\"required\":[\"prompt\"],\"properties\":{" \
  "\"prompt\":{\"type\":\"string\",\"minLength\":3},\"n\":{\"type\":\"integer\",\"maximum\":4}}}}}}}}," \
  "\"/generation/unsure\":{\"post\":{\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{" \
  "\"x-skillsvideo-unverified\":true,\"type\":\"object\",\"required\":[\"text\"]}}}}}}}}"

static const char *const BAD = "{\"prompt\":\"ab\",\"n\":9}";
static const char *const ODD = "{\"prompt\":\"a red fox\",\"promt\":1}";

#define STRICT "{\"validate\":\"strict\"}"

static sv_client *client_with_document(void) {
  sv_client *client = client_of("PLAIN");
  CHECK_IS(sv_client_set(client, "openapi_json", DOCUMENT), SV_OK);
  return client;
}

static void check_documents(void) {
  sv_client *client = client_of("PLAIN");
  CHECK_IS(sv_client_set(client, "openapi_json", "{\"openapi\":"), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), "line 1");
  CHECK_IS(sv_client_set(client, "openapi_json", "{}"), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), "no OpenAPI document");
  CHECK_IS(sv_client_set(client, "openapi_file", "/no/such/file"), SV_ERR_FILE);
  CHECK_HAS(sv_client_message(client), "/no/such/file cannot be read");
  CHECK_IS(sv_client_set(client, "openapi_file", "/"), SV_ERR_FILE);
  CHECK_IS(sv_client_set(client, "openapi_file", "/dev/zero"), SV_ERR_FILE);
  CHECK_IS(sv_client_set(client, "validate", "perhaps"), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), "off, warn, auto or strict");
  /* None of these has set anything. */
  sv_result *result = NULL;
  CHECK_IS(sv_prepare(&result, client, MODEL, BAD, NULL), SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), "\"report\":null");
  sv_result_free(result);
  CHECK_IS(sv_prepare(&result, client, MODEL, BAD, "{\"validate\":\"strict\"}"), SV_ERR_VALIDATION);
  CHECK_HAS(sv_result_message(result), "openapi_file");
  sv_result_free(result);
  sv_client_free(client);
}

static void check_prepare(void) {
  sv_client *client = client_with_document();
  long before = requests_seen("PLAIN");
  sv_result *result = NULL;
  CHECK_IS(sv_prepare(&result, client, MODEL, FOX, NULL), SV_OK);
  const char *record = sv_result_json(result, NULL);
  CHECK_HAS(record, "\"event\":\"prepared\",\"method\":\"POST\"");
  CHECK_HAS(record, "/generation/sse/" MODEL "\"");
  CHECK_HAS(record, "\"Authorization\":\"Bearer ***\"");
  CHECK_HAS(record, "\"Idempotency-Key\":\"");
  CHECK_HAS(record, "\"would_send\":true");
  CHECK_HAS(record, "\"valid\":true");
  CHECK_HAS(record, "\"body\":" FOX "}");
  CHECK(strstr(record, getenv("SKILLS_VIDEO_API_KEY")) == NULL);
  sv_result_free(result);
  CHECK_IS(sv_prepare(&result, client, MODEL, BAD, NULL), SV_ERR_VALIDATION);
  CHECK_HAS(sv_result_json(result, NULL), "\"pointer\":\"/n\"");
  CHECK_HAS(sv_result_json(result, NULL), "\"would_send\":false");
  CHECK_HAS(sv_result_message(result), "Nothing was sent");
  sv_result_free(result);
  CHECK_IS(sv_prepare(NULL, client, MODEL, FOX, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_prepare(&result, NULL, MODEL, FOX, NULL), SV_ERR_HANDLE);
  CHECK_IS(sv_prepare(&result, client, "https://evil.example/x", FOX, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_prepare(&result, client, MODEL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK(result == NULL);
  CHECK_IS(requests_seen("PLAIN"), before);
  sv_client_free(client);
}

static void check_strict(void) {
  sv_client *client = client_with_document();
  long before = requests_seen("PLAIN");
  sv_result *result = NULL;
  sv_job *job = NULL;
  CHECK_IS(sv_generate(&result, client, MODEL, BAD, NULL, NULL, NULL), SV_ERR_VALIDATION);
  CHECK_HAS(sv_client_message(client), "/prompt must be");
  CHECK_HAS(sv_client_message(client), "nothing was charged");
  CHECK_IS(sv_start(&job, client, "/generation/sse/" MODEL, BAD, NULL, 1), SV_ERR_VALIDATION);
  CHECK_IS(sv_generate(&result, client, "google/nano-banana-x", FOX, STRICT, NULL, NULL), SV_ERR_VALIDATION);
  CHECK_HAS(sv_client_message(client), MODEL);
  CHECK_IS(sv_generate(&result, client, "nano-banana", FOX, NULL, NULL, NULL), SV_ERR_VALIDATION);
  CHECK_HAS(sv_client_message(client), "Did you mean " MODEL "?");
  CHECK(result == NULL && job == NULL);
  CHECK_IS(requests_seen("PLAIN"), before);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_OK);
  sv_result_free(result);
  sv_client_free(client);
}

static int notices;
static char told[512];

static void take_notice(const sv_event *event, void *context) {
  (void)context;
  if (sv_event_kind(event) != SV_EVENT_NOTICE) return;
  notices++;
  snprintf(told, sizeof told, "%s", sv_event_json(event, NULL));
}

/* How many notices a generation that is sent has. */
static void check_notices(const char *payload, const char *options, int wanted, const char *part) {
  sv_client *client = client_with_document();
  sv_result *result = NULL;
  notices = 0;
  CHECK_IS(sv_generate(&result, client, MODEL, payload, options, take_notice, NULL), SV_OK);
  CHECK_IS(notices, wanted);
  if (wanted > 0) CHECK_HAS(told, part);
  sv_result_free(result);
  sv_client_free(client);
}

static void check_unsure(void) {
  sv_client *client = client_with_document();
  sv_result *result = NULL;
  CHECK_IS(sv_prepare(&result, client, "unsure", "{}", NULL), SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), "\"valid\":true");
  CHECK_HAS(sv_result_json(result, NULL), "\"would_send\":true");
  CHECK_HAS(sv_result_json(result, NULL), "\"warnings\":[\"the document is not sure of this model: no ");
  CHECK_HAS(sv_result_json(result, NULL), "\"certainty\":\"unverified\"");
  sv_result_free(result);
  sv_client_free(client);
}

int main(void) {
  begin();
  check_documents();
  check_prepare();
  check_strict();
  /* The platform takes a shorter text than this document. */
  check_notices("{\"prompt\":\"ab\"}", "{\"validate\":\"warn\"}", 1, "\"notice\":\"payload\"");
  check_notices("{\"prompt\":\"ab\"}", "{\"validate\":\"off\"}", 0, "");
  /* The field that is similar is there, so it is not what was meant. */
  check_notices(ODD, NULL, 1, "does not know the field promt");
  check_notices("{\"prompt\":\"a red fox\",\"zzzz\":1}", NULL, 1, "does not know the field zzzz");
  check_notices(FOX, "{\"validate\":\"warn\"}", 0, "");
  check_unsure();
  return finish();
}
