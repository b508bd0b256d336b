/* copies LIBRARY COPY: two copies of the library in one process. A handle of one is no handle of the other,
 * whatever it is of. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skillsvideo.h"

#define MODEL "google/nano-banana-pro"
#define FOX "{\"prompt\":\"a red fox\"}"
#define CALL(copy, name) ((__typeof__(&name))function(copy, #name))

static int passed, failed;

static void check(int good, const char *what, const char *way) {
  if (good) {
    passed++;
  } else {
    failed++;
    printf("FAILED %s: %s\n", way, what);
  }
}
#define CHECK(condition) check((condition) ? 1 : 0, #condition, way)

static void *function(void *copy, const char *name) {
  void *found = dlsym(copy, name);
  if (found == NULL) exit(2);
  return found;
}

/* A client with a job in flight, its first event, and a result. */
typedef struct {
  void *copy;
  sv_client *client;
  sv_job *job;
  const sv_event *event;
  sv_result *result;
} world;

static world make(const char *path) {
  world made = {dlopen(path, RTLD_NOW | RTLD_LOCAL), NULL, NULL, NULL, NULL};
  if (made.copy == NULL || CALL(made.copy, sv_client_create)(&made.client) != SV_OK) exit(2);
  CALL(made.copy, sv_client_set)(made.client, "base_url", "http://127.0.0.1:1/api/v1");
  CALL(made.copy, sv_client_set)(made.client, "api_key", "sk-of-nobody");
  if (CALL(made.copy, sv_start)(&made.job, made.client, MODEL, FOX, NULL, 7) != SV_OK) exit(2);
  if (CALL(made.copy, sv_poll)(&made.event, made.client, 0) != 1) exit(2);
  if (CALL(made.copy, sv_classify_error)(&made.result, 429, NULL, 0) != SV_OK) exit(2);
  return made;
}

static void check_own(world own, const char *way) {
  CHECK(CALL(own.copy, sv_event_tag)(own.event) == 7);
  CHECK(CALL(own.copy, sv_event_job)(own.event) == own.job);
  CHECK(CALL(own.copy, sv_result_category)(own.result) == SV_ERR_RATE_LIMITED);
  CHECK(CALL(own.copy, sv_client_fd)(own.client) >= 0);
}

/* Every handle of `other`, given to the functions of `own`. */
static void check_refused(world own, world other, const char *way) {
  const sv_event *event = NULL;
  sv_job *job = NULL;
  CHECK(CALL(own.copy, sv_client_set)(other.client, "trace", "1") == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_client_fd)(other.client) == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_client_wakeup)(other.client) == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_client_message)(other.client) == NULL);
  CHECK(CALL(own.copy, sv_poll)(&event, other.client, 0) == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_start)(&job, other.client, MODEL, FOX, NULL, 1) == SV_ERR_HANDLE && job == NULL);
  CHECK(CALL(own.copy, sv_cancel)(other.job) == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_cancel_gracefully)(other.job) == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_job_result)(other.job) == NULL);
  CHECK(CALL(own.copy, sv_job_generation_id)(other.job) == NULL);
  CHECK(CALL(own.copy, sv_event_kind)(other.event) == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_event_tag)(other.event) == 0);
  CHECK(CALL(own.copy, sv_event_job)(other.event) == NULL);
  CHECK(CALL(own.copy, sv_event_json)(other.event, NULL) == NULL);
  CHECK(CALL(own.copy, sv_result_status)(other.result) == SV_ERR_HANDLE);
  CHECK(CALL(own.copy, sv_result_json)(other.result, NULL) == NULL);
  CALL(own.copy, sv_result_free)(other.result);
  CALL(own.copy, sv_job_free)(other.job);
  CALL(own.copy, sv_client_free)(other.client);
}

static void end(world own) {
  CALL(own.copy, sv_result_free)(own.result);
  CALL(own.copy, sv_job_free)(own.job);
  CALL(own.copy, sv_client_free)(own.client);
}

int main(int count, char **words) {
  if (count != 3) return 2;
  /* Alike in everything: the same numbers of clients, jobs and results were made, in the same order. */
  world one = make(words[1]), other = make(words[2]);
  const char *way = "two copies";
  CHECK(one.copy != other.copy && function(one.copy, "sv_poll") != function(other.copy, "sv_poll"));
  CHECK((void *)one.client != (void *)other.client && (void *)one.result != (void *)other.result);
  check_refused(one, other, "handles of the second given to the first");
  check_refused(other, one, "handles of the first given to the second");
  check_own(one, "the first, after");
  check_own(other, "the second, after");
  end(one);
  end(other);
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
