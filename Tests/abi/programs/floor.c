/* min_credits and report_credits: what keeps a create from being sent, what never does, and what the last
 * record contains. */
#include "harness.h"

/* A client whose looks at the credits meet a fault. */
static sv_client *faulty(const char *name, const char *fault) {
  sv_client *client = client_of(name);
  char url[256];
  const char *origin = platform(name), *path = strstr(origin, "/api/");
  snprintf(url, sizeof url, "%.*s/simulate/%s%s", (int)(path - origin), origin, fault, path);
  CHECK_IS(sv_client_set(client, "base_url", url), SV_OK);
  CHECK_IS(sv_client_set(client, "create_tries_max", "1"), SV_OK);
  return client;
}

static long creates(const char *name) { return log_number(name, "creations\":{\"total"); }

static void check_floor(void) {
  sv_client *client = client_of("POOR");
  sv_result *result = NULL;
  CHECK_IS(sv_client_set(client, "min_credits", "16"), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_ERR_CREDITS);
  CHECK_IS(sv_result_category(result), SV_ERR_CREDITS);
  CHECK_IS(sv_result_http_status(result), 200);
  CHECK_IS(sv_result_retry_after_ms(result), -1);
  CHECK(sv_result_generation_id(result) == NULL);
  CHECK_HAS(sv_result_message(result), "credit balance 15 is lower than min_credits, which is 16");
  CHECK_HAS(sv_result_message(result), "The generation was not sent, so nothing was bought. Top up");
  CHECK_HAS(sv_result_json(result, NULL), "\"charge_state\":\"not_sent\"");
  CHECK_HAS(sv_result_json(result, NULL), "\"credits\":{\"before\":15,\"after\":null}");
  CHECK_HAS(sv_result_json(result, NULL), "\"ledger\":[{\"request\":\"credits\"");
  sv_result_free(result);
  CHECK_IS(creates("POOR"), 0);
  /* A job's own floor goes before the client's. */
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, "{\"min_credits\":15,\"report_credits\":true}", NULL,
                       NULL), SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), "\"credits\":{\"before\":15,\"after\":5}");
  sv_result_free(result);
  CHECK_IS(creates("POOR"), 1);
  sv_client_free(client);
}

static void check_started(void) {
  sv_client *client = client_of("POOR");
  sv_job *job = NULL;
  CHECK_IS(sv_client_set(client, "min_credits", "1000"), SV_OK);
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 4), SV_OK);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_ERR_CREDITS);
  sv_job_free(job);
  CHECK_IS(creates("POOR"), 1);
  sv_client_free(client);
}

/* An id that is attached is followed whatever the balance. */
static void check_attached(void) {
  sv_client *client = client_of("POOR");
  sv_result *made = NULL, *result = NULL;
  CHECK_IS(sv_client_set(client, "report_credits", "1"), SV_OK);
  CHECK_IS(sv_generate(&made, client, "elevenlabs/tts", FOX, NULL, NULL, NULL), SV_ERR_VALIDATION);
  sv_result_free(made);
  CHECK_IS(sv_generate(&made, client, MODEL, FOX, NULL, NULL, NULL), SV_ERR_CREDITS);
  CHECK_HAS(sv_result_json(made, NULL), "\"credits\":{\"before\":5,\"after\":null}");
  CHECK_HAS(sv_result_json(made, NULL), "\"charge_state\":\"rejected\"");
  sv_result_free(made);
  long before = requests_seen("POOR");
  CHECK_IS(sv_client_set(client, "min_credits", "1000"), SV_OK);
  CHECK_IS(sv_wait(&result, client, "gen_unknown", "{\"total_timeout_ms\":300}", NULL, NULL),
           SV_ERR_NOT_FOUND);
  CHECK_HAS(sv_result_json(result, NULL), "\"credits\":null");
  char *log = platform_log("POOR");
  CHECK(requests_seen("POOR") > before);
  const char *last = strstr(log, "gen_unknown");
  CHECK(last != NULL && strstr(last, "/credits") == NULL);
  free(log);
  sv_result_free(result);
  sv_client_free(client);
}

/* A floor is not passed by an answer without a clear balance, and says what came. */
static void check_unreadable(const char *fault, int32_t status, const char *words) {
  sv_client *client = faulty("PLAIN", fault);
  sv_result *result = NULL;
  long before = creates("PLAIN");
  CHECK_IS(sv_client_set(client, "min_credits", "1"), SV_OK);
  CHECK_IS(sv_client_set(client, "poll_timeout_ms", "300"), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), status);
  CHECK_HAS(sv_result_message(result), "the credit balance could not be read: ");
  CHECK_HAS(sv_result_message(result), words);
  CHECK_HAS(sv_result_message(result), "The generation was not sent");
  CHECK_HAS(sv_result_json(result, NULL), "\"charge_state\":\"not_sent\"");
  CHECK_HAS(sv_result_json(result, NULL), "\"credits\":{\"before\":null,\"after\":null}");
  sv_result_free(result);
  CHECK_IS(creates("PLAIN"), before);
  sv_client_free(client);
}

