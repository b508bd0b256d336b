/* Who outlives whom: jobs, results and clients freed in every order, with and without work in flight. */
#include <sys/resource.h>

#include "harness.h"
#include <errno.h>

/* A job that is freed stops being followed; the client goes on with the rest. */
static void check_job_freed_before_its_end(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *job = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK(sv_job_result(job) == NULL && sv_job_generation_id(job) == NULL);
  sv_job_free(job);
  CHECK_IS(sv_poll(&event, client, -1), 0);
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 2), SV_OK);
  CHECK(poll_until_id(client, job) != NULL);
  sv_job_free(job);
  CHECK_IS(sv_poll(&event, client, -1), 0);
  sv_result *result = NULL;
  CHECK_IS(sv_credits(&result, client), SV_OK);
  sv_client_free(client);
  CHECK_IS(sv_result_status(result), SV_OK);
  sv_result_free(result);
}

static void check_events_end_with_their_job(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *job = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK_IS(sv_poll(&event, client, -1), 1);
  CHECK_IS(sv_event_kind(event), SV_EVENT_SUBMITTING);
  sv_job_free(job);
  CHECK_IS(sv_event_kind(event), SV_ERR_HANDLE);
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK_IS(sv_poll(&event, client, -1), 1);
  sv_client_free(client);
  CHECK_IS(sv_event_kind(event), SV_ERR_HANDLE);
  sv_job_free(job);
}

static void keep(const sv_event *event, void *context) { *(const sv_event **)context = event; }

/* So do those of a call that blocks, the last of which is its end. */
static void check_events_end_with_their_call(void) {
  sv_client *client = client_of("PLAIN");
  const sv_event *last = NULL;
  sv_result *result = NULL;
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, keep, &last), SV_OK);
  CHECK(last != NULL);
  CHECK_IS(sv_event_kind(last), SV_ERR_HANDLE);
  CHECK(sv_event_job(last) == NULL && sv_event_json(last, NULL) == NULL);
  sv_result_free(result);
  sv_client_free(client);
}

/* The result is borrowed from its job: freeing it does nothing, freeing the job ends it. */
static void check_borrowed_result(void) {
  sv_client *client = client_of("PLAIN");
  sv_job *job = NULL;
  CHECK_IS(sv_start(&job, client, MODEL, FOX, NULL, 1), SV_OK);
  CHECK_IS(poll_until_end(client, job), 1);
  const sv_result *result = sv_job_result(job);
  CHECK(result == sv_job_result(job));
  sv_result_free((sv_result *)result);
  CHECK_IS(sv_result_status(result), SV_OK);
  const char *url = sv_result_output_url(result, 0), *id = sv_job_generation_id(job);
  CHECK_TEXT(sv_result_charge(result), "accepted");
  CHECK_TEXT(sv_result_remedy(result), "");
  CHECK(sv_result_code(result) == NULL);
  sv_client_free(client);
  CHECK(url == sv_result_output_url(result, 0) && id == sv_job_generation_id(job));
  CHECK_HAS(url, "http://127.0.0.1:");
  CHECK_TEXT(id, sv_result_generation_id(result));
  sv_job_free(job);
  CHECK_IS(sv_result_status(result), SV_ERR_HANDLE);
  CHECK(sv_result_charge(result) == NULL && sv_result_code(result) == NULL);
  CHECK(sv_result_remedy(result) == NULL);
}

