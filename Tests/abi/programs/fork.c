/* A forked child may touch nothing of its parent's clients, and the parent's streams do not notice. */
#include <sys/wait.h>

#include "harness.h"

struct live {
  sv_client *client;
  sv_job *open, *done;
  const sv_event *event;
  sv_result *result;
};

static void call_everything(const struct live *live) {
  check_all_misuse(live->client);
  CHECK_IS(sv_client_fd(live->client), SV_ERR_MISUSE);
  CHECK_IS(sv_client_wakeup(live->client), SV_ERR_MISUSE);
  CHECK_IS(sv_cancel(live->open), SV_ERR_MISUSE);
  CHECK_IS(sv_cancel_gracefully(live->open), SV_ERR_MISUSE);
}

/* The child's own client works, beside what it has of its parent. */
static void use_own_client(void) {
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_OK);
  sv_result_free(result);
  sv_client_free(client);
}

static void free_everything(const struct live *live, int round) {
  if (round == 0) sv_client_free(live->client);
  sv_job_free(live->open);
  sv_job_free(live->done);
  sv_result_free(live->result);
  sv_client_free(live->client);
  CHECK_IS(sv_result_status(live->result), SV_ERR_HANDLE);
  CHECK_IS(sv_cancel(live->open), SV_ERR_HANDLE);
  CHECK_IS(sv_client_wakeup(live->client), SV_ERR_HANDLE);
}

static void in_child(const struct live *live, int round) {
  passed = failed = 0;
  begin();
  CHECK_IS(sv_result_status(live->result), SV_OK);
  CHECK_IS(sv_result_status(sv_job_result(live->done)), SV_OK);
  call_everything(live);
  if (round == 1) use_own_client();
  free_everything(live, round);
  if (round == 2) use_own_client();
  _exit(failed == 0 ? 0 : 1);
}

/* The child is over before the parent polls again, whose stream has to go on as if nothing had been. */
static void check_round(struct live *live, int round) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) in_child(live, round);
  int status = -1;
  CHECK(child > 0 && waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK_IS(WIFEXITED(status) ? WEXITSTATUS(status) : -99, 0);
  /* A child that has touched the parent's stream may have silenced it. */
  end_if_failed();
}

static void on_event(const sv_event *event, void *context) {
  int *rounds = context;
  if (sv_event_kind(event) != SV_EVENT_ACCEPTED) return;
  rounds[0]++;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    const char *id = sv_event_generation_id(event);
    sv_job_free(sv_event_job(event));
    _exit(id != NULL && sv_cancel(sv_event_job(event)) < 0 ? 0 : 1);
  }
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* A fork inside a callback: the call of the parent completes. */
static void check_inside_a_callback(void) {
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  int rounds = 0;
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, on_event, &rounds), SV_OK);
  CHECK_IS(rounds, 1);
  sv_result_free(result);
  sv_client_free(client);
}

/* platform SLOW: --latency-ms 1500 --events 10 */
int main(void) {
  begin();
  struct live live = {0};
  live.client = client_of("SLOW");
  CHECK_IS(sv_start_credits(&live.done, live.client, 1), SV_OK);
  CHECK_IS(poll_until_end(live.client, live.done), 1);
  CHECK_IS(sv_credits(&live.result, live.client), SV_OK);
  CHECK_IS(sv_start(&live.open, live.client, MODEL, FOX, NULL, 2), SV_OK);
  CHECK(poll_until_id(live.client, live.open) != NULL);
  for (int round = 0; round < 3; round++) check_round(&live, round);
  int messages = 0;
  while (sv_job_result(live.open) == NULL) {
    if (!CHECK_IS(sv_poll(&live.event, live.client, -1), 1)) break;
    messages += sv_event_kind(live.event) == SV_EVENT_MESSAGE;
    CHECK(sv_event_kind(live.event) != SV_EVENT_STREAM_LOST && sv_event_kind(live.event) != SV_EVENT_POLL);
  }
  CHECK(messages >= 10);
  CHECK_IS(sv_result_status(sv_job_result(live.open)), SV_OK);
  CHECK_IS(log_number("SLOW", "creations\":{\"total"), 1);
  sv_job_free(live.open);
  sv_job_free(live.done);
  sv_result_free(live.result);
  sv_client_free(live.client);
  check_inside_a_callback();
  return finish();
}
