/* sv_generate: what comes when, what each event says, and that the end is the end. */
#include "harness.h"

struct seen {
  int count, ends, kinds[16], after_end, without_id, submitted, accepted, messages, opens;
  int last_kind;
  char id[128], last_status[64];
};

static void look_at_message(const sv_event *event) {
  size_t length = 0;
  const char *data = sv_event_data(event, &length);
  CHECK_TEXT(sv_event_name(event), "message");
  CHECK(length > 0 && data[length] == 0 && strlen(data) == length);
  CHECK(data == sv_event_data(event, NULL));
  CHECK_HAS(sv_event_json(event, NULL), "\"event\":\"sse_event\"");
  CHECK_HAS(sv_event_json(event, NULL), "\"payload\":{");
}

static void look_at_other(const sv_event *event) {
  size_t length = 7;
  if (sv_event_kind(event) == SV_EVENT_POLL) return;
  CHECK_TEXT(sv_event_data(event, &length), "");
  CHECK_IS((long long)length, 0);
  CHECK(sv_event_name(event) == NULL);
}

static void on_event(const sv_event *event, void *context) {
  struct seen *seen = context;
  int kind = sv_event_kind(event);
  size_t length = 0;
  const char *record = sv_event_json(event, &length);
  CHECK(record != NULL && strncmp(record, "{\"v\":1,", 7) == 0);
  CHECK(strlen(record) == length && record[length - 1] == '}' && strchr(record, '\n') == NULL);
  CHECK(sv_event_job(event) != NULL);
  CHECK(sv_event_tag(event) == 0 && strstr(record, "\"tag\"") == NULL);
  if (seen->ends > 0) seen->after_end++;
  if (seen->count == 0) CHECK_IS(kind, SV_EVENT_SUBMITTING);
  if (kind > 0 && kind < 16) seen->kinds[kind]++;
  const char *id = sv_event_generation_id(event);
  if (kind == SV_EVENT_SUBMITTING || kind == SV_EVENT_OPEN) CHECK(id == NULL);
  if (kind == SV_EVENT_ACCEPTED) {
    CHECK(seen->kinds[SV_EVENT_MESSAGE] == 0);
    snprintf(seen->id, sizeof seen->id, "%s", id ? id : "");
    CHECK_HAS(record, seen->id);
  } else if (seen->kinds[SV_EVENT_ACCEPTED] > 0) {
    CHECK_TEXT(id, seen->id);
  } else if (id != NULL) {
    seen->without_id++;
  }
  if (kind == SV_EVENT_MESSAGE) look_at_message(event); else look_at_other(event);
  if (kind == SV_EVENT_END) seen->ends++;
  if (sv_event_status(event))
    snprintf(seen->last_status, sizeof seen->last_status, "%s", sv_event_status(event));
  seen->last_kind = kind;
  seen->count++;
}

static void check_order(const struct seen *seen) {
  CHECK_IS(seen->kinds[SV_EVENT_SUBMITTING], 1);
  CHECK_IS(seen->kinds[SV_EVENT_OPEN], 1);
  CHECK_IS(seen->kinds[SV_EVENT_ACCEPTED], 1);
  CHECK(seen->kinds[SV_EVENT_MESSAGE] >= 2);
  CHECK_IS(seen->ends, 1);
  CHECK_IS(seen->after_end, 0);
  CHECK_IS(seen->without_id, 0);
  CHECK_IS(seen->last_kind, SV_EVENT_END);
  CHECK_TEXT(seen->last_status, "COMPLETED");
  CHECK(seen->id[0] != 0);
}

static void check_result(const sv_result *result, const char *id) {
  size_t length = 0;
  CHECK_IS(sv_result_status(result), SV_OK);
  CHECK_IS(sv_result_category(result), SV_OK);
  CHECK_IS(sv_result_http_status(result), 200);
  CHECK_TEXT(sv_result_message(result), "");
  CHECK_TEXT(sv_result_generation_id(result), id);
  const char *record = sv_result_json(result, &length);
  CHECK(strlen(record) == length && record == sv_result_json(result, NULL));
  CHECK_HAS(record, "\"event\":\"terminal\"");
  CHECK_HAS(record, "\"charge_state\":\"accepted\"");
  CHECK_HAS(record, "\"source\":\"sse\"");
  CHECK_IS(sv_result_output_count(result), 2);
  CHECK_HAS(sv_result_output_url(result, 0), "http://127.0.0.1:");
  CHECK(strcmp(sv_result_output_url(result, 0), sv_result_output_url(result, 1)) != 0);
  CHECK(sv_result_output_url(result, 2) == NULL && sv_result_output_url(result, UINT32_MAX) == NULL);
}

/* How many events there are depends on time. */
static int32_t generate(
    sv_result **result, sv_client *client, const char *payload, const char *options, struct seen *seen) {
  begin_one_check();
  int32_t status = sv_generate(result, client, MODEL, payload, options, on_event, seen);
  end_one_check();
  return status;
}

static void check_failure(const char *name, int32_t status, int32_t category, const char *message) {
  sv_client *client = client_of(name);
  sv_result *result = NULL;
  struct seen seen = {0};
  CHECK_IS(generate(&result, client, FOX, NULL, &seen), status);
  CHECK_IS(sv_result_status(result), status);
  CHECK_IS(sv_result_category(result), category);
  CHECK((sv_result_generation_id(result) != NULL) == (seen.kinds[SV_EVENT_ACCEPTED] == 1));
  CHECK_HAS(sv_result_message(result), message);
  CHECK_IS(seen.ends, 1);
  CHECK_IS(seen.last_kind, SV_EVENT_END);
  CHECK_IS(sv_result_output_count(result), 0);
  sv_result_free(result);
  sv_client_free(client);
}

/* platform REFUSED: --fault status=402
 * platform FAILING: --fault failed=IMAGE_CONTENT_REJECTED --latency-ms 20
 * platform LOST: --fault end-after=2 --latency-ms 20 */
int main(void) {
  begin();
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  struct seen seen = {0};
  const char *payload = "{\"prompt\":\"a red fox\",\"n\":2}";
  CHECK_IS(generate(&result, client, payload, NULL, &seen), SV_OK);
  CHECK_TEXT(sv_client_message(client), "");
  check_order(&seen);
  check_result(result, seen.id);
  sv_result *second = NULL;
  CHECK_IS(sv_generate(&second, client, "/v1/generation/" MODEL, FOX, NULL, NULL, NULL), SV_OK);
  CHECK(strcmp(sv_result_generation_id(second), seen.id) != 0);
  CHECK_HAS(sv_result_json(second, NULL), "\"source\":\"poll\"");
  sv_result_free(result);
  sv_result_free(second);
  sv_client_free(client);
  check_failure("REFUSED", SV_ERR_CREDITS, SV_ERR_CREDITS, "credits");
  check_failure("FAILING", SV_ERR_JOB_FAILED, SV_ERR_CONTENT_REJECTED, "rejected by moderation");
  client = client_of("LOST");
  memset(&seen, 0, sizeof seen);
  CHECK_IS(generate(&result, client, FOX, "{\"poll_interval_ms\":10}", &seen), SV_OK);
  CHECK(seen.kinds[SV_EVENT_STREAM_LOST] == 1 && seen.kinds[SV_EVENT_FALLBACK] == 2 &&
        seen.kinds[SV_EVENT_POLL] > 0);
  CHECK_IS(seen.last_kind, SV_EVENT_END);
  sv_result_free(result);
  sv_client_free(client);
  return finish();
}
