/* Twenty jobs on one thread, and one descriptor of ours inside somebody else's poll(2) loop. */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/timerfd.h>

#include "harness.h"

enum { JOBS = 20 };

struct crowd {
  sv_job *jobs[JOBS];
  int ends[JOBS], events[JOBS], open;
};

static void take(struct crowd *crowd, const sv_event *event) {
  uint64_t tag = sv_event_tag(event);
  if (!CHECK(tag >= 100 && tag < 100 + JOBS)) return;
  int index = (int)(tag - 100);
  CHECK(sv_event_job(event) == crowd->jobs[index]);
  CHECK_IS(crowd->ends[index], 0);
  if (crowd->events[index]++ == 0) CHECK_IS(sv_event_kind(event), SV_EVENT_SUBMITTING);
  if (sv_event_kind(event) != SV_EVENT_END) {
    CHECK(sv_job_result(crowd->jobs[index]) == NULL);
    return;
  }
  crowd->ends[index]++;
  crowd->open--;
  CHECK_IS(sv_result_status(sv_job_result(crowd->jobs[index])), SV_OK);
}

static void check_ids(const struct crowd *crowd) {
  for (int index = 0; index < JOBS; index++) {
    CHECK_IS(crowd->ends[index], 1);
    CHECK(crowd->events[index] > 3);
    for (int other = 0; other < index; other++) {
      CHECK(strcmp(sv_job_generation_id(crowd->jobs[index]), sv_job_generation_id(crowd->jobs[other])) != 0);
    }
  }
}

static int ticking(void) {
  struct itimerspec every = {{0, 5000000}, {0, 5000000}};
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  CHECK(fd >= 0 && timerfd_settime(fd, 0, &every, NULL) == 0);
  return fd;
}

int main(void) {
  begin();
  struct crowd crowd = {.open = JOBS};
  sv_client *client = client_of("PLAIN");
  for (int index = 0; index < JOBS; index++) {
    CHECK_IS(sv_start(&crowd.jobs[index], client, MODEL, FOX, NULL, (uint64_t)(100 + index)), SV_OK);
  }
  struct pollfd fds[2] = {{sv_client_fd(client), POLLIN, 0}, {ticking(), POLLIN, 0}};
  CHECK(fds[0].fd >= 0 && fds[0].fd == sv_client_fd(client));
  int ticks = 0;
  begin_one_check();
  while (crowd.open > 0 && CHECK(poll(fds, 2, -1) > 0)) {
    uint64_t count;
    if (fds[1].revents & POLLIN && read(fds[1].fd, &count, sizeof count) == sizeof count) ticks++;
    if (!(fds[0].revents & POLLIN)) continue;
    const sv_event *event = NULL;
    int32_t got;
    while ((got = sv_poll(&event, client, 0)) == 1) take(&crowd, event);
    if (!CHECK_IS(got, 0)) break;
  }
  end_one_check();
  CHECK(ticks > 0);
  check_ids(&crowd);
  CHECK_IS(log_number("PLAIN", "creations\":{\"total"), JOBS);
  for (int index = 0; index < JOBS; index++) sv_job_free(crowd.jobs[index]);
  CHECK(poll(fds, 1, 0) == 0);
  close(fds[1].fd);
  sv_client_free(client);
  return finish();
}
