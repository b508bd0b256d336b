/* sv_wait and sv_attach: a generation is followed by its id, costs nothing, and is never created again. */
#include "harness.h"

struct seen {
  int kinds[16], count, last_kind;
  char id[64];
};

static void on_event(const sv_event *event, void *context) {
  struct seen *seen = context;
  seen->last_kind = sv_event_kind(event);
  if (seen->last_kind > 0 && seen->last_kind < 16) seen->kinds[seen->last_kind]++;
  if (seen->count++ == 0) {
    CHECK_IS(seen->last_kind, SV_EVENT_SUBMITTING);
    CHECK_HAS(sv_event_json(event, NULL), "\"mode\":\"poll\"");
  }
  CHECK_TEXT(sv_event_generation_id(event), seen->id);
  if (seen->last_kind != SV_EVENT_POLL) return;
  size_t length = 0;
  const char *body = sv_event_data(event, &length);
  CHECK(length > 0 && strlen(body) == length && body[0] == '{');
  CHECK_HAS(body, seen->id);
  CHECK_HAS(sv_event_json(event, NULL), "\"event\":\"poll\"");
}

static void check_known_id(sv_client *client) {
  sv_result *made = NULL, *found = NULL;
  struct seen seen = {0};
  CHECK_IS(sv_generate(&made, client, MODEL, FOX, NULL, NULL, NULL), SV_OK);
  snprintf(seen.id, sizeof seen.id, "%s", sv_result_generation_id(made));
  CHECK_IS(sv_wait(&found, client, seen.id, NULL, on_event, &seen), SV_OK);
  CHECK(seen.kinds[SV_EVENT_POLL] >= 1 && seen.kinds[SV_EVENT_END] == 1 && seen.kinds[SV_EVENT_MESSAGE] == 0);
  CHECK_IS(seen.last_kind, SV_EVENT_END);
  CHECK_TEXT(sv_result_generation_id(found), seen.id);
  CHECK_HAS(sv_result_json(found, NULL), "\"source\":\"poll\"");
  CHECK_TEXT(sv_result_output_url(found, 0), sv_result_output_url(made, 0));
  sv_result_free(made);
  sv_result_free(found);
}

/* Stopped and resumed by the id: one creation in all. */
static void check_resume(sv_client *client) {
  sv_job *job = NULL;
  sv_result *result = NULL;
  char id[64];
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  snprintf(id, sizeof id, "%s", poll_until_id(client, job));
  CHECK(id[0] != 0);
  sv_job_free(job);
  CHECK_IS(sv_wait(&result, client, id, "{\"poll_interval_ms\":20}", NULL, NULL), SV_OK);
  CHECK_TEXT(sv_result_generation_id(result), id);
  sv_result_free(result);
  CHECK_IS(sv_attach(&job, client, id, NULL, 77), SV_OK);
  CHECK_TEXT(sv_job_generation_id(job), id);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_OK);
  CHECK_HAS(sv_result_json(sv_job_result(job), NULL), "\"tag\":77");
  sv_job_free(job);
}

static void check_unknown_id(sv_client *client) {
  sv_result *result = NULL;
  /* Tests/abi/lifecycle waits as long as a new job may take to appear. */
  const char *options = "{\"poll_interval_ms\":20,\"total_timeout_ms\":500}";
  CHECK_IS(sv_wait(&result, client, "gen_of_nobody", options, NULL, NULL), SV_ERR_NOT_FOUND);
  CHECK_TEXT(sv_result_generation_id(result), "gen_of_nobody");
  CHECK_IS(sv_result_http_status(result), 404);
  CHECK(sv_result_message(result)[0] != 0);
  sv_result_free(result);
}

/* A budget that is used up keeps the id and says how to go on. */
static void check_time_out(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *job = NULL;
  sv_result *result = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  char id[64];
  snprintf(id, sizeof id, "%s", poll_until_id(client, job));
  sv_job_free(job);
  const char *options = "{\"total_timeout_ms\":200,\"poll_interval_ms\":20}";
  CHECK_IS(sv_wait(&result, client, id, options, NULL, NULL), SV_ERR_TIMEOUT);
  CHECK_TEXT(sv_result_generation_id(result), id);
  CHECK_HAS(sv_result_json(result, NULL), "\"event\":\"timeout\"");
  CHECK_HAS(sv_result_message(result), id);
  sv_result_free(result);
  sv_client_free(client);
}

int main(void) {
  begin();
  sv_client *client = client_of("PLAIN");
  check_known_id(client);
  check_resume(client);
  CHECK_IS(log_number("PLAIN", "creations\":{\"total"), 2);
  check_unknown_id(client);
  CHECK_IS(log_number("PLAIN", "creations\":{\"total"), 2);
  sv_client_free(client);
  check_time_out();
  return finish();
}
