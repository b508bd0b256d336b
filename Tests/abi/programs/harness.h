/* What the programs share: counted checks, a watchdog, and clients of the simulators that run.py has
 * started. */
#ifndef HARNESS_H
#define HARNESS_H
#include <arpa/inet.h>
#include <pthread.h>
#include <skillsvideo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MODEL "google/nano-banana-2"
#define FOX "{\"prompt\":\"a red fox\"}"
#define UNUSED __attribute__((unused))

static int passed, failed;

/* Any thread may check. */
UNUSED static int checked(int good, const char *what, const char *detail, int line) {
  if (good) {
    __sync_fetch_and_add(&passed, 1);
    return 1;
  }
  __sync_fetch_and_add(&failed, 1);
  printf("FAILED line %d: %s%s%s\n", line, what, detail[0] ? ": got " : "", detail);
  fflush(stdout);
  return 0;
}

UNUSED static int checked_number(long long got, long long want, const char *what, int line) {
  char detail[96];
  snprintf(detail, sizeof detail, "%lld (%s), not %lld", got, sv_status_name((int32_t)got), want);
  return checked(got == want, what, detail, line);
}

UNUSED static int checked_part(const char *text, const char *part, const char *what, int line) {
  return checked(text != NULL && strstr(text, part) != NULL, what, text ? text : "NULL", line);
}

UNUSED static int checked_text(const char *text, const char *want, const char *what, int line) {
  return checked(text != NULL && strcmp(text, want) == 0, what, text ? text : "NULL", line);
}

#define CHECK(condition) checked((condition) ? 1 : 0, #condition, "", __LINE__)
#define CHECK_IS(got, want) checked_number((got), (want), #got " is " #want, __LINE__)
#define CHECK_HAS(text, part) checked_part((text), (part), #text " holds " #part, __LINE__)
#define CHECK_TEXT(text, want) checked_text((text), (want), #text " is " #want, __LINE__)

/* Checks between these two, whose number depends on time, count as one: each run of a program has as many. */
static int passed_before, failed_before;
UNUSED static void begin_one_check(void) {
  passed_before = passed;
  failed_before = failed;
}
UNUSED static void end_one_check(void) { passed = passed_before + (failed == failed_before); }

/* A listening socket on loopback, for a program that is the platform itself. */
UNUSED static int listening(int *port, int waiting) {
  struct sockaddr_in address = {0};
  socklen_t length = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, waiting) == 0 &&
        getsockname(fd, (struct sockaddr *)&address, &length) == 0);
  *port = ntohs(address.sin_port);
  return fd;
}

/* A program that hangs is ended by SIGALRM, which run.py reports. */
UNUSED static void begin(void) { alarm(getenv("WATCHDOG") ? (unsigned)atoi(getenv("WATCHDOG")) : 60); }

UNUSED static int finish(void) {
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

/* A simulator by the name that run.py gave it: PLAIN ends jobs soon, ENDLESS never. */
UNUSED static const char *platform(const char *name) {
  char variable[64];
  snprintf(variable, sizeof variable, "%s_URL", name);
  const char *url = getenv(variable);
  if (url == NULL) {
    fprintf(stderr, "%s is not set: run this through Tests/abi/run.py\n", variable);
    exit(2);
  }
  return url;
}

UNUSED static sv_client *client_of(const char *name) {
  sv_client *client = NULL;
  if (!CHECK_IS(sv_client_create(&client), SV_OK)) exit(finish());
  CHECK_IS(sv_client_set(client, "base_url", platform(name)), SV_OK);
  return client;
}

/* The simulator's own account of what it received, in a text to be freed. */
UNUSED static char *platform_log(const char *name) {
  static const char request[] = "GET /simulator/log HTTP/1.0\r\nConnection: close\r\n\r\n";
  const char *port = strrchr(platform(name), ':');
  struct sockaddr_in address = {0};
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)atoi(port + 1));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  size_t size = 0, room = 1 << 20;
  char *text = malloc(room);
  if (fd < 0 || text == NULL || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
      write(fd, request, sizeof request - 1) != (ssize_t)(sizeof request - 1)) {
    perror("the simulator's log");
    exit(2);
  }
  for (ssize_t got; size < room - 1 && (got = read(fd, text + size, room - 1 - size)) > 0;)
    size += (size_t)got;
  close(fd);
  text[size] = 0;
  return text;
}

