/* Descriptors: none of the library's is 0, 1 or 2, where the host's standard streams belong; and what the
 * operating system refuses is reported with its reason. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "deny.h"
#include "harness.h"

#define SPEECH "qwen/qwen-3-tts/text-to-speech/1.7b"

/* Runs a check in a child, because it breaks its process; the child's failures are counted as one. */
static void in_child(void (*check)(int), int argument) {
  int status = 0;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    passed = failed = 0;
    check(argument);
    fflush(stdout);
    _exit(failed == 0 && passed > 0 ? 0 : 1);
  }
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- standard streams that are closed ---- */

static int closed_ones;
static long strangers;

/* A client whose creates are tried once. */
static sv_client *hasty_client(void) {
  sv_client *client = client_of("PLAIN");
  CHECK_IS(sv_client_set(client, "create_tries_max", "1"), SV_OK);
  return client;
}

/* A closed descriptor stays closed, or is taken for a moment by an empty file that cannot be written to. */
static void look(void) {
  for (int fd = 0; fd < 3; fd++) {
    char path[64], target[256];
    if ((closed_ones & 1 << fd) == 0 || fcntl(fd, F_GETFD) < 0) continue;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t count = readlink(path, target, sizeof target - 1);
    if (count < 0) continue;
    target[count] = 0;
    if (strncmp(target, "/memfd:skillsvideo-gap", 22) == 0 && write(fd, "x", 1) < 0) continue;
    strangers++;
    dprintf(100, "descriptor %d is %s\n", fd, target);
  }
}

static void on_event(const sv_event *event, void *context) {
  (void)event;
  (void)context;
  look();
  /* What a host prints must reach no connection and no file of the library's. */
  if (write(1, "noise\n", 6) < 0 || write(0, "noise\n", 6) < 0) look();
}

static void use_all(const char *base_url) {
  sv_client *client = NULL;
  sv_result *result = NULL;
  CHECK_IS(sv_client_create(&client), SV_OK);
  look();
  CHECK_IS(sv_client_set(client, "base_url", base_url), SV_OK);
  CHECK_IS(sv_generate(&result, client, SPEECH, "{\"text\":\"a red fox\"}", NULL, on_event, NULL), SV_OK);
  look();
  CHECK(sv_client_fd(client) > 2);
  const char *url = sv_result_output_url(result, 0);
  remove("descriptors.wav");
  sv_result *saved = NULL;
  CHECK_IS(sv_download(&saved, client, url, "descriptors.wav", NULL, on_event, NULL), SV_OK);
  CHECK(remove("descriptors.wav") == 0);
  sv_result_free(saved);
  sv_result_free(result);
  sv_client_free(client);
}

static void check_closed(int which) {
  char local[128];
  const char *url = platform("PLAIN");
  /* The name is looked up, by descriptors that are not libcurl's. */
  snprintf(local, sizeof local, "http://localhost%s", strrchr(url, ':'));
  int kept = dup2(1, 100);
  closed_ones = which;
  for (int fd = 0; fd < 3; fd++) {
    if (which & 1 << fd) close(fd);
  }
  use_all(local);
  for (int fd = 0; fd < 3; fd++) {
    if (which & 1 << fd) CHECK(fcntl(fd, F_GETFD) < 0 && errno == EBADF);
  }
  CHECK_IS(strangers, 0);
  dup2(kept, 1);
}

/* The host's own descriptor, put where the library had filled a gap, is not closed. */
static sv_client *replaced_client;
static void replace(const sv_event *event, void *context) {
  (void)context;
  if (sv_event_kind(event) == SV_EVENT_SUBMITTING) dup2(100, 0);
}

static void check_replaced(int argument) {
  sv_result *result = NULL;
  (void)argument;
  dup2(1, 100);
  close(0);
  replaced_client = client_of("PLAIN");
  CHECK_IS(sv_generate(&result, replaced_client, MODEL, FOX, NULL, replace, NULL), SV_OK);
  sv_result_free(result);
  sv_client_free(replaced_client);
  CHECK(fcntl(0, F_GETFD) >= 0);
}

/* ---- a fork while a gap is filled ---- */

/* The child's descriptor is closed again, unless the host has put its own there; the child's client works. */
static void check_child(int is_replaced) {
  closed_ones = is_replaced ? 0 : 1;
  CHECK((fcntl(0, F_GETFD) >= 0) == is_replaced);
  use_all(platform("PLAIN"));
  CHECK((fcntl(0, F_GETFD) >= 0) == is_replaced);
  CHECK_IS(strangers, 0);
}

