/* Jobs whose ends have come and were not handed over: they are freed or cancelled, or their client is freed.
 * The ends of the other jobs still come, and the client goes on. */
#include "streams.h"

enum { JOBS = 20, NEXT = JOBS };

/* When the jobs are dropped: when all has arrived; after the first end, when some ends are queued and others
 * are left to be worked out; or after a blocking call, which has queued all of their events. */
enum stage { ARRIVED, ENDING, QUEUED, STAGES };
enum act { FREE, CANCEL, CANCEL_GRACEFULLY, ACTS };

struct crowd {
  struct streams platform;
  sv_client *client;
  sv_job *jobs[JOBS + 1];
  int ends[JOBS + 1], ended, is_freed[JOBS + 1];
};

static void start(struct crowd *crowd, int job) {
  CHECK_IS(sv_start(&crowd->jobs[job], crowd->client, MODEL, FOX, NULL, (uint64_t)job), SV_OK);
  take_jobs(crowd->client, &crowd->platform, 1, 1);
}

static void end(struct crowd *crowd, int job) {
  send_message(crowd->platform.fds[job], job, "IN_PROGRESS");
  send_message(crowd->platform.fds[job], job, "COMPLETED");
}

static void begin_crowd(struct crowd *crowd) {
  memset(crowd, 0, sizeof *crowd);
  crowd->client = client_of_streams(&crowd->platform);
  for (int job = 0; job < JOBS; job++) start(crowd, job);
  for (int job = 0; job < JOBS; job++) end(crowd, job);
  wait_until_arrived(&crowd->platform);
}

static void read_event(struct crowd *crowd) {
  const sv_event *event = NULL;
  if (!CHECK_IS(sv_poll(&event, crowd->client, -1), 1)) return;
  uint64_t job = sv_event_tag(event);
  if (!CHECK(job <= NEXT) || !CHECK(!crowd->is_freed[job])) return;
  CHECK_IS(crowd->ends[job], 0);
  crowd->ends[job] += sv_event_kind(event) == SV_EVENT_END;
  crowd->ended += sv_event_kind(event) == SV_EVENT_END;
}

static void read_to_end(struct crowd *crowd) {
  begin_one_check();
  while (crowd->ended < JOBS && failed == 0) read_event(crowd);
  end_one_check();
}

/* Answers the balance query, which comes after all streams. */
static void *answer_query(void *context) {
  struct streams *platform = context;
  char request[8192];
  int fd = platform->fds[platform->accepted++] = accept(platform->listener, NULL, NULL);
  CHECK(recv(fd, request, sizeof request, 0) > 0 && strncmp(request, "GET", 3) == 0);
  send_text(fd, BALANCE);
  platform->asked++;
  return NULL;
}

static void query(struct crowd *crowd) {
  pthread_t thread;
  sv_result *result = NULL;
  CHECK_IS(pthread_create(&thread, NULL, answer_query, &crowd->platform), 0);
  CHECK_IS(sv_credits(&result, crowd->client), SV_OK);
  CHECK_IS(pthread_join(thread, NULL), 0);
  sv_result_free(result);
}

static void come_to(struct crowd *crowd, enum stage stage) {
  begin_one_check();
  while (stage == ENDING && crowd->ended == 0 && failed == 0) read_event(crowd);
  end_one_check();
  if (stage == QUEUED) query(crowd);
}

/* Frees or cancels every second job. */
static void drop(struct crowd *crowd, enum act act) {
  for (int job = 1; job < JOBS; job += 2) {
    if (act == CANCEL) CHECK_IS(sv_cancel(crowd->jobs[job]), SV_OK);
    if (act == CANCEL_GRACEFULLY) CHECK_IS(sv_cancel_gracefully(crowd->jobs[job]), SV_OK);
    if (act != FREE || crowd->ends[job] > 0) continue;
    sv_job_free(crowd->jobs[job]);
    CHECK_IS(sv_cancel(crowd->jobs[job]), SV_ERR_HANDLE);
    crowd->is_freed[job] = 1;
    crowd->ended++;
  }
}

/* All that had arrived counts: what has ended is not stopped. */
static void check_ended(const struct crowd *crowd) {
  char id[32];
  for (int job = 0; job < JOBS; job++) {
    if (crowd->is_freed[job]) continue;
    const sv_result *result = sv_job_result(crowd->jobs[job]);
    snprintf(id, sizeof id, "gen_%d", job);
    CHECK_IS(sv_result_status(result), SV_OK);
    CHECK_TEXT(sv_result_generation_id(result), id);
    CHECK_IS(sv_result_output_count(result), 1);
    sv_job_free(crowd->jobs[job]);
  }
}

/* Nothing is in flight, and another job is followed to its end. */
static void check_goes_on(struct crowd *crowd) {
  const sv_event *event = NULL;
  CHECK_IS(sv_poll(&event, crowd->client, -1), 0);
  sv_job *job = NULL;
  CHECK_IS(sv_start(&job, crowd->client, MODEL, FOX, NULL, NEXT), SV_OK);
  take_jobs(crowd->client, &crowd->platform, 1, 1);
  send_message(crowd->platform.fds[crowd->platform.accepted - 1], NEXT, "COMPLETED");
  CHECK_IS(poll_until_end(crowd->client, job), 1);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_OK);
  sv_job_free(job);
  CHECK_IS(sv_poll(&event, crowd->client, -1), 0);
}

static void check_dropped_jobs(enum stage stage, enum act act) {
  struct crowd crowd;
  begin_crowd(&crowd);
  come_to(&crowd, stage);
  drop(&crowd, act);
  read_to_end(&crowd);
  check_ended(&crowd);
  check_goes_on(&crowd);
  sv_client_free(crowd.client);
  close_streams(&crowd.platform);
}

static void check_freed_client(enum stage stage) {
  struct crowd crowd;
  begin_crowd(&crowd);
  come_to(&crowd, stage);
  sv_client_free(crowd.client);
  check_ended(&crowd);
  close_streams(&crowd.platform);
}

/* An event lives until the next call on its client. That of an end outlives its job. */
static void check_current_end(void) {
  struct crowd crowd;
  const sv_event *event = NULL;
  char id[32];
  begin_crowd(&crowd);
  begin_one_check();
  while (sv_event_kind(event) != SV_EVENT_END && failed == 0)
    CHECK_IS(sv_poll(&event, crowd.client, -1), 1);
  end_one_check();
  uint64_t job = sv_event_tag(event);
  snprintf(id, sizeof id, "\"gen_%d\"", (int)job);
  sv_job_free(crowd.jobs[job]);
  CHECK_HAS(sv_event_json(event, NULL), id);
  CHECK(sv_job_result(sv_event_job(event)) == NULL);
  crowd.is_freed[job] = crowd.ended = 1;
  read_to_end(&crowd);
  CHECK_IS(sv_event_kind(event), SV_ERR_HANDLE);
  check_ended(&crowd);
  check_goes_on(&crowd);
  sv_client_free(crowd.client);
  close_streams(&crowd.platform);
}

int main(void) {
  begin();
  for (enum stage stage = ARRIVED; stage < STAGES; stage++) {
    for (enum act act = FREE; act < ACTS; act++) check_dropped_jobs(stage, act);
    check_freed_client(stage);
  }
  check_current_end();
  return finish();
}
