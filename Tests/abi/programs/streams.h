/* A platform within the program, which so knows what has arrived: each job has a connection of its own, and
 * gets on it only what the program sends. */
#ifndef STREAMS_H
#define STREAMS_H
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>

#include "harness.h"

enum { STREAMS_MAX = 64 };

/* The whole answer to a balance query. */
#define BALANCE \
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"credits\":5}"

struct streams {
  int listener, accepted, asked, fds[STREAMS_MAX];
};

/* A client of a new platform. */
static sv_client *client_of_streams(struct streams *platform) {
  char url[64];
  int port = 0;
  sv_client *client = NULL;
  memset(platform, 0, sizeof *platform);
  platform->listener = listening(&port, STREAMS_MAX);
  snprintf(url, sizeof url, "http://127.0.0.1:%d/api/v1", port);
  if (!CHECK_IS(sv_client_create(&client), SV_OK)) exit(finish());
  CHECK_IS(sv_client_set(client, "base_url", url), SV_OK);
  return client;
}

static void close_streams(const struct streams *platform) {
  for (int index = 0; index < platform->accepted; index++) close(platform->fds[index]);
  close(platform->listener);
}

static void send_text(int fd, const char *text) {
  CHECK(send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}

static void send_chunk(int fd, const char *text) {
  char chunk[512];
  snprintf(chunk, sizeof chunk, "%zx\r\n%s\r\n", strlen(text), text);
  send_text(fd, chunk);
}

static void send_message(int fd, int id, const char *status) {
  static const char data[] = "{\"image\":\"https://cdn.example.com/a.png\"}";
  char text[256];
  snprintf(text, sizeof text, "data: {\"id\":\"gen_%d\",\"status\":\"%s\",\"data\":%s}\n\n", id, status,
           strcmp(status, "COMPLETED") == 0 ? data : "null");
  send_chunk(fd, text);
}

/* Answers each create that has come with the head of a stream, and takes all other requests. */
static void take_requests(struct streams *platform) {
  static const char HEAD[] =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  char request[8192];
  struct pollfd waiting = {platform->listener, POLLIN, 0};
  while (platform->accepted < STREAMS_MAX && poll(&waiting, 1, 0) == 1)
    platform->fds[platform->accepted++] = accept(platform->listener, NULL, NULL);
  for (; platform->asked < platform->accepted; platform->asked++) {
    int fd = platform->fds[platform->asked];
    struct pollfd one = {fd, POLLIN, 0};
    if (poll(&one, 1, 0) != 1) return;
    CHECK(recv(fd, request, sizeof request, 0) > 0);
    if (strncmp(request, "POST", 4) == 0) send_text(fd, HEAD);
  }
}

/* Until so many more requests have come, so many streams are open, and nothing is left to be handed over. */
static void take_jobs(sv_client *client, struct streams *platform, int requests, int streams) {
  const sv_event *event = NULL;
  int32_t got = 0;
  requests += platform->asked;
  begin_one_check();
  while (platform->asked < requests || streams > 0 || got == 1) {
    take_requests(platform);
    got = sv_poll(&event, client, 5);
    if (!CHECK(got >= 0)) exit(finish());
    streams -= got == 1 && sv_event_kind(event) == SV_EVENT_OPEN;
  }
  end_one_check();
}

/* How many bytes the client's socket has not taken yet. */
static int left_to_send(int fd) {
  int left = -1;
  CHECK_IS(ioctl(fd, SIOCOUTQ, &left), 0);
  return left;
}

/* Until the client's sockets have all that was sent. */
static void wait_until_arrived(const struct streams *platform) {
  begin_one_check();
  for (int index = 0; index < platform->accepted; index++)
    while (left_to_send(platform->fds[index]) > 0) poll(NULL, 0, 1);
  end_one_check();
}
#endif
