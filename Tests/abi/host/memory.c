/* memory URL FOLDER BYTES [SCENE]: every sort of call with large texts, while each n-th allocation of more
 * than BYTES fails, for each n until none does. Each run has an address of its own, URL/SCENE-N/..., and
 * prints how it ended as a JSON line. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skillsvideo.h"

#define MODEL "google/nano-banana-pro"
#define FOX "{\"prompt\":\"a red fox\"}"

static void (*inject)(unsigned, size_t);
static unsigned (*inject_failed)(void);

static const char *folder, *base;
static char *large_payload, *form_payload, *document, *answer, *webhook_body;
static int accepted;

static char *text_of(const char *name) {
  char path[4096];
  struct stat about;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) exit(2);
  fstat(fileno(file), &about);
  char *text = calloc(1, (size_t)about.st_size + 1);
  if (fread(text, 1, (size_t)about.st_size, file) != (size_t)about.st_size) exit(2);
  fclose(file);
  return text;
}

static void on_event(const sv_event *event, void *context) {
  (void)context;
  if (sv_event_kind(event) == SV_EVENT_ACCEPTED) accepted = 1;
  sv_event_json(event, NULL);
  sv_event_data(event, NULL);
}

typedef struct {
  sv_client *client;
  sv_result *result;
  int32_t status;
} run;

#define OPTIONS "{\"trace\":true,\"poll_interval_ms\":1,\"poll_interval_max_ms\":1,\"poll_failures_max\":1}"

static void generate_with(run *one, const char *endpoint, const char *payload) {
  one->status = sv_generate(&one->result, one->client, endpoint, payload, OPTIONS, on_event, NULL);
}

static void generate(run *one) { generate_with(one, MODEL, FOX); }
static void large_prompt(run *one) { generate_with(one, MODEL, large_payload); }
static void wait_for(run *one) {
  one->status = sv_wait(&one->result, one->client, "gen_1", OPTIONS, on_event, NULL);
}
static void credits(run *one) { one->status = sv_credits(&one->result, one->client); }
static void floor_of_credits(run *one) {
  sv_client_set(one->client, "min_credits", "1");
  generate(one);
}

static void upload(run *one) {
  size_t length = strlen(large_payload);
  one->status = sv_client_add_bytes(one->client, "in", large_payload, length, "in.bin", "application/x-any");
  if (one->status == SV_OK) generate_with(one, MODEL, form_payload);
}

static void with_document(run *one) {
  one->status = sv_client_set(one->client, "openapi_json", document);
  if (one->status == SV_OK) generate_with(one, "/generation/x", large_payload);
}

static void download(run *one) {
  char url[512];
  snprintf(url, sizeof url, "%s/file.png", base);
  unlink("memory.png");
  one->status = sv_download(&one->result, one->client, url, "memory.png", "{}", on_event, NULL);
  /* A file that arrived is not to be fetched again. */
  int is_there = access("memory.png", F_OK) == 0;
  const char *message = sv_result_message(one->result);
  int is_named = message != NULL && strstr(message, "The file is complete at memory.png") != NULL;
  if (one->result != NULL && is_there != (one->status == SV_OK || is_named)) one->status = 98;
}

static void webhook(run *one) {
  one->status = sv_webhook_parse(&one->result, webhook_body, strlen(webhook_body));
}
static void classify(run *one) {
  one->status = sv_classify_error(&one->result, 500, answer, strlen(answer));
}

/* The address itself is not copied. */
static void address(run *one) {
  static char url[1 << 20];
  snprintf(url, sizeof url, "data:,%s", document);
  one->status = sv_data_url_decode(&one->result, url, strlen(url));
  size_t length = 0;
  const char *content = sv_result_content(one->result, &length);
  if (one->status == SV_OK && (content == NULL || strcmp(content, url + 6) != 0)) one->status = 99;
}

static void validate(run *one) {
  one->status = sv_validate(&one->result, document, strlen(document), "/generation/x", large_payload);
}

