/* rest: a large message takes over the buffer of its stream, and what follows it is copied, while each n-th
 * allocation of more than LIMIT bytes fails, for each n until none does. No message is lost unless the job
 * says that memory is missing. Links the allocations that fail. */
#include "../programs/streams.h"

/* What follows the first part fits into the client's socket. */
enum { LARGE = 70000, FIRST = 68000, FOLLOWING = 12000, LIMIT = 8 << 10 };

#define OPTIONS "{\"poll_interval_ms\":1,\"poll_interval_max_ms\":1,\"poll_failures_max\":1}"

void inject(unsigned n, size_t bytes);
unsigned inject_failed(void);

/* A message of another generation that has ended, one in progress, and the end. */
static char *three_messages(void) {
  static char text[LARGE + FOLLOWING + 1000];
  static const char data[] = "{\"image\":\"https://cdn.example.com/a.png\"}";
  char *at = text;
  at += sprintf(at, "data: {\"id\":\"gen_other\",\"status\":\"COMPLETED\",\"data\":%s,\"note\":\"", data);
  memset(at, 'x', LARGE);
  at += LARGE;
  at += sprintf(at, "\"}\n\ndata: {\"id\":\"gen_1\",\"status\":\"IN_PROGRESS\",\"note\":\"");
  memset(at, 'x', FOLLOWING);
  at += FOLLOWING;
  sprintf(at, "\"}\n\ndata: {\"id\":\"gen_1\",\"status\":\"COMPLETED\",\"data\":%s}\n\n", data);
  return text;
}

struct seen {
  int messages, is_lost, has_ended, names_memory;
};

static void see(const sv_event *event, struct seen *seen) {
  int32_t kind = sv_event_kind(event);
  seen->messages += kind == SV_EVENT_MESSAGE;
  seen->is_lost |= kind == SV_EVENT_STREAM_LOST;
  seen->has_ended |= kind == SV_EVENT_END;
  if (kind != SV_EVENT_STREAM_LOST && kind != SV_EVENT_END) return;
  const char *record = sv_event_json(event, NULL);
  if (record == NULL || strstr(record, "memory")) seen->names_memory = 1;
}

/* The rest is in the client's socket before it is read. Whatever the job does later finds no platform. */
static void send_three(sv_client *client, const struct streams *platform, struct seen *seen) {
  const char *text = three_messages();
  const sv_event *event = NULL;
  int fd = platform->fds[0];
  char size[32];
  snprintf(size, sizeof size, "%zx\r\n", strlen(text));
  shutdown(platform->listener, SHUT_RDWR);
  send_text(fd, size);
  CHECK(send(fd, text, FIRST, MSG_NOSIGNAL) == FIRST);
  begin_one_check();
  while (left_to_send(fd) > 0 && !seen->is_lost)
    if (sv_poll(&event, client, 1) == 1) see(event, seen);
  end_one_check();
  if (seen->is_lost) return;
  send_text(fd, text + FIRST);
  wait_until_arrived(platform);
  shutdown(fd, SHUT_WR);
}

static void read_to_end(sv_client *client, struct seen *seen) {
  const sv_event *event = NULL;
  begin_one_check();
  while (!seen->has_ended && CHECK_IS(sv_poll(&event, client, -1), 1)) see(event, seen);
  end_one_check();
}

/* Whether an allocation failed. */
static int run(unsigned n) {
  struct streams platform;
  struct seen seen = {0};
  sv_client *client = client_of_streams(&platform);
  sv_job *job = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, OPTIONS, 1), SV_OK);
  take_jobs(client, &platform, 1, 1);
  send_message(platform.fds[0], 1, "IN_PROGRESS");
  CHECK_TEXT(poll_until_id(client, job), "gen_1");
  CHECK_IS(sv_poll(&event, client, -1), 1);
  CHECK_IS(sv_event_kind(event), SV_EVENT_MESSAGE);
  inject(n, LIMIT);
  send_three(client, &platform, &seen);
  read_to_end(client, &seen);
  int failures = (int)inject_failed();
  inject(0, 0);
  int32_t status = sv_result_status(sv_job_result(job));
  int is_whole = status == SV_OK && seen.messages == 3 && !seen.is_lost;
  CHECK(is_whole || (failures > 0 && seen.names_memory));
  CHECK_TEXT(sv_result_generation_id(sv_job_result(job)), "gen_1");
  printf("n %u: %d failed, status %d, %d messages\n", n, failures, (int)status, seen.messages);
  sv_job_free(job);
  sv_client_free(client);
  close_streams(&platform);
  return failures > 0;
}

int main(void) {
  begin();
  unsigned n = 1;
  while (run(n)) n++;
  CHECK(n > 3);
  return finish();
}
