/* Calls at the wrong time, from inside a callback or from a second thread: SV_ERR_MISUSE, and nothing
 * changes. */
#include <sched.h>

#include "harness.h"

struct place {
  sv_client *client;
  sv_job *other;
  int events, ends;
};

static void call_everything(sv_client *client) {
  check_all_misuse(client);
  sv_client_free(client);
}

static void on_event(const sv_event *event, void *context) {
  struct place *place = context;
  int32_t kind = sv_event_kind(event);
  call_everything(place->client);
  CHECK_IS(sv_client_wakeup(place->client), SV_OK);
  CHECK(sv_client_fd(place->client) >= 0);
  sv_job_free(place->other);
  sv_job_free(sv_event_job(event));
  CHECK_IS(sv_event_kind(event), kind);
  CHECK(sv_event_job(event) != NULL);
  place->events++;
  if (kind != SV_EVENT_END) return;
  place->ends++;
  /* What is looked at here is borrowed: it takes nothing away from who gets the result. */
  CHECK_IS(sv_result_status(sv_job_result(sv_event_job(event))), SV_OK);
  sv_result_free((sv_result *)sv_job_result(sv_event_job(event)));
}

static void check_inside_a_callback(void) {
  struct place place = {0};
  sv_result *result = NULL;
  place.client = client_of("PLAIN");
  CHECK_IS(sv_start_credits(&place.other, place.client, 9), SV_OK);
  CHECK_IS(sv_generate(&result, place.client, MODEL, FOX, NULL, on_event, &place), SV_OK);
  CHECK(place.events > 3 && place.ends == 1);
  CHECK_IS(sv_result_status(result), SV_OK);
  CHECK_IS(poll_until_end(place.client, place.other), 1);
  CHECK_IS(sv_result_status(sv_job_result(place.other)), SV_OK);
  sv_job_free(place.other);
  sv_client_free(place.client);
  CHECK_IS(sv_result_status(result), SV_OK);
  sv_result_free(result);
  CHECK_IS(sv_result_status(result), SV_ERR_HANDLE);
  /* One create, one credits call, and the client's own base_url all along. */
  CHECK_IS(requests_seen("PLAIN"), 2);
}

struct crossing {
  sv_client *client;
  sv_job *job;
  int32_t polled;
};

struct gate {
  sv_client *client;
  int entered[2], leave[2]; /* pipes: a byte in each direction */
  int32_t status;
};

/* Holds its client inside a call, until it is told to go on. */
static void hold(const sv_event *event, void *context) {
  struct gate *gate = context;
  char byte = 0;
  if (sv_event_kind(event) != SV_EVENT_SUBMITTING) return;
  CHECK(write(gate->entered[1], &byte, 1) == 1);
  CHECK(read(gate->leave[0], &byte, 1) == 1);
}

static void *generate(void *context) {
  struct gate *gate = context;
  sv_result *result = NULL;
  gate->status = sv_generate(&result, gate->client, MODEL, FOX, NULL, hold, gate);
  sv_result_free(result);
  return NULL;
}

static void check_second_thread(void) {
  struct gate gate = {0};
  pthread_t thread;
  long before = requests_seen("PLAIN");
  char byte = 0;
  CHECK(pipe(gate.entered) == 0 && pipe(gate.leave) == 0);
  gate.client = client_of("PLAIN");
  CHECK(pthread_create(&thread, NULL, generate, &gate) == 0);
  CHECK(read(gate.entered[0], &byte, 1) == 1);
  /* From here on a failure ends the program: the other thread waits for a byte. */
  for (int round = 0; round < 20; round++) call_everything(gate.client);
  CHECK_IS(sv_client_wakeup(gate.client), SV_OK);
  CHECK(write(gate.leave[1], &byte, 1) == 1);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK_IS(gate.status, SV_OK);
  CHECK_IS(requests_seen("PLAIN"), before + 1);
  sv_result *result = NULL;
  CHECK_IS(sv_credits(&result, gate.client), SV_OK);
  sv_result_free(result);
  sv_client_free(gate.client);
  for (int end = 0; end < 2; end++) close(gate.entered[end]), close(gate.leave[end]);
}

/* A client may move to another thread between calls; an event of before stays dead where it was handed
 * over. */
static void *poll_once(void *context) {
  struct crossing *crossing = context;
  const sv_event *event = NULL;
  crossing->polled = sv_poll(&event, crossing->client, -1);
  return NULL;
}

static void check_event_across_threads(void) {
  struct crossing crossing = {0};
  pthread_t thread;
  const sv_event *event = NULL;
  crossing.client = client_of("PLAIN");
  CHECK_IS(sv_start_credits(&crossing.job, crossing.client, 1), SV_OK);
  CHECK_IS(sv_poll(&event, crossing.client, -1), 1);
  CHECK_IS(sv_event_kind(event), SV_EVENT_SUBMITTING);
  CHECK(pthread_create(&thread, NULL, poll_once, &crossing) == 0 && pthread_join(thread, NULL) == 0);
  CHECK_IS(crossing.polled, 1);
  CHECK_IS(sv_event_kind(event), SV_ERR_HANDLE);
  sv_job_free(crossing.job);
  sv_client_free(crossing.client);
}

/* Two threads that hammer one client: each call is served or refused, and jobs end once. */
static void *hammer(void *client) {
  for (int round = 0; round < 2000; round++) {
    const char *lines = NULL;
    int32_t got = sv_poll_lines(&lines, NULL, client, 0);
    if (got != SV_ERR_MISUSE && got < 0) CHECK_IS(got, 0);
    if (sv_client_message(client) == NULL) CHECK(!"there is always a message");
  }
  return NULL;
}

static void check_hammering(void) {
  pthread_t thread;
  sv_client *client = client_of("PLAIN");
  sv_job *jobs[6] = {0};
  CHECK(pthread_create(&thread, NULL, hammer, client) == 0);
  for (int index = 0; index < 6; index++) {
    int32_t status;
    while ((status = sv_start(&jobs[index], client, MODEL, FOX, NULL, 1)) == SV_ERR_MISUSE) sched_yield();
    CHECK_IS(status, SV_OK);
    CHECK_IS(sv_cancel(jobs[index]), SV_OK);
  }
  CHECK(pthread_join(thread, NULL) == 0);
  for (int index = 0; index < 6; index++) {
    poll_until_end(client, jobs[index]);
    CHECK(sv_result_status(sv_job_result(jobs[index])) <= SV_OK);
    sv_job_free(jobs[index]);
  }
  sv_client_free(client);
}

/* One thread polls until its client is gone, which the other frees: refused while the first is inside. */
static void *poll_until_gone(void *context) {
  const sv_event *event = NULL;
  int32_t got = 0;
  while (got != SV_ERR_HANDLE) {
    got = sv_poll(&event, context, 0);
    if (got < 0 && got != SV_ERR_MISUSE && got != SV_ERR_HANDLE) CHECK_IS(got, 0);
  }
  return NULL;
}

static void check_freed_by_another_thread(void) {
  for (int round = 0; round < 20; round++) {
    pthread_t thread;
    sv_job *job = NULL;
    sv_client *client = client_of("PLAIN");
    CHECK_IS(sv_start_credits(&job, client, 1), SV_OK);
    CHECK(pthread_create(&thread, NULL, poll_until_gone, client) == 0);
    while (sv_client_message(client) != NULL) sv_client_free(client);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(sv_job_result(job) != NULL);
    sv_job_free(job);
  }
}

int main(void) {
  begin();
  check_inside_a_callback();
  check_second_thread();
  check_event_across_threads();
  check_hammering();
  check_freed_by_another_thread();
  return finish();
}
