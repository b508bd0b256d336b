/* Runs operations one after the other on one client and prints everything the library says about them.
 *
 *   driver DRIVE [NAME=VALUE ...] -- OPERATION [+ OPERATION ...]
 *   DRIVE      blocking, poll or lines: which of the library's three ways hands the events over
 *   OPERATION  generate ENDPOINT PAYLOAD | wait ID | credits | download URL PATH; a payload @N has a prompt
 * of N bytes
 *
 * Lines on standard output: "E " and a record for each event, "R " and an object for how an operation ended,
 * "J " and the result's record, "M " and the most memory taken, in KB, "! " and a sentence for each promise
 * of the header that was broken. A byte on standard input stops the job in flight from a second thread: s
 * with sv_cancel, g with sv_cancel_gracefully. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "skillsvideo.h"

enum drive { BLOCKING, POLL, LINES };

struct watch {
  int ends;
  int accepted;
  int is_create;
};

static int broken;

/* The job that a stop is for; NULL before a job has started. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t started = PTHREAD_COND_INITIALIZER;
static sv_job *in_flight;

static void set_in_flight(sv_job *job) {
  pthread_mutex_lock(&lock);
  in_flight = job;
  if (job != NULL) pthread_cond_signal(&started);
  pthread_mutex_unlock(&lock);
}

static void *obey_stops(void *client) {
  char word;
  while (read(STDIN_FILENO, &word, 1) == 1) {
    pthread_mutex_lock(&lock);
    while (in_flight == NULL) pthread_cond_wait(&started, &lock);
    if (word == 's') sv_cancel(in_flight);
    if (word == 'g') sv_cancel_gracefully(in_flight);
    pthread_mutex_unlock(&lock);
    sv_client_wakeup(client);
  }
  return NULL;
}

static void complain(const char *format, ...) {
  va_list arguments;
  broken++;
  fputs("! ", stdout);
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  putchar('\n');
}

static void print_text(const char *name, const char *text) {
  printf("\"%s\":", name);
  if (text == NULL) {
    fputs("null", stdout);
    return;
  }
  putchar('"');
  for (; *text != '\0'; text++) {
    unsigned char byte = (unsigned char)*text;
    if (byte < 0x20 || byte == '"' || byte == '\\') {
      printf("\\u%04x", byte);
    } else {
      putchar(byte);
    }
  }
  putchar('"');
}

static int is_text(const char *text, size_t length) { return text != NULL && strlen(text) == length; }

static void check_event(const sv_event *event, struct watch *watch) {
  size_t length = SIZE_MAX;
  const char *data = sv_event_data(event, &length);
  int32_t kind = sv_event_kind(event);
  const char *id = sv_event_generation_id(event);
  if (watch->ends > 0) complain("an event of kind %d came after the end", (int)kind);
  if (kind == SV_EVENT_END) watch->ends++;
  if (kind == SV_EVENT_ACCEPTED) watch->accepted++;
  if (watch->accepted > 1) complain("accepted was reported %d times", watch->accepted);
  if (kind == SV_EVENT_ACCEPTED && id == NULL) complain("accepted has no id");
  if (watch->is_create && kind != SV_EVENT_END && (id != NULL) != (watch->accepted > 0)) {
    /* The job may know its id while events from before it are handed over, but then they may not tell it. */
    if (kind == SV_EVENT_MESSAGE || watch->accepted > 0)
      complain("kind %d and the id do not go together", (int)kind);
  }
  if (!is_text(data, length)) complain("the data of kind %d are no text of their length", (int)kind);
  if (kind != SV_EVENT_MESSAGE && kind != SV_EVENT_POLL && length != 0)
    complain("kind %d has data", (int)kind);
  if ((kind == SV_EVENT_MESSAGE) != (sv_event_name(event) != NULL))
    complain("kind %d and its name", (int)kind);
  if (sv_event_job(event) == NULL) complain("an event without its job");
  set_in_flight(sv_event_job(event));
}

static void print_event(const sv_event *event, void *context) {
  size_t length = 0;
  const char *record;
  check_event(event, context);
  record = sv_event_json(event, &length);
  if (!is_text(record, length)) {
    complain("a record is no text of its length");
  } else {
    printf("E %s\n", record);
  }
  fflush(stdout);
}

static void print_result(int32_t status, const sv_result *result, const sv_client *client) {
  size_t length = 0;
  const char *record = sv_result_json(result, &length);
  if (result != NULL && sv_result_status(result) != status) complain("the result has another status");
  printf("R {\"status\":%d,", (int)status);
  print_text("name", sv_status_name(status));
  printf(",\"category\":%d,", (int)sv_result_category(result));
  print_text("category_name", result == NULL ? NULL : sv_status_name(sv_result_category(result)));
  printf(",\"http_status\":%d,", (int)sv_result_http_status(result));
  print_text("generation_id", sv_result_generation_id(result));
  printf(",\"retry_after\":%" PRId64 ",", sv_result_retry_after_ms(result));
  print_text("message", result == NULL ? sv_client_message(client) : sv_result_message(result));
  putchar(',');
  print_text("charge", sv_result_charge(result));
  putchar(',');
  print_text("code", sv_result_code(result));
  putchar(',');
  print_text("remedy", sv_result_remedy(result));
  printf(",\"outputs\":[");
  for (uint32_t index = 0; index < sv_result_output_count(result); index++) {
    printf("%s\"%s\"", index > 0 ? "," : "", sv_result_output_url(result, index));
  }
  puts("]}");
  if (result == NULL) return;
  if (!is_text(record, length)) complain("the result's record is no text of its length");
  printf("J %s\n", record == NULL ? "" : record);
}

