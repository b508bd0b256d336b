/* An end costs more than a message: what has arrived for all jobs is handed over before any of them ends. The
 * program is the platform too, so that it knows what has arrived. */
#include <poll.h>

#include "harness.h"

enum { JOBS = 5, MESSAGES = 3 };

static const char HEAD[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

struct platform {
  int listener, fds[JOBS], accepted, asked;
};

static void send_chunk(int fd, const char *text) {
  char chunk[512];
  int count = snprintf(chunk, sizeof chunk, "%zx\r\n%s\r\n", strlen(text), text);
  CHECK(send(fd, chunk, (size_t)count, MSG_NOSIGNAL) == count);
}

/* Answers each request that has come with a head; 1 once all jobs have one. */
static int answer(struct platform *platform) {
  char request[8192];
  struct pollfd waiting = {platform->listener, POLLIN, 0};
  while (platform->accepted < JOBS && poll(&waiting, 1, 0) == 1)
    platform->fds[platform->accepted++] = accept(platform->listener, NULL, NULL);
  for (; platform->asked < platform->accepted; platform->asked++) {
    int fd = platform->fds[platform->asked];
    struct pollfd one = {fd, POLLIN, 0};
    if (poll(&one, 1, 0) != 1) return 0;
    CHECK(recv(fd, request, sizeof request, 0) > 0);
    CHECK(send(fd, HEAD, sizeof HEAD - 1, MSG_NOSIGNAL) == (ssize_t)(sizeof HEAD - 1));
  }
  return platform->asked == JOBS;
}

/* Sends each stream from its first message to its end. */
static void send_streams(const struct platform *platform) {
  char text[256];
  for (int job = 0; job < JOBS; job++) {
    for (int number = 1; number <= MESSAGES; number++) {
      snprintf(text, sizeof text, "data: {\"id\":\"gen_%d\",\"status\":\"%s\",\"data\":%s}\n\n", job,
               number == MESSAGES ? "COMPLETED" : "IN_PROGRESS",
               number == MESSAGES ? "{\"image\":\"https://cdn.example.com/a.png\"}" : "null");
      send_chunk(platform->fds[job], text);
    }
    send_chunk(platform->fds[job], "");
  }
}

/* Until the jobs are open, and nothing is left to be handed over. */
static void open_streams(sv_client *client, struct platform *platform) {
  const sv_event *event = NULL;
  int opened = 0;
  begin_one_check();
  while (!answer(platform) || opened < JOBS) {
    int32_t got = sv_poll(&event, client, 5);
    if (!CHECK(got >= 0)) exit(finish());
    opened += got == 1 && sv_event_kind(event) == SV_EVENT_OPEN;
  }
  end_one_check();
}

int main(void) {
  begin();
  int port = 0, messages = 0, ends = 0;
  char url[64];
  struct platform platform = {.listener = listening(&port, JOBS)};
  sv_client *client = NULL;
  sv_job *jobs[JOBS];
  const sv_event *event = NULL;
  CHECK_IS(sv_client_create(&client), SV_OK);
  snprintf(url, sizeof url, "http://127.0.0.1:%d/api/v1", port);
  CHECK_IS(sv_client_set(client, "base_url", url), SV_OK);
  for (int index = 0; index < JOBS; index++)
    CHECK_IS(sv_start(&jobs[index], client, MODEL, FOX, NULL, (uint64_t)index), SV_OK);
  open_streams(client, &platform);
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
  for (int index = 0; index < JOBS; index++) close(platform.fds[index]);
  close(platform.listener);
  return finish();
}