/* Jobs in flight at every stage end as stopped, without an event, and stay readable. */
static void check_client_freed_with_jobs(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *jobs[6] = {0};
  CHECK_IS(sv_start(&jobs[0], client, MODEL, FOX, NULL, 1), SV_OK);
  const char *id = poll_until_id(client, jobs[0]);
  char known[64];
  snprintf(known, sizeof known, "%s", id ? id : "");
  CHECK_IS(sv_start(&jobs[1], client, MODEL, FOX, NULL, 2), SV_OK);
  CHECK_IS(sv_attach(&jobs[2], client, known, NULL, 3), SV_OK);
  CHECK_IS(sv_start_download(&jobs[3], client, "http://127.0.0.1:9/x.png", "x.png", NULL, 4), SV_OK);
  CHECK_IS(sv_start_credits(&jobs[4], client, 5), SV_OK);
  CHECK_IS(sv_start(&jobs[5], client, MODEL, FOX, NULL, 6), SV_OK);
  CHECK_IS(sv_cancel(jobs[5]), SV_OK);
  sv_client_free(client);
  for (int index = 0; index < 6; index++) {
    const sv_result *result = sv_job_result(jobs[index]);
    CHECK_IS(sv_result_status(result), SV_ERR_STOPPED);
    CHECK(sv_result_message(result)[0] != 0);
    CHECK_HAS(sv_result_message(result), sv_result_remedy(result));
    const char *charge = strstr(sv_result_json(result, NULL), "\"charge_state\":");
    CHECK(charge != NULL && sv_result_charge(result) != NULL);
    CHECK_HAS(charge, sv_result_charge(result));
    CHECK_HAS(sv_result_json(result, NULL), "\"error\":\"stopped\"");
    CHECK_IS(sv_cancel(jobs[index]), SV_OK);
  }
  CHECK_TEXT(sv_result_generation_id(sv_job_result(jobs[0])), known);
  CHECK_TEXT(sv_job_generation_id(jobs[2]), known);
  CHECK_HAS(sv_result_json(sv_job_result(jobs[0]), NULL), "\"charge_state\":\"accepted\"");
  CHECK_HAS(sv_result_json(sv_job_result(jobs[1]), NULL), "\"charge_state\":\"not_sent\"");
  CHECK(access("x.png", F_OK) != 0);
  for (int index = 0; index < 6; index++) sv_job_free(jobs[index]);
}

static void free_one(int which, sv_client *client, sv_job *done, sv_job *open, sv_result *result) {
  switch (which) {
    case 0: sv_client_free(client); break;
    case 1: sv_job_free(done); break;
    case 2: sv_job_free(open); break;
    default: sv_result_free(result);
  }
}

/* What is not freed yet still answers; what is freed does not. */
static void look(int freed, sv_client *client, sv_job *done, sv_job *open, sv_result *result) {
  CHECK((sv_client_message(client) == NULL) == ((freed & 1) != 0));
  CHECK_IS(sv_result_status(sv_job_result(done)), freed & 2 ? SV_ERR_HANDLE : SV_OK);
  int32_t stopped = freed & 4 || !(freed & 1) ? SV_ERR_HANDLE : SV_ERR_STOPPED;
  CHECK_IS(sv_result_status(sv_job_result(open)), stopped);
  CHECK_IS(sv_result_status(result), freed & 8 ? SV_ERR_HANDLE : SV_OK);
}

static void check_order(const int order[4]) {
  sv_client *client = client_of("ENDLESS");
  sv_job *done = NULL, *open = NULL;
  sv_result *result = NULL;
  CHECK_IS(sv_start_credits(&done, client, 1), SV_OK);
  CHECK_IS(poll_until_end(client, done), 1);
  CHECK_IS(sv_credits(&result, client), SV_OK);
  CHECK_IS(sv_start(&open, client, MODEL, FOX, NULL, 2), SV_OK);
  int freed = 0;
  for (int step = 0; step < 4; step++) {
    free_one(order[step], client, done, open, result);
    freed |= 1 << order[step];
    look(freed, client, done, open, result);
    free_one(order[step], client, done, open, result);
  }
}

static void check_every_order(void) {
  for (int code = 0; code < 256; code++) {
    int order[4] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6};
    int seen = 1 << order[0] | 1 << order[1] | 1 << order[2] | 1 << order[3];
    if (seen == 15) check_order(order);
  }
}

/* A client needs three descriptors; with fewer there is none, and nothing is left behind. */
static void check_no_descriptors(void) {
  struct rlimit before, none;
  CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
  int spare = dup(STDOUT_FILENO);
  CHECK(spare >= 0 && close(spare) == 0);
  for (rlim_t room = 0; room < 3; room++) {
    sv_client *client = (sv_client *)(uintptr_t)1;
    none = before;
    none.rlim_cur = (rlim_t)spare + room;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    errno = 0;
    CHECK_IS(sv_client_create(&client), SV_ERR_SYSTEM);
    CHECK_IS(errno, EMFILE);
    CHECK(client == NULL);
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
  }
  int again = dup(STDOUT_FILENO);
  CHECK_IS(again, spare);
  close(again);
}

int main(void) {
  begin();
  check_no_descriptors();
  check_job_freed_before_its_end();
  check_events_end_with_their_job();
  check_events_end_with_their_call();
  check_borrowed_result();
  check_client_freed_with_jobs();
  check_every_order();
  return finish();
}