static char *payload(const char *text) {
  static const char head[] = "{\"prompt\":\"";
  size_t size = text[0] == '@' ? (size_t)strtoul(text + 1, NULL, 10) : 0;
  char *made;
  if (text[0] != '@') size = strlen(text);
  made = malloc(size + sizeof head + 3);
  if (made == NULL) abort();
  if (text[0] != '@') return strcpy(made, text);
  memcpy(made, head, sizeof head - 1);
  memset(made + sizeof head - 1, 'x', size);
  strcpy(made + sizeof head - 1 + size, "\"}");
  return made;
}

/* Whether an operation's words are there. */
static int is(char **words, int count, const char *name, int arguments) {
  return count == arguments + 1 && strcmp(words[0], name) == 0;
}

static int32_t block(sv_result **result, sv_client *client, char **words, int count, char *body,
                     struct watch *watch) {
  if (body != NULL) return sv_generate(result, client, words[1], body, NULL, print_event, watch);
  if (is(words, count, "wait", 1)) return sv_wait(result, client, words[1], NULL, print_event, watch);
  if (is(words, count, "download", 2))
    return sv_download(result, client, words[1], words[2], NULL, print_event, watch);
  return sv_credits(result, client);
}

static int32_t start(sv_job **job, sv_client *client, char **words, int count, char *body) {
  if (body != NULL) return sv_start(job, client, words[1], body, NULL, 7);
  if (is(words, count, "wait", 1)) return sv_attach(job, client, words[1], NULL, 7);
  if (is(words, count, "download", 2)) return sv_start_download(job, client, words[1], words[2], NULL, 7);
  return sv_start_credits(job, client, 7);
}

static void poll_events(sv_client *client, sv_job *job, struct watch *watch) {
  const sv_event *event = NULL;
  while (sv_job_result(job) == NULL) {
    int32_t got = sv_poll(&event, client, -1);
    if (got < 0) complain("sv_poll: %s", sv_status_name(got));
    if (got < 0) return;
    if (got == 0) continue;
    if (sv_event_tag(event) != 7) complain("an event with another tag");
    print_event(event, watch);
  }
  if (sv_poll(&event, client, 0) != 0) complain("an event came after the end");
}

static void poll_lines(sv_client *client, sv_job *job) {
  while (sv_job_result(job) == NULL) {
    const char *text = NULL;
    size_t length = 0;
    int32_t got = sv_poll_lines(&text, &length, client, -1);
    if (got < 0) complain("sv_poll_lines: %s", sv_status_name(got));
    if (got < 0) return;
    if (got == 0) continue;
    if (!is_text(text, length)) complain("the lines are no text of their length");
    while (length > 0 && got-- > 0) {
      size_t line = strcspn(text, "\n");
      if (line == length) complain("a line without its end");
      if (line == length) return;
      printf("E %.*s\n", (int)line, text);
      text += line + 1;
      length -= line + 1;
    }
    if (length > 0 || got > 0) complain("more or fewer lines than were reported");
    fflush(stdout);
  }
}

static void run(enum drive drive, sv_client *client, char **words, int count) {
  struct watch watch = {0, 0, 0};
  char *body = is(words, count, "generate", 2) ? payload(words[2]) : NULL;
  sv_result *result = NULL;
  sv_job *job = NULL;
  int32_t status;
  int has_events = drive == POLL || (drive == BLOCKING && strcmp(words[0], "credits") != 0);
  watch.is_create = body != NULL;
  set_in_flight(NULL);
  if (drive == BLOCKING) {
    status = block(&result, client, words, count, body, &watch);
    print_result(status, result, client);
  } else {
    status = start(&job, client, words, count, body);
    set_in_flight(job);
    if (status == SV_OK && drive == POLL) poll_events(client, job, &watch);
    if (status == SV_OK && drive == LINES) poll_lines(client, job);
    if (status == SV_OK) status = sv_result_status(sv_job_result(job));
    print_result(status, sv_job_result(job), client);
  }
  if (has_events && (result != NULL || job != NULL) && watch.ends != 1) complain("%d ends", watch.ends);
  sv_result_free(result);
  sv_job_free(job);
  free(body);
  fflush(stdout);
}

static int set(sv_client *client, char *option) {
  char *value = strchr(option, '=');
  if (value == NULL) return 0;
  *value = '\0';
  if (sv_client_set(client, option, value + 1) == SV_OK) return 1;
  fprintf(stderr, "%s: %s\n", option, sv_client_message(client));
  return 0;
}

/* The most memory that the process has taken, in KB. */
static void print_memory(void) {
  char line[256];
  long most = 0;
  FILE *status = fopen("/proc/self/status", "r");
  while (status != NULL && fgets(line, sizeof line, status) != NULL) sscanf(line, "VmHWM: %ld", &most);
  if (status != NULL) fclose(status);
  printf("M %ld\n", most);
}

int main(int count, char **words) {
  sv_client *client = NULL;
  enum drive drive = BLOCKING;
  pthread_t stopper;
  int first = 2;
  if (count < 4) return 2;
  if (strcmp(words[1], "poll") == 0) drive = POLL;
  if (strcmp(words[1], "lines") == 0) drive = LINES;
  if (sv_version_check(SV_VERSION_NUMBER) != SV_OK || sv_client_create(&client) != SV_OK) return 2;
  if (pthread_create(&stopper, NULL, obey_stops, client) != 0) return 2;
  for (; first < count && strcmp(words[first], "--") != 0; first++) {
    if (!set(client, words[first])) return 2;
  }
  while (++first < count) {
    int last = first;
    while (last < count && strcmp(words[last], "+") != 0) last++;
    run(drive, client, words + first, last - first);
    first = last;
  }
  sv_client_free(client);
  print_memory();
  return broken > 0;
}
