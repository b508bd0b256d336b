/* A stream that comes faster than it is read: what the library holds is bounded, nothing is lost or repeated,
 * and a cancel is heard in the middle of it. */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/time.h>

#include "harness.h"

enum { PAD = 1000, MESSAGES = 20000, STALL_S = 1 };

/* A platform whose stream of so many messages goes out as fast as it is taken; polls of other ids end when it
 * is through or nobody takes it any more. */
struct platform {
  int listener, messages, pad;
  const char *status; /* of every other message */
  atomic_long sent;
  atomic_int is_stalled, is_through;
};

static void answer(int fd, const char *type, const char *body) {
  char head[256];
  int count = snprintf(
      head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", type,
      strlen(body), body);
  if (write(fd, head, (size_t)count) != count) perror("answer");
}

/* Sends all of it, through any number of stalls; 0 when the client is gone. */
static int send_all(struct platform *platform, int fd, const char *text, size_t count) {
  while (count > 0) {
    ssize_t sent = send(fd, text, count, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      platform->is_stalled = 1;
      continue;
    }
    if (sent <= 0) return 0;
    text += sent;
    count -= (size_t)sent;
    platform->sent += sent;
  }
  return 1;
}

static void stream(struct platform *platform, int fd) {
  static const char head[] =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
  struct timeval stall = {STALL_S, 0};
  int small = 1 << 16;
  char pad[PAD + 1], event[PAD + 128];
  memset(pad, 'x', sizeof pad);
  pad[platform->pad] = 0;
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof stall);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  int goes_on = send_all(platform, fd, head, sizeof head - 1);
  for (int number = 0; goes_on && number < platform->messages; number++) {
    /* The first ones have unknown statuses: the library adds a notice after the message. */
    char strange[] = "DREAM_A";
    strange[6] = (char)('A' + number % 26);
    const char *other = number < 20 ? strange : platform->status;
    int count = snprintf(event, sizeof event, "data: {\"id\":\"gen_1\",\"status\":\"%s\",\"n\":%d,"
                                              "\"pad\":\"%s\"}\n\n",
                         number % 2 == 0 ? "IN_QUEUE" : other, number, pad);
    goes_on = send_all(platform, fd, event, (size_t)count);
  }
  static const char end[] = "data: {\"id\":\"gen_1\",\"status\":\"COMPLETED\",\"data\":null}\n\n";
  if (goes_on) send_all(platform, fd, end, sizeof end - 1);
  platform->is_through = 1;
}

struct connection {
  struct platform *platform;
  int fd;
};

static void *serve(void *context) {
  struct connection *connection = context;
  struct platform *platform = connection->platform;
  char request[8192];
  for (size_t size = 0;;) {
    ssize_t got = read(connection->fd, request + size, sizeof request - 1 - size);
    if (got <= 0) break;
    request[size += (size_t)got] = 0;
    if (strncmp(request, "POST", 4) == 0 && strstr(request, "red fox")) {
      stream(platform, connection->fd);
      break;
    }
    if (strncmp(request, "GET", 3) != 0 || !strstr(request, "\r\n\r\n")) continue;
    int is_over = platform->is_stalled || platform->is_through;
    answer(connection->fd, "application/json",
           is_over ? "{\"id\":\"gen_2\",\"status\":\"COMPLETED\"}"
           : "{\"id\":\"gen_2\",\"status\":\"IN_PROGRESS\"}");
    size = 0;
  }
  close(connection->fd);
  free(connection);
  return NULL;
}

static void *listen_on(void *context) {
  struct platform *platform = context;
  for (;;) {
    pthread_t thread;
    int fd = accept(platform->listener, NULL, NULL);
    if (fd < 0) return NULL;
    struct connection *connection = malloc(sizeof *connection);
    if (connection == NULL) abort();
    *connection = (struct connection){platform, fd};
    if (pthread_create(&thread, NULL, serve, connection) != 0) abort();
    pthread_detach(thread);
  }
}

static struct platform *open_platform(int messages, int pad, const char *status) {
  struct platform *platform = calloc(1, sizeof *platform);
  struct sockaddr_in address = {0};
  pthread_t thread;
  if (platform == NULL) abort();
  platform->messages = messages;
  platform->pad = pad;
  platform->status = status;
  platform->listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(bind(platform->listener, (struct sockaddr *)&address, sizeof address) == 0 &&
        listen(platform->listener, 16) == 0);
  CHECK(pthread_create(&thread, NULL, listen_on, platform) == 0);
  pthread_detach(thread);
  return platform;
}

static sv_client *client_at(const struct platform *platform) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  char url[64];
  sv_client *client = NULL;
  CHECK(getsockname(platform->listener, (struct sockaddr *)&address, &size) == 0);
  snprintf(url, sizeof url, "http://127.0.0.1:%d/api/v1", ntohs(address.sin_port));
  CHECK_IS(sv_client_create(&client), SV_OK);
  CHECK_IS(sv_client_set(client, "base_url", url), SV_OK);
  CHECK_IS(sv_client_set(client, "poll_interval_ms", "10"), SV_OK);
  CHECK_IS(sv_client_set(client, "poll_interval_max_ms", "10"), SV_OK);
  return client;
}

