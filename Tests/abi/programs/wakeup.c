/* sv_client_wakeup and sv_client_fd: a wait ends, a wake-up is never lost, and the descriptor is readable
 * only while something is due, so that an event loop neither misses an event nor spins. */
#include <poll.h>

#include "harness.h"

static int is_readable(sv_client *client, int timeout_ms) {
  struct pollfd fd = {sv_client_fd(client), POLLIN, 0};
  return poll(&fd, 1, timeout_ms) == 1;
}

/* What the header asks a caller to do with a readable descriptor. */
static int drain(sv_client *client) {
  const sv_event *event = NULL;
  int events = 0;
  int32_t got;
  while ((got = sv_poll(&event, client, 0)) == 1) events++;
  CHECK_IS(got, 0);
  return events;
}

static void *wake(void *client) {
  CHECK_IS(sv_client_wakeup(client), SV_OK);
  return NULL;
}

/* Whenever the other thread comes, before the wait or in it, the wait ends. */
static void check_endless_poll(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *job = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK(poll_until_id(client, job) != NULL);
  drain(client);
  for (int round = 0; round < 50; round++) {
    pthread_t thread;
    const sv_event *event = NULL;
    CHECK(pthread_create(&thread, NULL, wake, client) == 0);
    int32_t got;
    while ((got = sv_poll(&event, client, -1)) == 1) {}
    CHECK_IS(got, 0);
    CHECK(event == NULL);
    CHECK(pthread_join(thread, NULL) == 0);
  }
  CHECK_IS(sv_client_wakeup(client), SV_OK);
  const char *lines = NULL;
  while (sv_poll_lines(&lines, NULL, client, -1) > 0) {}
  CHECK_TEXT(lines, "");
  sv_client_free(client);
  sv_job_free(job);
}

/* A wake-up that comes while events are queued is still there when they are gone, although nothing else
 * happens. */
static void check_wakeup_behind_events(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *jobs[3] = {0};
  const sv_event *event = NULL;
  for (int index = 0; index < 3; index++) {
    CHECK_IS(sv_start(&jobs[index], client, MODEL, FOX, NULL, 1), SV_OK);
    CHECK(poll_until_id(client, jobs[index]) != NULL);
  }
  drain(client);
  CHECK_IS(sv_cancel(jobs[0]), SV_OK);
  CHECK_IS(sv_cancel(jobs[1]), SV_OK);
  while (sv_job_result(jobs[0]) == NULL && sv_job_result(jobs[1]) == NULL)
    CHECK_IS(sv_poll(&event, client, -1), 1);
  CHECK_IS(sv_client_wakeup(client), SV_OK);
  int32_t got;
  while ((got = sv_poll(&event, client, -1)) == 1) {}
  CHECK_IS(got, 0);
  CHECK(sv_job_result(jobs[0]) != NULL && sv_job_result(jobs[1]) != NULL && sv_job_result(jobs[2]) == NULL);
  for (int index = 0; index < 3; index++) sv_job_free(jobs[index]);
  sv_client_free(client);
}

/* A cancel has to reach a loop that waits on the descriptor and polls only when it is readable. */
static void check_cancel_behind_events(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *job = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK(poll_until_id(client, job) != NULL);
  drain(client);
  CHECK_IS(sv_cancel(job), SV_OK);
  while (sv_job_result(job) == NULL) {
    CHECK(is_readable(client, -1));
    drain(client);
  }
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_ERR_STOPPED);
  CHECK_IS(sv_poll(&event, client, -1), 0);
  sv_job_free(job);
  sv_client_free(client);
}

static void check_readable_while_queued(void) {
  sv_client *client = client_of("PLAIN");
  sv_job *job = NULL;
  CHECK(!is_readable(client, 0));
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK(is_readable(client, 0));
  CHECK(is_readable(client, 0));
  int events = 0;
  while (sv_job_result(job) == NULL && is_readable(client, -1)) {
    const sv_event *event = NULL;
    /* One event a turn: the rest must keep the descriptor readable. */
    events += sv_poll(&event, client, 0) == 1;
  }
  CHECK(events > 4);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_OK);
  sv_job_free(job);
  drain(client);
  CHECK(!is_readable(client, 0));
  sv_client_free(client);
}

/* The ends of several jobs are queued at once, with nothing else due: the descriptor stays readable until all
 * are taken. */
static void check_readable_between_ends(void) {
  enum { JOBS = 4 };
  sv_client *client = client_of("ENDLESS");
  sv_job *jobs[JOBS] = {0};
  const sv_event *event = NULL;
  for (int index = 0; index < JOBS; index++) {
    CHECK_IS(sv_start(&jobs[index], client, MODEL, FOX, NULL, 1), SV_OK);
    CHECK(poll_until_id(client, jobs[index]) != NULL);
  }
  drain(client);
  for (int index = 0; index < JOBS; index++) CHECK_IS(sv_cancel(jobs[index]), SV_OK);
  for (int index = 0; index < JOBS; index++) {
    CHECK(is_readable(client, 0));
    CHECK_IS(sv_poll(&event, client, 0), 1);
    CHECK_IS(sv_event_kind(event), SV_EVENT_END);
  }
  CHECK_IS(sv_poll(&event, client, 0), 0);
  CHECK(!is_readable(client, 0));
  for (int index = 0; index < JOBS; index++) sv_job_free(jobs[index]);
  sv_client_free(client);
}

static void wake_once(const sv_event *event, void *client) {
  if (sv_event_kind(event) == SV_EVENT_SUBMITTING) CHECK_IS(sv_client_wakeup(client), SV_OK);
}

/* A call that blocks does not use up a wake-up: whoever waits on the descriptor afterwards is woken. */
static void check_wakeup_inside_a_call(void) {
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, wake_once, client), SV_OK);
  CHECK(is_readable(client, 0));
  CHECK_IS(sv_poll(&event, client, -1), 0);
  CHECK(!is_readable(client, 0));
  sv_result_free(result);
  sv_client_free(client);
}

/* With nothing in flight, whatever makes the descriptor readable is gone after a drain. */
static void check_no_busy_loop(void) {
  sv_client *client = client_of("PLAIN");
  sv_job *job = NULL;
  CHECK_IS(sv_client_wakeup(client), SV_OK);
  CHECK(is_readable(client, -1));
  CHECK_IS(drain(client), 0);
  CHECK(!is_readable(client, 0));
  CHECK_IS(sv_start(&job, client, MODEL, FOX, "{\"total_timeout_ms\": 700}", 1), SV_OK);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_OK);
  CHECK_IS(sv_cancel(job), SV_OK);
  CHECK(is_readable(client, -1));
  CHECK_IS(drain(client), 0);
  CHECK(!is_readable(client, 0));
  /* The budget's timer may still be set; when it has fired, that is that. */
  is_readable(client, 1000);
  CHECK_IS(drain(client), 0);
  CHECK(!is_readable(client, 0));
  sv_job_free(job);
  sv_client_free(client);
}

int main(void) {
  begin();
  check_endless_poll();
  check_wakeup_behind_events();
  check_cancel_behind_events();
  check_readable_while_queued();
  check_readable_between_ends();
  check_wakeup_inside_a_call();
  check_no_busy_loop();
  return finish();
}
