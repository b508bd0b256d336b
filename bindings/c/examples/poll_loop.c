/* Your own event loop: poll() watches the client's descriptor and a timer that prints dots.
 * Introduces: sv_client_fd, sv_poll with a time-out of 0, sv_event_json. */
#include <poll.h>
#include <skillsvideo.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Takes all events that are ready. Returns 1 when the job has ended. */
static int drain(sv_client *client) {
  const sv_event *event = NULL;
  int ended = 0;
  while (sv_poll(&event, client, 0) > 0) {
    puts(sv_event_json(event, NULL));
    if (sv_event_kind(event) == SV_EVENT_END) ended = 1;
  }
  return ended;
}

int main(void) {
  struct itimerspec every = {.it_interval = {.tv_nsec = 50000000}, .it_value = {.tv_nsec = 50000000}};
  sv_client *client = NULL;
  sv_job *job = NULL;
  uint64_t ticks = 0, expired = 0;
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), ended = 0;
  if (timer < 0 || timerfd_settime(timer, 0, &every, NULL) != 0 || sv_client_create(&client) != SV_OK)
    return 1;
  if (sv_start(&job, client, "google/nano-banana-pro", "{\"prompt\":\"a red fox\"}", NULL, 0) != SV_OK) {
    fprintf(stderr, "%s\n", sv_client_message(client));
    sv_client_free(client);
    return 1;
  }
  struct pollfd watched[2] = {{.fd = sv_client_fd(client), .events = POLLIN},
                              {.fd = timer, .events = POLLIN}};
  while (!ended) {
    if (poll(watched, 2, -1) < 0) continue;
    if (watched[1].revents && read(timer, &expired, sizeof expired) == sizeof expired) {
      ticks += expired;
      fputc('.', stderr);
    }
    if (watched[0].revents) ended = drain(client);
  }
  fprintf(stderr, "\n%llu ticks of the timer\n", (unsigned long long)ticks);
  int32_t status = sv_result_status(sv_job_result(job));
  sv_job_free(job);
  sv_client_free(client);
  close(timer);
  return status == SV_OK ? 0 : 1;
}