/* The same stream as lines, with two jobs at once, so that the events of one wait for the other. */
static void lines(run *one) {
  sv_job *jobs[2] = {NULL, NULL};
  const char *text;
  size_t length;
  int32_t got = 0;
  int started = 0, ends = 0;
  for (int index = 0; index < 2; index++) {
    one->status = sv_start(&jobs[index], one->client, MODEL, FOX, OPTIONS, 1);
    started += one->status == SV_OK;
  }
  for (int tries = 0; tries < 100000 && ends < started; tries++) {
    got = sv_poll_lines(&text, &length, one->client, 10000);
    if (got == 0) break;
    accepted |= got > 0 && strstr(text, "\"accepted\"") != NULL;
    size_t count = 0;
    const sv_line *table = sv_line_table(one->client, &count);
    for (size_t line = 0; line < count; line++) ends += table[line].kind == SV_EVENT_END;
  }
  if (jobs[0] != NULL) {
    const sv_result *result = sv_job_result(jobs[0]);
    const char *id = sv_job_generation_id(jobs[0]);
    one->status = result ? sv_result_status(result) : got;
    if (accepted && id == NULL) one->status = 99;
    if (ends < started) one->status = 97;
  }
  sv_job_free(jobs[0]);
  sv_job_free(jobs[1]);
}

static const struct { const char *name; void (*body)(run *); } scenes[] = {
    {"stream", generate},      {"fallback", generate}, {"answer", generate},   {"refused", generate},
    {"page", generate},        {"lines", lines},       {"prompt", large_prompt}, {"upload", upload},
    {"wait", wait_for},        {"credits", credits},   {"balance", credits},  {"floor", floor_of_credits},
    {"download", download},    {"webhook", webhook},   {"classify", classify},
    {"address", address},      {"validate", validate},    {"document", with_document}};

static const char *charge_of(const char *json) {
  static char word[32];
  const char *place = json ? strstr(json, "\"charge_state\":\"") : NULL;
  if (place == NULL) return "";
  sscanf(place + 16, "%31[a-z_]", word);
  return word;
}

/* Whether any allocation failed. */
static unsigned run_once(const char *url, unsigned scene, unsigned n, size_t bytes) {
  char address[512];
  run one = {NULL, NULL, 0};
  snprintf(address, sizeof address, "%s/%s-%u/v1", url, scenes[scene].name, n);
  base = address;
  accepted = 0;
  printf("{\"begins\":\"%s\",\"n\":%u}\n", scenes[scene].name, n);
  fflush(stdout);
  inject(n, bytes);
  one.status = sv_client_create(&one.client);
  if (one.status == SV_OK) {
    sv_client_set(one.client, "base_url", address);
    sv_client_set(one.client, "api_key", "sk-of-nobody");
    sv_client_set(one.client, "create_tries_max", "1"); /* repeats would only wait */
    sv_client_set(one.client, "download_tries_max", "1");
    scenes[scene].body(&one);
  }
  unsigned failed = inject_failed();
  inject(0, 0);
  const char *id = sv_result_generation_id(one.result);
  size_t size = 0;
  const char *json = sv_result_json(one.result, &size);
  const char *charge = charge_of(json);
  int is_clear = json != NULL && strstr(json, "\"balance\":5") != NULL;
  printf("{\"scene\":\"%s\",\"n\":%u,\"failed\":%u,", scenes[scene].name, n, failed);
  printf("\"status\":%d,\"accepted\":%s,", one.status, accepted ? "true" : "false");
  printf("\"id\":\"%s\",\"charge\":\"%s\",", id ? id : "", charge);
  const char *message = sv_result_message(one.result);
  int follows = message != NULL && strstr(message, "skillsvideo wait gen_1") != NULL;
  printf("\"follows\":%s,", follows ? "true" : "false");
  int names_memory = message != NULL && strstr(message, "memory") != NULL;
  printf("\"names_memory\":%s,", names_memory ? "true" : "false");
  printf("\"is_clear\":%s,", is_clear ? "true" : "false");
  printf("\"outputs\":%u,\"size\":%zu}\n", sv_result_output_count(one.result), size);
  fflush(stdout);
  sv_result_free(one.result);
  sv_client_free(one.client);
  return failed;
}

int main(int count, char **words) {
  if (count < 4) return 2;
  inject = (void (*)(unsigned, size_t))dlsym(RTLD_DEFAULT, "inject");
  inject_failed = (unsigned (*)(void))dlsym(RTLD_DEFAULT, "inject_failed");
  if (inject == NULL || inject_failed == NULL) return 2;
  folder = words[2];
  large_payload = text_of("payload.json");
  form_payload = text_of("form.json");
  document = text_of("openapi.json");
  answer = text_of("answer.json");
  webhook_body = text_of("webhook.json");
  for (unsigned scene = 0; scene < sizeof scenes / sizeof *scenes; scene++) {
    if (count > 4 && strcmp(words[4], scenes[scene].name) != 0) continue;
    for (unsigned n = 1; run_once(words[1], scene, n, (size_t)atoi(words[3])) > 0; n++) {}
  }
  return 0;
}
