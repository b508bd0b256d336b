/* An end costs more than a message: what has arrived for all jobs is handed over before any of them ends. */
#include "streams.h"

enum { JOBS = 5, MESSAGES = 3 };

/* Sends each stream from its first message to its end. */
static void send_streams(const struct streams *platform) {
  for (int job = 0; job < JOBS; job++) {
    for (int number = 1; number <= MESSAGES; number++)
      send_message(platform->fds[job], job, number == MESSAGES ? "COMPLETED" : "IN_PROGRESS");
    send_chunk(platform->fds[job], "");
  }
  wait_until_arrived(platform);
}

int main(void) {
  begin();
  int messages = 0, ends = 0;
  struct streams platform;
  sv_client *client = client_of_streams(&platform);
  sv_job *jobs[JOBS];
  const sv_event *event = NULL;
  for (int index = 0; index < JOBS; index++)
    CHECK_IS(sv_start(&jobs[index], client, MODEL, FOX, NULL, (uint64_t)index), SV_OK);
  take_jobs(client, &platform, JOBS, JOBS);
  send_streams(&platform);
  struct pollfd descriptor = {sv_client_fd(client), POLLIN, 0};
  while (ends < JOBS) {
    CHECK_IS(poll(&descriptor, 1, 0), 1);
    /* Nothing more comes: what is left must come without a wait. */
    if (!CHECK_IS(sv_poll(&event, client, 0), 1)) break;
    if (sv_event_kind(event) == SV_EVENT_MESSAGE) CHECK_IS(ends, 0);
    messages += sv_event_kind(event) == SV_EVENT_MESSAGE;
    ends += sv_event_kind(event) == SV_EVENT_END;
  }
  CHECK_IS(messages, JOBS * MESSAGES);
  CHECK_IS(sv_poll(&event, client, 0), 0);
  for (int index = 0; index < JOBS; index++) {
    CHECK_IS(sv_result_status(sv_job_result(jobs[index])), SV_OK);
    sv_job_free(jobs[index]);
  }
  sv_client_free(client);
  close_streams(&platform);
  return finish();
}