/* A number of the log, such as "requests_total". */
UNUSED static long log_number(const char *name, const char *field) {
  char *text = platform_log(name), key[64];
  snprintf(key, sizeof key, "\"%s\":", field);
  char *place = strstr(text, key);
  long number = place ? atol(place + strlen(key)) : -1;
  free(text);
  return number;
}

UNUSED static long requests_seen(const char *name) { return log_number(name, "requests_total"); }

/* Polls until a job has ended; the number of END events seen for any job on the way. */
UNUSED static int poll_until_end(sv_client *client, const sv_job *job) {
  int ends = 0;
  while (sv_job_result(job) == NULL) {
    const sv_event *event = NULL;
    int32_t got = sv_poll(&event, client, -1);
    if (got < 0 && !CHECK_IS(got, 1)) break;
    if (got == 1 && sv_event_kind(event) == SV_EVENT_END) ends++;
  }
  return ends;
}

/* Polls until a job's id is known. */
UNUSED static const char *poll_until_id(sv_client *client, const sv_job *job) {
  while (sv_job_generation_id(job) == NULL && sv_job_result(job) == NULL) {
    const sv_event *event = NULL;
    int32_t got = sv_poll(&event, client, -1);
    if (got < 0 && !CHECK_IS(got, 1)) break;
  }
  return sv_job_generation_id(job);
}

/* Where a call that must be refused was not, what follows may wait for ever: the program ends with what it
 * has found. */
UNUSED static void end_if_failed(void) {
  if (failed == 0) return;
  finish();
  fflush(stdout);
  _exit(1);
}

/* Each call that uses a client, at a time when none may. None of them waits for long if it is not refused. */
UNUSED static void check_all_misuse(sv_client *client) {
  static const char soon[] = "{\"total_timeout_ms\":500,\"poll_timeout_ms\":500}";
  sv_result *result = NULL;
  sv_job *job = NULL;
  const sv_event *event = NULL;
  const char *text = NULL;
  CHECK_IS(sv_client_set(client, "base_url", "https://127.0.0.1:1/api/v1"), SV_ERR_MISUSE);
  end_if_failed();
  CHECK_IS(sv_client_add_file(client, "in", "in.png", NULL, NULL), SV_ERR_MISUSE);
  CHECK_IS(sv_client_add_bytes(client, "in", "x", 1, "in.png", NULL), SV_ERR_MISUSE);
  CHECK_IS(sv_client_remove_input(client, "in"), SV_ERR_MISUSE);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, soon, NULL, NULL), SV_ERR_MISUSE);
  CHECK_IS(sv_prepare(&result, client, MODEL, FOX, NULL), SV_ERR_MISUSE);
  CHECK_IS(sv_wait(&result, client, "gen_1", soon, NULL, NULL), SV_ERR_MISUSE);
  CHECK_IS(sv_download(&result, client, "https://127.0.0.1:1/x", "x", soon, NULL, NULL), SV_ERR_MISUSE);
  end_if_failed();
  CHECK_IS(sv_credits(&result, client), SV_ERR_MISUSE);
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_ERR_MISUSE);
  CHECK_IS(sv_attach(&job, client, "gen_1", NULL, 1), SV_ERR_MISUSE);
  CHECK_IS(sv_start_download(&job, client, "https://127.0.0.1/x", "x", NULL, 1), SV_ERR_MISUSE);
  CHECK_IS(sv_start_credits(&job, client, 1), SV_ERR_MISUSE);
  CHECK_IS(sv_poll(&event, client, 0), SV_ERR_MISUSE);
  CHECK_IS(sv_poll_lines(&text, NULL, client, 0), SV_ERR_MISUSE);
  CHECK(sv_line_table(client, NULL) == NULL);
  CHECK(result == NULL && job == NULL && event == NULL && text == NULL);
  CHECK(sv_client_message(client) != NULL);
  end_if_failed();
}
#endif
