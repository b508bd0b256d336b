/* Handles that are none, of another kind, or dead: an error code, never a crash. */
#include "harness.h"

/* Every function with one bad handle in the place of each kind. */
static void try_client(sv_client *bad) {
  sv_result *result = (sv_result *)(uintptr_t)1;
  sv_job *job = (sv_job *)(uintptr_t)1;
  const sv_event *event = (const sv_event *)(uintptr_t)1;
  const char *text = "x";
  size_t length = 1;
  CHECK_IS(sv_client_set(bad, "trace", "1"), SV_ERR_HANDLE);
  CHECK_IS(sv_generate(&result, bad, MODEL, FOX, NULL, NULL, NULL), SV_ERR_HANDLE);
  CHECK(result == NULL);
  CHECK_IS(sv_wait(&result, bad, "gen_1", NULL, NULL, NULL), SV_ERR_HANDLE);
  CHECK_IS(sv_download(&result, bad, "https://127.0.0.1/x", "x", NULL, NULL, NULL), SV_ERR_HANDLE);
  CHECK_IS(sv_credits(&result, bad), SV_ERR_HANDLE);
  CHECK_IS(sv_start(&job, bad, MODEL, FOX, NULL, 1), SV_ERR_HANDLE);
  CHECK(job == NULL);
  CHECK_IS(sv_attach(&job, bad, "gen_1", NULL, 1), SV_ERR_HANDLE);
  CHECK_IS(sv_start_download(&job, bad, "https://127.0.0.1/x", "x", NULL, 1), SV_ERR_HANDLE);
  CHECK_IS(sv_start_credits(&job, bad, 1), SV_ERR_HANDLE);
  CHECK_IS(sv_poll(&event, bad, -1), SV_ERR_HANDLE);
  CHECK(event == NULL);
  CHECK_IS(sv_poll_lines(&text, &length, bad, -1), SV_ERR_HANDLE);
  CHECK(text == NULL && length == 0);
  CHECK_IS(sv_poll_lines(&text, NULL, bad, -1), SV_ERR_HANDLE);
  length = 1;
  CHECK(sv_line_table(bad, &length) == NULL && length == 0);
  CHECK(sv_line_table(bad, NULL) == NULL);
  CHECK_IS(sv_client_fd(bad), SV_ERR_HANDLE);
  CHECK_IS(sv_client_wakeup(bad), SV_ERR_HANDLE);
  CHECK(sv_client_message(bad) == NULL);
  sv_client_free(bad);
}

static void try_job(sv_job *bad) {
  CHECK_IS(sv_cancel(bad), SV_ERR_HANDLE);
  CHECK_IS(sv_cancel_gracefully(bad), SV_ERR_HANDLE);
  CHECK(sv_job_result(bad) == NULL);
  CHECK(sv_job_generation_id(bad) == NULL);
  sv_job_free(bad);
}

static void try_event(const sv_event *bad) {
  size_t length = 1;
  CHECK_IS(sv_event_kind(bad), SV_ERR_HANDLE);
  CHECK(sv_event_tag(bad) == 0);
  CHECK(sv_event_job(bad) == NULL);
  CHECK(sv_event_status(bad) == NULL && sv_event_generation_id(bad) == NULL && sv_event_name(bad) == NULL);
  CHECK(sv_event_data(bad, &length) == NULL && length == 0);
  CHECK(sv_event_data(bad, NULL) == NULL);
  length = 1;
  CHECK(sv_event_json(bad, &length) == NULL && length == 0);
  CHECK(sv_event_json(bad, NULL) == NULL);
}

static void try_result(sv_result *bad) {
  size_t length = 1;
  CHECK_IS(sv_result_status(bad), SV_ERR_HANDLE);
  CHECK_IS(sv_result_category(bad), SV_ERR_HANDLE);
  CHECK_IS(sv_result_http_status(bad), 0);
  CHECK(sv_result_message(bad) == NULL && sv_result_generation_id(bad) == NULL);
  CHECK_IS(sv_result_retry_after_ms(bad), -1);
  CHECK(sv_result_charge(bad) == NULL && sv_result_code(bad) == NULL && sv_result_remedy(bad) == NULL);
  CHECK(sv_result_json(bad, &length) == NULL && length == 0);
  CHECK(sv_result_json(bad, NULL) == NULL);
  length = 1;
  CHECK(sv_result_content(bad, &length) == NULL && length == 0);
  CHECK(sv_result_content(bad, NULL) == NULL);
  CHECK_IS(sv_result_output_count(bad), 0);
  CHECK(sv_result_output_url(bad, 0) == NULL);
  sv_result_free(bad);
}

static void try_everywhere(const void *bad) {
  try_client((sv_client *)bad);
  try_job((sv_job *)bad);
  try_event(bad);
  try_result((sv_result *)bad);
}

/* A fixed sequence, so that a failure comes again. */
static void check_random_handles(void) {
  uint64_t state = 20261124;
  int before = passed;
  for (int round = 0; round < 300; round++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    /* Few bits set find the small numbers and the neighbours of live handles. */
    uint64_t value = round % 3 == 0 ? state : round % 3 == 1 ? state & 0xFFFF : 1ULL << (state % 64);
    try_everywhere((void *)(uintptr_t)value);
  }
  passed = before + 300; /* One test a handle. */
}

struct live {
  sv_client *client;
  sv_job *job, *done;
  const sv_event *event;
  sv_result *result;
};

static void check_foreign_handles(const struct live *live) {
  const void *all[] = {live->client, live->done, live->event, live->result};
  for (int kind = 0; kind < 4; kind++) {
    if (kind != 0) try_client((sv_client *)all[kind]);
    if (kind != 1) try_job((sv_job *)all[kind]);
    if (kind != 2) try_event(all[kind]);
    if (kind != 3) try_result((sv_result *)all[kind]);
  }
}

