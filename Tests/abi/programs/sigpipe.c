/* SIGPIPE is the host's: what it has blocked, pending or handled is the same after a call as before. */
#include <signal.h>

#include "harness.h"

/* A port of this machine on which nothing listens. With TLS the library holds the signal back. */
static sv_client *refused_client(void) {
  sv_client *client = NULL;
  CHECK_IS(sv_client_create(&client), SV_OK);
  CHECK_IS(sv_client_set(client, "base_url", "https://127.0.0.1:1/api/v1"), SV_OK);
  return client;
}

static void call(void) {
  sv_client *client = refused_client();
  sv_result *result = NULL;
  CHECK_IS(sv_credits(&result, client), SV_ERR_TRANSPORT);
  sv_result_free(result);
  sv_job *job = NULL;
  CHECK_IS(sv_start_credits(&job, client, 1), SV_OK);
  sv_client_free(client);
  sv_job_free(job);
}

static int is_blocked(void) {
  sigset_t mask;
  CHECK(pthread_sigmask(SIG_BLOCK, NULL, &mask) == 0);
  return sigismember(&mask, SIGPIPE);
}

static int is_pending(void) {
  sigset_t pending;
  CHECK(sigpending(&pending) == 0);
  return sigismember(&pending, SIGPIPE);
}

static void set_blocked(int blocked) {
  sigset_t pipe_only;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  CHECK(pthread_sigmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &pipe_only, NULL) == 0);
}

static volatile sig_atomic_t handled;

static void on_pipe(int number) {
  (void)number;
  handled++;
}

int main(void) {
  begin();
  call();
  CHECK(!is_blocked() && !is_pending());
  struct sigaction action = {0}, seen = {0};
  action.sa_handler = on_pipe;
  CHECK(sigaction(SIGPIPE, &action, NULL) == 0);
  call();
  CHECK(!is_blocked() && !is_pending());
  CHECK(sigaction(SIGPIPE, NULL, &seen) == 0 && seen.sa_handler == on_pipe);
  set_blocked(1);
  call();
  CHECK(is_blocked() && !is_pending());
  CHECK(raise(SIGPIPE) == 0 && is_pending());
  call();
  CHECK(is_blocked() && is_pending());
  CHECK_IS(handled, 0);
  set_blocked(0);
  CHECK_IS(handled, 1);
  return finish();
}
