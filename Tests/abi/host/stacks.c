/* stacks KIND KIB FOLDER URL SECURE_URL CA_FILE: every sort of call on a small stack, with the documents
 * and payloads of a folder and with a platform whose answers are as hostile. KIND is thread, or coroutine
 * for a stack that the system knows nothing about. Prints for each call how many bytes of stack it took at
 * most. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

#include "skillsvideo.h"

#define MODEL "google/nano-banana-pro"
#define PATH "/generation/x"
#define PAINT 0xA5

typedef struct {
  char *openapi, *payload, *query;
  const char *url, *ca_file;
  int wrong;
} task;

static int is_coroutine;
static size_t stack_size, overhead;

static void nothing(task *one) { (void)one; }

/* One task at a time, so that a coroutine finds what it is to do here. */
static task *current;
static void (*current_body)(task *);
static void enter(void) { current_body(current); }
static void *enter_thread(void *unused) {
  enter();
  return unused;
}

static void run_coroutine(unsigned char *stack) {
  ucontext_t here, there;
  getcontext(&there);
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = stack_size;
  there.uc_link = &here;
  makecontext(&there, enter, 0);
  swapcontext(&here, &there);
}

static void run_thread(unsigned char *stack) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstack(&attributes, stack, stack_size) != 0) exit(2);
  if (pthread_create(&thread, &attributes, enter_thread, NULL) != 0) exit(2);
  pthread_join(thread, NULL);
}

/* How much of a painted stack a task has used. Beneath it lies a page that nothing may touch. */
static size_t used_by(void (*body)(task *), task *one) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), untouched = 0;
  int access = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS;
  unsigned char *memory = mmap(NULL, stack_size + page, access, flags, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0) exit(2);
  memset(memory + page, PAINT, stack_size);
  current = one;
  current_body = body;
  if (is_coroutine) run_coroutine(memory + page); else run_thread(memory + page);
  while (untouched < stack_size && memory[page + untouched] == PAINT) untouched++;
  munmap(memory, stack_size + page);
  return stack_size - untouched;
}

static char *text_of(const char *folder, int number, const char *name) {
  char path[4096];
  struct stat about;
  snprintf(path, sizeof path, "%s/%d.%s", folder, number, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) return NULL;
  fstat(fileno(file), &about);
  char *text = calloc(1, (size_t)about.st_size + 1);
  if (fread(text, 1, (size_t)about.st_size, file) != (size_t)about.st_size) exit(2);
  fclose(file);
  return text;
}

static sv_client *client_of(task *one) {
  sv_client *client = NULL;
  if (sv_client_create(&client) != SV_OK || sv_client_set(client, "base_url", one->url) != SV_OK) exit(2);
  if (sv_client_set(client, "api_key", "sk-of-nobody") != SV_OK) exit(2);
  if (one->ca_file != NULL && sv_client_set(client, "ca_file", one->ca_file) != SV_OK) exit(2);
  return client;
}

static void validate(task *one) {
  sv_result *result = NULL;
  int32_t status = sv_validate(&result, one->openapi, strlen(one->openapi), PATH, one->payload);
  int is_known = status == SV_OK || status == SV_ERR_VALIDATION || status == SV_ERR_ARGUMENT;
  one->wrong = result == NULL || !is_known;
  sv_result_free(result);
}

static void inspect(task *one) {
  sv_result *result = NULL;
  const char *list = "{\"list_endpoints\":true}";
  one->wrong = sv_inspect(&result, one->openapi, strlen(one->openapi), NULL, 0, one->query) == SV_ERR_MEMORY;
  sv_result_free(result);
  sv_inspect(&result, one->openapi, strlen(one->openapi), one->payload, strlen(one->payload), list);
  sv_result_free(result);
}

static void prepare(task *one) {
  sv_client *client = client_of(one);
  sv_result *result = NULL;
  sv_client_set(client, "openapi_json", one->openapi);
  one->wrong = sv_prepare(&result, client, PATH, one->payload, "{\"validate\":\"warn\"}") == SV_ERR_MEMORY;
  sv_result_free(result);
  sv_client_free(client);
}

static void parse(task *one) {
  sv_result *result = NULL;
  sv_classify_error(&result, 500, one->payload, strlen(one->payload));
  sv_result_free(result);
  sv_webhook_parse(&result, one->payload, strlen(one->payload));
  sv_result_free(result);
}

static void on_event(const sv_event *event, void *context) {
  (void)context;
  sv_event_json(event, NULL);
  sv_event_data(event, NULL);
}

static void generate(task *one) {
  sv_client *client = client_of(one);
  sv_result *result = NULL;
  one->wrong = sv_generate(&result, client, MODEL, one->payload, "{\"trace\":true}", on_event, NULL) != SV_OK;
  if (one->wrong) puts(result ? sv_result_message(result) : sv_client_message(client));
  if (one->ca_file == NULL) one->wrong |= sv_result_output_count(result) != 1;
  sv_result_free(result);
  sv_client_free(client);
}

static void others(task *one) {
  sv_client *client = client_of(one);
  sv_result *result = NULL;
  one->wrong = sv_wait(&result, client, "gen_1", NULL, on_event, NULL) != SV_OK;
  one->wrong |= sv_result_output_count(result) != 1;
  sv_result_free(result);
  sv_credits(&result, client);
  sv_result_free(result);
  char url[512];
  snprintf(url, sizeof url, "%s/a.png", one->url);
  sv_download(&result, client, url, "stacks.png", "{\"overwrite\":true}", on_event, NULL);
  sv_result_free(result);
  sv_client_free(client);
}

static int failed;

static void report(const char *name, int number, void (*body)(task *), task *one) {
  size_t used = used_by(body, one);
  used = used > overhead ? used - overhead : 0;
  printf("{\"call\":\"%s\",\"case\":%d,\"bytes\":%zu}\n", name, number, used);
  fflush(stdout);
  if (one->wrong) printf("FAILED %s of case %d\n", name, number);
  failed |= one->wrong;
  one->wrong = 0;
}

int main(int count, char **words) {
  if (count != 7) return 2;
  is_coroutine = strcmp(words[1], "coroutine") == 0;
  stack_size = (size_t)atoi(words[2]) << 10;
  task network = {NULL, "{\"prompt\":\"a red fox\"}", NULL, words[4], NULL, 0};
  overhead = used_by(nothing, &network);
  report("generate", 0, generate, &network);
  report("others", 0, others, &network);
  network.url = words[5];
  network.ca_file = words[6];
  report("generate_tls", 0, generate, &network);
  for (int number = 0;; number++) {
    task one = {NULL, NULL, NULL, words[4], NULL, 0};
    one.openapi = text_of(words[3], number, "openapi");
    one.payload = text_of(words[3], number, "payload");
    one.query = text_of(words[3], number, "query");
    if (one.openapi == NULL || one.payload == NULL || one.query == NULL) break;
    report("validate", number, validate, &one);
    report("inspect", number, inspect, &one);
    report("prepare", number, prepare, &one);
    report("parse", number, parse, &one);
    free(one.openapi);
    free(one.payload);
    free(one.query);
  }
  return failed;
}