/* A job that is followed on such a platform, through a client of its own. */
struct flooded {
  struct platform *platform;
  sv_client *client;
  sv_job *job;
};

static struct flooded begin_job(int pad, const char *status) {
  struct flooded flooded = {open_platform(MESSAGES, pad, status), NULL, NULL};
  flooded.client = client_at(flooded.platform);
  CHECK_IS(sv_start(&flooded.job, flooded.client, MODEL, FOX, NULL, 1), SV_OK);
  return flooded;
}

static void end_job(struct flooded *flooded, int32_t status) {
  CHECK_IS(sv_result_status(sv_job_result(flooded->job)), status);
  sv_job_free(flooded->job);
  sv_client_free(flooded->client);
}

/* Messages carry numbers that count up from 0. */
static void check_number(const sv_event *event, int want) {
  char part[32];
  snprintf(part, sizeof part, "\"n\":%d,", want);
  if (strstr(sv_event_data(event, NULL), part) == NULL) CHECK_HAS(sv_event_data(event, NULL), part);
}

/* While another job is waited for, a stream that nobody reads is held back; then all of it is there, in
 * order. */
static void check_unread_stream(int begins_first) {
  struct flooded flooded = begin_job(PAD, "IN_PROGRESS");
  struct platform *platform = flooded.platform;
  sv_client *client = flooded.client;
  sv_job *job = flooded.job;
  sv_result *result = NULL;
  const sv_event *event = NULL;
  /* The first message waits already when the other job is. */
  if (begins_first) CHECK(poll_until_id(client, job) != NULL);
  CHECK_IS(sv_wait(&result, client, "gen_2", NULL, NULL, NULL), SV_OK);
  /* A queue of 1,024 events, then a megabyte, and the sockets' buffers. */
  CHECK(platform->is_stalled && platform->sent < 15000000);
  int number = 0;
  int32_t got = 1;
  while (sv_job_result(job) == NULL && failed <= 10 && (got = sv_poll(&event, client, -1)) == 1) {
    if (sv_event_kind(event) == SV_EVENT_MESSAGE && number < MESSAGES) check_number(event, number++);
  }
  CHECK_IS(got, 1);
  CHECK_IS(number, MESSAGES);
  sv_result_free(result);
  end_job(&flooded, SV_OK);
}

/* However much is there, one text has no more than 4,096 records and, beyond 4 MB, one. */
static void check_texts(int pad) {
  struct flooded flooded = begin_job(pad, "IN_PROGRESS");
  struct platform *platform = flooded.platform;
  sv_client *client = flooded.client;
  sv_job *job = flooded.job;
  const char *text = NULL;
  size_t length = 0, longest = 0;
  /* As much as there can be waits for the first call. */
  CHECK(poll_until_id(client, job) != NULL);
  while (!platform->is_stalled && !platform->is_through) poll(NULL, 0, 1);
  int32_t got = 0, most = 0;
  while (sv_job_result(job) == NULL && (got = sv_poll_lines(&text, &length, client, -1)) >= 0) {
    if (length > longest) longest = length;
    if (got > most) most = got;
  }
  CHECK(longest < (4u << 20) + 2 * PAD && most <= 4096);
  end_job(&flooded, SV_OK);
}

/* How many texts or events there are until the job ends or a call brings none, which is checked once: how
 * they are split depends on time. */
static int count_calls(sv_client *client, const sv_job *job, int by_lines) {
  const sv_event *event = NULL;
  const char *text = NULL;
  char detail[64];
  int32_t got = 1;
  int calls = 0;
  for (; sv_job_result(job) == NULL && calls < MESSAGES; calls++) {
    got = by_lines ? sv_poll_lines(&text, NULL, client, -1) : sv_poll(&event, client, -1);
    if (got <= 0) break;
  }
  snprintf(detail, sizeof detail, "%d from call %d", (int)got, calls);
  checked(by_lines ? got > 0 : got == 1, "each call brings something", detail, __LINE__);
  return calls;
}

/* The messages say the same all along, which the library passes on by a shorter way: a cancel is heard there
 * too. What has arrived is still delivered, which is a part of what comes. */
static void check_cancel(int by_lines) {
  struct flooded flooded = begin_job(PAD, "IN_QUEUE");
  sv_client *client = flooded.client;
  sv_job *job = flooded.job;
  const sv_event *event = NULL;
  int32_t got = 1;
  for (int messages = 0; messages < 20 && got == 1;) {
    got = sv_poll(&event, client, -1);
    messages += got == 1 && sv_event_kind(event) == SV_EVENT_MESSAGE;
  }
  CHECK_IS(got, 1);
  CHECK_IS(sv_cancel(job), SV_OK);
  CHECK(count_calls(client, job, by_lines) < MESSAGES / 4);
  end_job(&flooded, SV_ERR_STOPPED);
}

int main(void) {
  begin();
  CHECK(setenv("SKILLS_VIDEO_API_KEY", "sk-flood", 1) == 0);
  check_unread_stream(0);
  check_unread_stream(1);
  check_texts(PAD);
  check_texts(10);
  check_cancel(0);
  check_cancel(1);
  return finish();
}