static void count_notice(const sv_event *event, void *context) {
  if (sv_event_kind(event) != SV_EVENT_NOTICE) return;
  CHECK_HAS(sv_event_json(event, NULL), "\"notice\":\"credits\"");
  ++*(int *)context;
}

/* The report alone never fails a generation. */
static void check_report(const char *fault, const char *record, int notices) {
  sv_client *client = faulty("PLAIN", fault);
  sv_result *result = NULL;
  int seen = 0;
  CHECK_IS(sv_client_set(client, "report_credits", "1"), SV_OK);
  CHECK_IS(sv_client_set(client, "poll_timeout_ms", "300"), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, count_notice, &seen), SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), record);
  CHECK_TEXT(sv_result_message(result), "");
  CHECK_IS(seen, notices);
  sv_result_free(result);
  sv_client_free(client);
}

static void check_shape(const char *shape, int32_t status, const char *balance) {
  char fault[64];
  snprintf(fault, sizeof fault, "credits-shape=%s", shape);
  sv_client *client = faulty("RICH", fault);
  sv_result *result = NULL;
  CHECK_IS(sv_client_set(client, "min_credits", "3000"), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), status);
  sv_result_free(result);
  int32_t told = sv_credits(&result, client);
  if (told == SV_OK) CHECK_HAS(sv_result_json(result, NULL), balance);
  sv_result_free(result);
  sv_client_free(client);
}

/* The key goes to the platform only, wherever that points. */
static void check_redirected(void) {
  sv_client *client = client_of("AWAY");
  sv_result *result = NULL;
  CHECK_IS(sv_client_set(client, "min_credits", "1"), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_ERR_PROTOCOL);
  CHECK_HAS(sv_result_message(result), "redirects are not followed with the key");
  CHECK_IS(requests_seen("AWAY"), 1);
  char *log = platform_log("AWAY");
  CHECK_HAS(log, "\"key_leaks\":[]");
  CHECK_HAS(log, "\"path\":\"/api/v1/credits\"");
  free(log);
  sv_result_free(result);
  sv_client_free(client);
}

/* platform POOR: --credits 15 --latency-ms 40
 * platform RICH: --credits 1000000 --latency-ms 40
 * platform AWAY: --fault redirect-away=302 */
int main(void) {
  begin();
  check_floor();
  check_started();
  check_attached();
  check_unreadable("credits-status=401", SV_ERR_AUTH, "Check SKILLS_VIDEO_API_KEY");
  check_unreadable("credits-status=503", SV_ERR_TRANSIENT, "Send it again later");
  check_unreadable("credits-close", SV_ERR_TRANSPORT, "Check the network");
  check_unreadable("credits-cut", SV_ERR_TRANSPORT, "Check the network");
  check_unreadable("credits-stall", SV_ERR_TRANSPORT, "no answer within 300 ms");
  check_unreadable("credits-shape=none", SV_ERR_PROTOCOL, "it begins: {\"plan\":\"pro\"}");
  check_unreadable("credits-shape=page", SV_ERR_PROTOCOL, "To see the answer, run: skillsvideo credits");
  check_unreadable("credits-shape=used", SV_ERR_PROTOCOL, "no unambiguous balance");
  check_report("latency-ms=40", "\"credits\":{\"before\":", 0);
  check_report("credits-shape=text", "\"credits\":{\"before\":\"", 0);
  check_report("credits-stall", "\"credits\":{\"before\":null,\"after\":null}", 2);
  check_report("credits-status=500*1", "\"credits\":{\"before\":null,\"after\":9", 1);
  check_report("credits-shape=list", "\"credits\":{\"before\":null,\"after\":null}", 2);
  check_shape("usage", SV_OK, "\"balance\":9");
  check_shape("credits", SV_OK, "\"balance\":9");
  check_shape("text", SV_OK, "\"balance\":\"9");
  check_shape("nested", SV_OK, "\"balance\":9");
  check_shape("decimals", SV_OK, ".25,");
  check_shape("two", SV_ERR_PROTOCOL, "\"balance\":null");
  check_shape("list", SV_ERR_PROTOCOL, "");
  check_redirected();
  return finish();
}