static void fork_inside(const sv_event *event, void *context) {
  const int *is_replaced = context;
  if (sv_event_kind(event) != SV_EVENT_SUBMITTING) return;
  CHECK(fcntl(0, F_GETFD) >= 0);
  if (*is_replaced) dup2(100, 0);
  in_child(check_child, *is_replaced);
  CHECK(fcntl(0, F_GETFD) >= 0);
}

static void check_forked(int is_replaced) {
  sv_result *result = NULL;
  dup2(1, 100);
  close(0);
  sv_client *client = client_of("PLAIN");
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, fork_inside, &is_replaced), SV_OK);
  sv_result_free(result);
  sv_client_free(client);
  CHECK((fcntl(0, F_GETFD) >= 0) == is_replaced);
}

/* ---- what the system refuses ---- */

static const struct refusal {
  int call, error;
} refusals[] = {
  {SYS_epoll_create1, EMFILE}, {SYS_epoll_create1, ENOMEM}, {SYS_timerfd_create, EPERM},
  {SYS_eventfd2, ENFILE},
  {SYS_epoll_ctl, ENOSPC},
};

static void check_no_client(int index) {
  sv_client *client = (sv_client *)&index;
  CHECK(deny(refusals[index].call, refusals[index].error) == 0);
  errno = 0;
  CHECK_IS(sv_client_create(&client), SV_ERR_SYSTEM);
  CHECK_IS(errno, refusals[index].error);
  CHECK(client == NULL);
}

static const struct socket_refusal {
  int error;
  const char *reason, *advice;
} socket_refusals[] = {
  {EMFILE, "Too many open files", "ulimit -n"},
  {ENFILE, "Too many open files in system", "fs.file-max"},
  {EPERM, "Operation not permitted", "seccomp"},
  {EACCES, "Permission denied", "sandbox"},
  {ENOMEM, "Cannot allocate memory", "out of memory"},
};

static void check_no_socket(int index) {
  const struct socket_refusal *refusal = &socket_refusals[index];
  sv_result *result = NULL;
  sv_client *client = hasty_client();
  CHECK(deny(SYS_socket, refusal->error) == 0);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_ERR_TRANSPORT);
  CHECK_HAS(sv_result_message(result), refusal->reason);
  CHECK_HAS(sv_result_message(result), refusal->advice);
  CHECK_HAS(sv_result_message(result), "Nothing was sent");
  CHECK_HAS(sv_result_json(result, NULL), "\"charge_state\":\"not_sent\"");
  sv_result_free(result);
  sv_client_free(client);
}

/* The limit itself, and a name that cannot be looked up because of it. */
static void check_limit(int is_by_name) {
  sv_result *result = NULL;
  sv_client *client = hasty_client();
  if (is_by_name) CHECK_IS(sv_client_set(client, "base_url", "https://none.invalid/api/v1"), SV_OK);
  struct rlimit none;
  int spare = dup(1);
  close(spare);
  CHECK(getrlimit(RLIMIT_NOFILE, &none) == 0);
  none.rlim_cur = (rlim_t)spare;
  CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_ERR_TRANSPORT);
  CHECK_HAS(sv_result_message(result), "Too many open files");
  CHECK_HAS(sv_result_json(result, NULL), "\"charge_state\":\"not_sent\"");
  sv_result_free(result);
  sv_client_free(client);
}

static void check_nobody_listens(void) {
  sv_result *result = NULL;
  sv_client *client = hasty_client();
  CHECK_IS(sv_client_set(client, "base_url", "http://127.0.0.1:1/api/v1"), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_ERR_TRANSPORT);
  CHECK_HAS(sv_result_message(result), "Connection refused");
  sv_result_free(result);
  sv_client_free(client);
}

int main(void) {
  begin();
  check_nobody_listens();
  for (int which = 1; which < 8; which++) in_child(check_closed, which);
  in_child(check_replaced, 0);
  in_child(check_forked, 0);
  in_child(check_forked, 1);
  for (int index = 0; index < (int)(sizeof refusals / sizeof *refusals); index++)
    in_child(check_no_client, index);
  int count = (int)(sizeof socket_refusals / sizeof *socket_refusals);
  for (int index = 0; index < count; index++) in_child(check_no_socket, index);
  in_child(check_limit, 0);
  in_child(check_limit, 1);
  return finish();
}
