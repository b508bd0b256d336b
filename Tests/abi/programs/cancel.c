/* sv_cancel: from a callback, from another thread, before anything was sent, after the end; always exactly
 * one END. And sv_cancel_gracefully, while an answer is late and between two tries.
 * platform LATE: --fault slow-start=300
 * platform LATER: --fault slow-start=1000
 * platform BUSY: --fault status=429 --fault retry-after=1 */
#include "harness.h"
#include <poll.h>
#include <stdbool.h>

struct seen {
  int cancel_at, ends, last_kind, accepted;
  int32_t after_end;
  sv_job *job;
  int told; /* a pipe for a byte, once the id is known; 0 for none */
};

static void on_event(const sv_event *event, void *context) {
  struct seen *seen = context;
  seen->last_kind = sv_event_kind(event);
  seen->job = sv_event_job(event);
  if (seen->last_kind == SV_EVENT_ACCEPTED) {
    seen->accepted++;
    if (seen->told) CHECK(write(seen->told, "", 1) == 1);
  }
  if (seen->last_kind == seen->cancel_at) CHECK_IS(sv_cancel(seen->job), SV_OK);
  if (seen->last_kind != SV_EVENT_END) return;
  seen->ends++;
  CHECK_HAS(sv_event_json(event, NULL), "\"event\":\"error\"");
  CHECK_HAS(sv_event_json(event, NULL), "\"error\":\"stopped\"");
}

static void check_stopped(const sv_result *result, const struct seen *seen) {
  CHECK_IS(sv_result_status(result), SV_ERR_STOPPED);
  CHECK_IS(sv_result_category(result), SV_ERR_STOPPED);
  CHECK_IS(seen->ends, 1);
  CHECK_IS(seen->last_kind, SV_EVENT_END);
  CHECK((sv_result_generation_id(result) != NULL) == (seen->accepted > 0));
  if (seen->accepted) CHECK_HAS(sv_result_message(result), sv_result_generation_id(result));
  if (seen->accepted) CHECK_HAS(sv_result_json(result, NULL), "\"charge_state\":\"accepted\"");
}

static void check_from_callback(sv_client *client, int kind, const char *charge) {
  struct seen seen = {0};
  sv_result *result = NULL;
  seen.cancel_at = kind;
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, on_event, &seen), SV_ERR_STOPPED);
  check_stopped(result, &seen);
  CHECK_HAS(sv_result_json(result, NULL), charge);
  CHECK_IS(sv_cancel(seen.job), SV_ERR_HANDLE);
  sv_result_free(result);
}

struct call {
  sv_client *client;
  struct seen seen;
  sv_result *result;
  int32_t status;
};

static void *generate(void *context) {
  struct call *call = context;
  call->status = sv_generate(&call->result, call->client, MODEL, FOX, NULL, on_event, &call->seen);
  return NULL;
}

static void check_from_another_thread(void) {
  struct call call = {0};
  pthread_t thread;
  int ends[2];
  char byte;
  CHECK(pipe(ends) == 0);
  call.seen.told = ends[1];
  call.client = client_of("ENDLESS");
  CHECK(pthread_create(&thread, NULL, generate, &call) == 0);
  CHECK(read(ends[0], &byte, 1) == 1);
  CHECK_IS(sv_cancel(call.seen.job), SV_OK);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK_IS(call.status, SV_ERR_STOPPED);
  check_stopped(call.result, &call.seen);
  sv_result_free(call.result);
  sv_client_free(call.client);
  close(ends[0]);
  close(ends[1]);
}

/* Cancelled before the first poll, a job ends without a request. */
static void check_before_anything(void) {
  sv_client *client = client_of("ENDLESS");
  long before = requests_seen("ENDLESS");
  sv_job *job = NULL;
  struct seen seen = {0};
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 5), SV_OK);
  CHECK_IS(sv_cancel(job), SV_OK);
  CHECK_IS(sv_cancel(job), SV_OK);
  while (sv_job_result(job) == NULL) {
    const sv_event *event = NULL;
    if (!CHECK_IS(sv_poll(&event, client, -1), 1)) break;
    CHECK(sv_event_tag(event) == 5);
    seen.last_kind = sv_event_kind(event);
    if (seen.last_kind == SV_EVENT_END) seen.ends++;
  }
  check_stopped(sv_job_result(job), &seen);
  CHECK_HAS(sv_result_json(sv_job_result(job), NULL), "\"charge_state\":\"not_sent\"");
  CHECK_IS(requests_seen("ENDLESS"), before);
  sv_job_free(job);
  sv_client_free(client);
}

static void check_after_the_end(void) {
  sv_client *client = client_of("PLAIN");
  sv_job *job = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_IS(sv_cancel(job), SV_OK);
  CHECK_IS(sv_poll(&event, client, 0), 0);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_OK);
  sv_client_free(client);
  CHECK_IS(sv_cancel(job), SV_OK);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_OK);
  sv_job_free(job);
  CHECK_IS(sv_cancel(job), SV_ERR_HANDLE);
}

