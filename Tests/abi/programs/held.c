/* While the caller waits for one job, another one ends with a large message. The message keeps its bytes
 * until it is delivered, and the last record has them too. */
#include "harness.h"

enum { LARGE = 200000, WAITING = 2 };

static char end_of_large[LARGE + 200];

static int send_all(int fd, const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t sent = send(fd, text, left, MSG_NOSIGNAL);
    if (sent <= 0) return 0;
    text += sent;
    left -= (size_t)sent;
  }
  return 1;
}

static int send_stream(int fd, const char *data) {
  char head[200];
  snprintf(head, sizeof head,
           "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %zu\r\n\r\n",
           strlen(data) + strlen("data: \n\n"));
  return send_all(fd, head) && send_all(fd, "data: ") && send_all(fd, data) && send_all(fd, "\n\n");
}

/* The platform: takes both creates, and answers the large one first. Returns what failed, or NULL. */
static void *serve(void *context) {
  static const char SMALL[] =
      "{\"id\":\"gen_small\",\"status\":\"COMPLETED\",\"data\":{\"image\":\"https://cdn.example.com/s\"}}";
  int listener = *(int *)context, large = -1, small = -1;
  for (int index = 0; index < WAITING; index++) {
    char request[8192] = "";
    size_t count = 0;
    int fd = accept(listener, NULL, NULL);
    while (strstr(request, "\"prompt\"") == NULL || strchr(strstr(request, "\"prompt\""), '}') == NULL) {
      ssize_t got = recv(fd, request + count, sizeof request - 1 - count, 0);
      if (got <= 0) return "recv";
      count += (size_t)got;
    }
    *(strstr(request, "\"large\"") ? &large : &small) = fd;
  }
  int is_sent = send_stream(large, end_of_large) && send_stream(small, SMALL);
  close(large);
  close(small);
  return is_sent ? NULL : "send";
}

static void check_delivery(sv_client *client) {
  const sv_event *event = NULL;
  int messages = 0, ends = 0;
  size_t length = 0;
  while (ends == 0 && sv_poll(&event, client, 10000) == 1) {
    if (sv_event_kind(event) == SV_EVENT_MESSAGE) {
      const char *data = sv_event_data(event, &length);
      CHECK(length == strlen(end_of_large) && strcmp(data, end_of_large) == 0);
      CHECK(strstr(sv_event_json(event, NULL), end_of_large) != NULL);
      messages++;
    }
    ends += sv_event_kind(event) == SV_EVENT_END;
  }
  CHECK_IS(messages, 1);
  CHECK_IS(ends, 1);
}

int main(void) {
  begin();
  int port = 0, listener = listening(&port, WAITING);
  char url[64];
  pthread_t platform;
  sv_client *client = NULL;
  sv_job *job = NULL;
  sv_result *result = NULL;
  int written = sprintf(end_of_large, "{\"id\":\"gen_large\",\"status\":\"COMPLETED\",\"data\":"
                                      "{\"image\":\"https://cdn.example.com/l\",\"note\":\"");
  memset(end_of_large + written, 'x', LARGE);
  strcpy(end_of_large + written + LARGE, "\"}}");
  CHECK_IS(pthread_create(&platform, NULL, serve, &listener), 0);
  CHECK_IS(sv_client_create(&client), SV_OK);
  snprintf(url, sizeof url, "http://127.0.0.1:%d/api/v1", port);
  CHECK_IS(sv_client_set(client, "base_url", url), SV_OK);
  CHECK_IS(sv_start(&job, client, MODEL, "{\"prompt\":\"large\"}", NULL, 1), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, "{\"prompt\":\"small\"}", NULL, NULL, NULL), SV_OK);
  CHECK_TEXT(sv_result_generation_id(result), "gen_small");
  check_delivery(client);
  CHECK_TEXT(sv_job_generation_id(job), "gen_large");
  const char *record = sv_result_json(sv_job_result(job), NULL);
  CHECK(record != NULL && strstr(record, end_of_large) != NULL);
  sv_result_free(result);
  sv_job_free(job);
  sv_client_free(client);
  void *failure = NULL;
  CHECK_IS(pthread_join(platform, &failure), 0);
  CHECK(failure == NULL);
  close(listener);
  return finish();
}