static void check_missing_outs(sv_client *client) {
  CHECK_IS(sv_client_create(NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_set(client, "trace", "0"), SV_OK);
  CHECK_IS(sv_generate(NULL, client, MODEL, FOX, NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), "NULL");
  CHECK_IS(sv_wait(NULL, client, "gen_1", NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_download(NULL, client, "https://127.0.0.1/x", "x", NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_credits(NULL, client), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_set(client, "trace", "0"), SV_OK);
  CHECK_IS(sv_start(NULL, client, MODEL, FOX, NULL, 1), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), "NULL");
  CHECK_IS(sv_attach(NULL, client, "gen_1", NULL, 1), SV_ERR_ARGUMENT);
  CHECK_IS(sv_start_download(NULL, client, "https://127.0.0.1/x", "x", NULL, 1), SV_ERR_ARGUMENT);
  CHECK_IS(sv_start_credits(NULL, client, 1), SV_ERR_ARGUMENT);
  CHECK_IS(sv_poll(NULL, client, 0), SV_ERR_ARGUMENT);
  CHECK_IS(sv_poll_lines(NULL, NULL, client, 0), SV_ERR_ARGUMENT);
  CHECK_IS(sv_generate(NULL, NULL, NULL, NULL, NULL, NULL, NULL), SV_ERR_HANDLE);
  CHECK_IS(sv_poll(NULL, NULL, 0), SV_ERR_HANDLE);
}

/* A client whose first event was handed over, with a job and a result. */
static struct live lively(uint64_t tag) {
  struct live live = {0};
  live.client = client_of("PLAIN");
  CHECK_IS(sv_start_credits(&live.job, live.client, tag), SV_OK);
  CHECK_IS(sv_poll(&live.event, live.client, -1), 1);
  CHECK_IS((long long)sv_event_tag(live.event), (long long)tag);
  CHECK_IS(sv_credits(&live.result, live.client), SV_OK);
  return live;
}

static void free_all(struct live live) {
  sv_result_free(live.result);
  sv_job_free(live.job);
  sv_client_free(live.client);
}

/* The event is dead once the next call on its client was made; all handles are after their free. */
static void check_dead_after_free(void) {
  struct live old = lively(7);
  const sv_event *next = NULL;
  try_event(old.event);
  CHECK_IS(poll_until_end(old.client, old.job), 1);
  const sv_result *borrowed = sv_job_result(old.job);
  CHECK_IS(sv_result_status(borrowed), SV_OK);
  sv_job_free(old.job);
  try_result((sv_result *)borrowed);
  CHECK_IS(sv_start_credits(&old.job, old.client, 8), SV_OK);
  CHECK_IS(sv_poll(&next, old.client, -1), 1);
  CHECK_IS((long long)sv_event_tag(next), 8);
  try_event(old.event);
  free_all(old);
  try_everywhere(old.client);
  try_everywhere(old.job);
  try_everywhere(old.result);
  try_event(next);
}

/* The places of freed handles are used again: the old ones reach nothing of those who live there now, not
 * even their events, whose number is the same. */
static void check_places_used_again(void) {
  for (int round = 0; round < 3; round++) {
    struct live old = {0};
    old.client = client_of("PLAIN");
    CHECK_IS(sv_start_credits(&old.job, old.client, 7), SV_OK);
    CHECK_IS(sv_poll(&old.event, old.client, -1), 1);
    /* The place that was left last is taken first: here by a client again, in the last round by a job. */
    if (round < 2) sv_job_free(old.job);
    sv_client_free(old.client);
    if (round == 2) sv_job_free(old.job);
    struct live live = {0};
    live.client = client_of("PLAIN");
    CHECK_IS(sv_start_credits(&live.job, live.client, 9), SV_OK);
    CHECK_IS(sv_poll(&live.event, live.client, -1), 1);
    CHECK(live.client != old.client && live.job != old.job && live.event != old.event);
    try_everywhere(old.client);
    try_everywhere(old.job);
    try_event(old.event);
    CHECK_IS((long long)sv_event_tag(live.event), 9);
    CHECK_IS(sv_event_kind(live.event), SV_EVENT_SUBMITTING);
    CHECK_IS(poll_until_end(live.client, live.job), 1);
    CHECK_IS(sv_credits(&old.result, live.client), SV_OK);
    sv_result_free(old.result);
    CHECK_IS(sv_credits(&live.result, live.client), SV_OK);
    CHECK(live.result != old.result);
    try_everywhere(old.result);
    CHECK_IS(sv_result_status(live.result), SV_OK);
    free_all(live);
  }
}

int main(void) {
  begin();
  CHECK_IS(sv_client_create(NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_classify_error(NULL, 500, NULL, 0), SV_ERR_ARGUMENT);
  try_everywhere(NULL);
  struct live live = {0};
  live.client = client_of("PLAIN");
  check_missing_outs(live.client);
  CHECK_IS(sv_start_credits(&live.done, live.client, 1), SV_OK);
  CHECK_IS(sv_credits(&live.result, live.client), SV_OK);
  CHECK_IS(sv_poll(&live.event, live.client, -1), 1);
  try_everywhere(NULL);
  check_random_handles();
  check_foreign_handles(&live);
  CHECK_IS(sv_event_kind(live.event), SV_EVENT_SUBMITTING);
  CHECK_IS(sv_result_status(live.result), SV_OK);
  CHECK_IS(poll_until_end(live.client, live.done), 1);
  sv_job_free(live.done);
  sv_result_free(live.result);
  sv_client_free(live.client);
  check_dead_after_free();
  check_places_used_again();
  return finish();
}
