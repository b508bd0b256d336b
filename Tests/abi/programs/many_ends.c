/* More jobs that end at the same time than the library ends in one turn: each end comes once, after all
 * events of its job, and a message that arrives meanwhile does not wait for all of them. */
#include "streams.h"

enum { JOBS = 40, LATE = JOBS, MESSAGES = 3 };

enum reading { EVENTS, LINES, BOTH, READINGS };

struct crowd {
  struct streams platform;
  sv_client *client;
  sv_job *jobs[JOBS + 1];
  int messages[JOBS + 1], ends[JOBS + 1], ended;
  int late_after; /* how many had ended when the late message came */
};

static void start(struct crowd *crowd, int job, int is_query) {
  uint64_t tag = (uint64_t)job;
  if (is_query) {
    CHECK_IS(sv_start_credits(&crowd->jobs[job], crowd->client, tag), SV_OK);
  } else {
    CHECK_IS(sv_start(&crowd->jobs[job], crowd->client, MODEL, FOX, NULL, tag), SV_OK);
  }
}

/* The late job has the first connection; the others have all requests open, and nothing to hand over. */
static void begin_crowd(struct crowd *crowd, int are_queries) {
  memset(crowd, 0, sizeof *crowd);
  crowd->client = client_of_streams(&crowd->platform);
  start(crowd, LATE, 0);
  take_jobs(crowd->client, &crowd->platform, 1, 1);
  for (int job = 0; job < JOBS; job++) start(crowd, job, are_queries);
  take_jobs(crowd->client, &crowd->platform, JOBS, are_queries ? 0 : JOBS);
}

static void end_all(struct crowd *crowd, int are_queries) {
  for (int index = 1; index <= JOBS; index++) {
    int fd = crowd->platform.fds[index];
    if (are_queries) send_text(fd, BALANCE);
    for (int number = 1; !are_queries && number <= MESSAGES; number++)
      send_message(fd, index, number == MESSAGES ? "COMPLETED" : "IN_PROGRESS");
  }
  wait_until_arrived(&crowd->platform);
}

static void see(struct crowd *crowd, uint64_t tag, uint64_t kind) {
  if (!CHECK(tag <= LATE)) return;
  CHECK_IS(crowd->ends[tag], 0);
  crowd->messages[tag] += kind == SV_EVENT_MESSAGE;
  crowd->ends[tag] += kind == SV_EVENT_END;
  if (kind == SV_EVENT_END) crowd->ended++;
  if (tag == LATE && crowd->late_after == 0) crowd->late_after = crowd->ended;
}

static void read_event(struct crowd *crowd) {
  const sv_event *event = NULL;
  if (CHECK_IS(sv_poll(&event, crowd->client, -1), 1))
    see(crowd, sv_event_tag(event), (uint64_t)sv_event_kind(event));
}

static void read_lines(struct crowd *crowd) {
  const char *text = NULL;
  size_t count = 0;
  int32_t lines = sv_poll_lines(&text, NULL, crowd->client, -1);
  const sv_line *table = sv_line_table(crowd->client, &count);
  CHECK(lines > 0 && count == (size_t)lines);
  for (size_t line = 0; line < count; line++) see(crowd, table[line].tag, table[line].kind);
}

static void end_crowd(struct crowd *crowd, int messages) {
  CHECK_IS(crowd->ended, JOBS);
  for (int job = 0; job < JOBS; job++) {
    CHECK_IS(crowd->ends[job], 1);
    CHECK_IS(crowd->messages[job], messages);
    CHECK_IS(sv_result_status(sv_job_result(crowd->jobs[job])), SV_OK);
    sv_job_free(crowd->jobs[job]);
  }
  CHECK(sv_job_result(crowd->jobs[LATE]) == NULL);
  sv_job_free(crowd->jobs[LATE]);
  const sv_event *event = NULL;
  CHECK_IS(sv_poll(&event, crowd->client, -1), 0);
  sv_client_free(crowd->client);
  close_streams(&crowd->platform);
}

static void check_each_end(enum reading reading, int are_queries) {
  struct crowd crowd;
  begin_crowd(&crowd, are_queries);
  end_all(&crowd, are_queries);
  begin_one_check();
  while (crowd.ended < JOBS && failed == 0) {
    int by_lines = reading == LINES || (reading == BOTH && crowd.ended > JOBS / 4);
    (by_lines ? read_lines : read_event)(&crowd);
  }
  end_one_check();
  end_crowd(&crowd, are_queries ? 0 : MESSAGES);
}

static void check_late_message(int are_queries) {
  struct crowd crowd;
  begin_crowd(&crowd, are_queries);
  end_all(&crowd, are_queries);
  begin_one_check();
  while (crowd.ended == 0 && failed == 0) read_event(&crowd);
  send_message(crowd.platform.fds[0], LATE, "IN_PROGRESS");
  wait_until_arrived(&crowd.platform);
  while (crowd.ended < JOBS && failed == 0) read_event(&crowd);
  CHECK(crowd.late_after > 0 && crowd.late_after < JOBS / 2);
  end_one_check();
  end_crowd(&crowd, are_queries ? 0 : MESSAGES);
}

int main(void) {
  begin();
  for (int are_queries = 0; are_queries <= 1; are_queries++) {
    for (enum reading reading = EVENTS; reading < READINGS; reading++) check_each_end(reading, are_queries);
    check_late_message(are_queries);
  }
  return finish();
}
