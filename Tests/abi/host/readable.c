/* What makes a client's descriptor readable, and what a signal does to the calls. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "skillsvideo.h"

static int passed, failed;
static volatile sig_atomic_t handled;
static int returned;

#define CHECK(condition) \
  do { \
    if (condition) passed++; \
    else { failed++; printf("FAILED line %d: %s\n", __LINE__, #condition); } \
  } while (0)

static int is_readable(sv_client *client) {
  struct pollfd watched = {sv_client_fd(client), POLLIN, 0};
  return poll(&watched, 1, 0) == 1;
}

/* Takes what is there, until the descriptor is quiet. */
static void drain(sv_client *client) {
  const sv_event *event;
  while (sv_poll(&event, client, 0) == 1 || is_readable(client)) {}
}

static sv_job *attached(sv_client *client) {
  sv_job *job = NULL;
  CHECK(sv_attach(&job, client, "gen_1", "{\"poll_timeout_ms\":3600000}", 1) == SV_OK);
  return job;
}

/* The calls that are promised to be safe here. */
static void on_signal(int number) {
  (void)number;
  handled += sv_version_number() == SV_VERSION_NUMBER && strcmp(sv_status_name(SV_OK), "ok") == 0;
}

static void *send_signal(void *thread) {
  while (!__atomic_load_n(&returned, __ATOMIC_ACQUIRE)) {
    pthread_kill(*(pthread_t *)thread, SIGUSR1);
    usleep(1000);
  }
  return NULL;
}

static void check_signal(sv_client *client) {
  struct sigaction action;
  pthread_t here = pthread_self(), sender;
  const sv_event *event;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigaction(SIGUSR1, &action, NULL);
  pthread_create(&sender, NULL, send_signal, &here);
  CHECK(sv_poll(&event, client, -1) == 0); /* with a job in flight and nothing to return it would wait */
  __atomic_store_n(&returned, 1, __ATOMIC_RELEASE);
  pthread_join(sender, NULL);
  CHECK(handled > 0);
}

int main(int count, char **words) {
  sv_client *client = NULL;
  if (count != 2 || sv_client_create(&client) != SV_OK) return 2;
  sv_client_set(client, "base_url", words[1]);
  sv_client_set(client, "api_key", "sk-of-nobody");
  sv_job *first = attached(client), *second = attached(client);
  /* The platform never answers. */
  drain(client);
  CHECK(!is_readable(client));
  sv_client_wakeup(client);
  CHECK(is_readable(client));
  drain(client);
  check_signal(client);
  CHECK(!is_readable(client));
  sv_cancel(first);
  CHECK(is_readable(client));
  drain(client);
  CHECK(sv_job_result(first) != NULL && sv_job_result(second) == NULL);
  sv_cancel_gracefully(second);
  CHECK(is_readable(client));
  drain(client);
  CHECK(sv_job_result(second) != NULL);
  sv_job_free(first);
  sv_job_free(second);
  sv_client_free(client);
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