/* One of three is stopped; the others are not touched. */
static void check_one_of_many(void) {
  sv_client *client = client_of("PLAIN");
  sv_job *jobs[3] = {0};
  for (int index = 0; index < 3; index++)
    CHECK_IS(sv_start(&jobs[index], client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK_IS(sv_cancel(jobs[1]), SV_OK);
  for (int index = 0; index < 3; index++) {
    poll_until_end(client, jobs[index]);
    CHECK_IS(sv_result_status(sv_job_result(jobs[index])), index == 1 ? SV_ERR_STOPPED : SV_OK);
    sv_job_free(jobs[index]);
  }
  sv_client_free(client);
}

/* The create was sent and its answer is late: the call waits for its id, and then sends nothing more. */
static void check_gracefully_after_sending(void) {
  sv_client *client = client_of("LATE");
  long before = requests_seen("LATE");
  sv_job *job = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  while (requests_seen("LATE") == before) {
    const sv_event *event = NULL;
    CHECK(sv_poll(&event, client, 10) >= 0);
  }
  CHECK_IS(sv_cancel_gracefully(job), SV_OK);
  CHECK_IS(sv_cancel_gracefully(job), SV_OK);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_ERR_STOPPED);
  CHECK(sv_result_generation_id(sv_job_result(job)) != NULL);
  CHECK_HAS(sv_result_json(sv_job_result(job), NULL), "\"charge_state\":\"accepted\"");
  CHECK_IS(requests_seen("LATE"), before + 1);
  sv_job_free(job);
  CHECK_IS(sv_cancel_gracefully(job), SV_ERR_HANDLE);
  sv_client_free(client);
}

/* How many whole answers wait in this program's sockets. */
static int unread_answers(void) {
  char bytes[65536];
  int answers = 0;
  for (int file = 3; file < 1024; file++) {
    ssize_t count = recv(file, bytes, sizeof bytes - 1, MSG_PEEK | MSG_DONTWAIT);
    if (count <= 0) continue;
    bytes[count] = '\0';
    if (strstr(bytes, "\r\n\r\n") && bytes[count - 1] == '}') answers++;
  }
  return answers;
}

static int known_ids(sv_job *const *jobs, int count) {
  int ids = 0;
  for (int index = 0; index < count; index++) ids += sv_job_generation_id(jobs[index]) != NULL;
  return ids;
}

/* More than the library reads from at once. */
enum { JOBS_MAX = 100 };

/* The answers lie in the sockets when the jobs are stopped: the ids of what was bought are in them. */
static void check_what_has_arrived(int count, bool frees) {
  sv_client *client = client_of("LATER");
  sv_job *jobs[JOBS_MAX];
  const sv_event *event = NULL;
  long before = requests_seen("LATER");
  for (int index = 0; index < count; index++) {
    CHECK_IS(sv_start(&jobs[index], client, "/generation/" MODEL, FOX, NULL, (uint64_t)index), SV_OK);
  }
  while (requests_seen("LATER") < before + count) sv_poll(&event, client, 20);
  while (unread_answers() + known_ids(jobs, count) < count) poll(NULL, 0, 1);
  if (frees) {
    sv_client_free(client);
  } else {
    for (int index = 0; index < count; index++) CHECK_IS(sv_cancel(jobs[index]), SV_OK);
    while (sv_poll(&event, client, 0) == 1) continue;
  }
  for (int index = 0; index < count; index++) {
    const sv_result *result = sv_job_result(jobs[index]);
    CHECK_IS(sv_result_status(result), SV_ERR_STOPPED);
    CHECK(sv_result_generation_id(result) != NULL);
    CHECK_HAS(sv_result_json(result, NULL), "\"charge_state\":\"accepted\"");
    sv_job_free(jobs[index]);
  }
  if (!frees) sv_client_free(client);
}

/* Between two tries nothing is in flight: no further one is made. */
static void check_gracefully_between_tries(void) {
  sv_client *client = client_of("BUSY");
  long before = requests_seen("BUSY");
  sv_job *job = NULL;
  int32_t kind = 0;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  while (kind != SV_EVENT_RETRY && kind != SV_EVENT_END) {
    const sv_event *event = NULL;
    if (!CHECK_IS(sv_poll(&event, client, -1), 1)) break;
    kind = sv_event_kind(event);
  }
  CHECK_IS(sv_cancel_gracefully(job), SV_OK);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_ERR_STOPPED);
  CHECK_HAS(sv_result_json(sv_job_result(job), NULL), "\"charge_state\":\"rejected\"");
  CHECK_IS(requests_seen("BUSY"), before + 1);
  sv_job_free(job);
  sv_client_free(client);
}

static void check_other_kinds(sv_client *client) {
  sv_job *jobs[3] = {0};
  CHECK_IS(sv_attach(&jobs[0], client, "gen_unknown", NULL, 1), SV_OK);
  CHECK_IS(sv_start_download(&jobs[1], client, "http://127.0.0.1:9/x.png", "x.png", NULL, 2), SV_OK);
  CHECK_IS(sv_start_credits(&jobs[2], client, 3), SV_OK);
  for (int index = 0; index < 3; index++) CHECK_IS(sv_cancel(jobs[index]), SV_OK);
  for (int index = 0; index < 3; index++) {
    poll_until_end(client, jobs[index]);
    CHECK_IS(sv_result_status(sv_job_result(jobs[index])), SV_ERR_STOPPED);
    sv_job_free(jobs[index]);
  }
}

int main(void) {
  begin();
  sv_client *client = client_of("ENDLESS");
  check_from_callback(client, SV_EVENT_SUBMITTING, "\"charge_state\":\"not_sent\"");
  check_from_callback(client, SV_EVENT_ACCEPTED, "\"charge_state\":\"accepted\"");
  check_from_callback(client, SV_EVENT_MESSAGE, "\"charge_state\":\"accepted\"");
  check_other_kinds(client);
  sv_client_free(client);
  check_from_another_thread();
  check_before_anything();
  check_after_the_end();
  check_one_of_many();
  check_gracefully_after_sending();
  check_gracefully_between_tries();
  check_what_has_arrived(1, false);
  check_what_has_arrived(1, true);
  check_what_has_arrived(JOBS_MAX, false);
  check_what_has_arrived(JOBS_MAX, true);
  return finish();
}
