/* Many jobs at once in one thread, each with a fault drawn by a seed: every job ends exactly once, and
 * afterwards as many descriptors are open and as much memory is in use as before.
 *
 *   thousand BASE_URL SEED JOBS */
#include <dirent.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "skillsvideo.h"

/* What an allocator and the TLS library may keep for later, whatever the number of jobs. */
#define TOLERATED_BYTES 65536

static const char *const faults[] = {
    "",
    "latency-ms=1000",
    "events=50,latency-ms=500",
    "close",
    "reset",
    "reset-headers",
    "stall",
    "end-after=0",
    "end-after=1",
    "cut-after=2",
    "reset-after=1",
    "stall-after=1",
    "cut-inside=1",
    "reset-inside=2",
    "truncated-chunk=1",
    "garbage-chunk=1",
    "endless-line=1",
    "error-event=1",
    "event-bytes=70000",
    "bad-utf8",
    "other-id",
    "failed",
    "canceled",
    "late=FAILED",
    "captive",
    "redirect-away=307",
    "content-type=text",
    "json=202",
    "status=400",
    "status=402",
    "status=404",
    "status=503*1,retry-after-ms=50",
    "status=502,error-body=html",
    "end-after=1,poll-fail=1",
    "cut-after=1,poll-close",
    "cut-after=1,poll-reset,poll-fail=1",
    "cut-after=1,poll-stall,poll-fail=1",
    "end-after=1,poll-captive,poll-fail=1",
};

static uint64_t state;

/* SplitMix64: the same seed gives the same faults everywhere. */
static uint64_t draw(void) {
  uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static void die(const char *what, const sv_client *client) {
  printf("%s: %s\n", what, client == NULL ? "" : sv_client_message(client));
  exit(2);
}

static void set(sv_client *client, const char *name, const char *value) {
  if (sv_client_set(client, name, value) != SV_OK) die(name, client);
}

static void raise_limit(rlim_t needed) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) die("getrlimit", NULL);
  if (limit.rlim_cur >= needed) return;
  limit.rlim_cur = needed;
  if (limit.rlim_max < needed) limit.rlim_max = needed;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) die("the limit of open files cannot be raised", NULL);
}

static int open_descriptors(void) {
  DIR *folder = opendir("/proc/self/fd");
  int count = 0;
  if (folder == NULL) die("/proc/self/fd", NULL);
  while (readdir(folder) != NULL) count++;
  closedir(folder);
  return count;
}

/* The base URL carries the fault. Its end is "/api/v1", its start the address. */
static void start(sv_client *client, const char *base, sv_job **job, uint64_t tag) {
  const char *path = strstr(base, "/api/v1");
  const char *fault = faults[draw() % (sizeof faults / sizeof *faults)];
  char payload[64];
  char url[512];
  if (path == NULL) die("the base URL does not end in /api/v1", NULL);
  if (*fault == '\0') {
    set(client, "base_url", base);
  } else {
    snprintf(url, sizeof url, "%.*s/simulate/%s%s", (int)(path - base), base, fault, path);
    set(client, "base_url", url);
  }
  snprintf(payload, sizeof payload, "{\"prompt\":\"picture %d\"}", (int)tag);
  if (sv_start(job, client, "google/nano-banana-2", payload, NULL, tag) != SV_OK) die("sv_start", client);
}

static sv_client *make_client(void) {
  static const char *const options[][2] = {
      {"total_timeout_ms", "6000"}, {"silence_timeout_ms", "1000"}, {"poll_timeout_ms", "5000"},
      {"poll_interval_ms", "50"},    {"poll_failures_max", "3"},     {"event_bytes_max", "65536"},
  };
  sv_client *client = NULL;
  if (sv_client_create(&client) != SV_OK) die("no client", NULL);
  for (size_t index = 0; index < sizeof options / sizeof *options; index++) {
    set(client, options[index][0], options[index][1]);
  }
  return client;
}

/* Ends are counted by tag; an event after a job's end is a fault too. */
static int follow(sv_client *client, unsigned char *ends, int jobs) {
  int left = jobs;
  int broken = 0;
  while (left > 0) {
    const sv_event *event = NULL;
    int32_t got = sv_poll(&event, client, -1);
    uint64_t tag = sv_event_tag(event);
    if (got < 0) die("sv_poll", client);
    if (got == 0) continue;
    if (tag >= (uint64_t)jobs || ends[tag] > 0) {
      broken++;
    } else if (sv_event_kind(event) == SV_EVENT_END) {
      ends[tag]++;
      left--;
    }
  }
  return broken;
}

static int run(const char *base, int jobs) {
  sv_client *client = make_client();
  sv_job **handles = calloc((size_t)jobs, sizeof *handles);
  unsigned char *ends = calloc((size_t)jobs, 1);
  const sv_event *event = NULL;
  int broken;
  if (handles == NULL || ends == NULL) die("no memory", NULL);
  for (int index = 0; index < jobs; index++) start(client, base, &handles[index], (uint64_t)index);
  broken = follow(client, ends, jobs);
  if (sv_poll(&event, client, 0) != 0) broken++;
  for (int index = 0; index < jobs; index++) {
    if (sv_job_result(handles[index]) == NULL) broken++;
    sv_job_free(handles[index]);
  }
  sv_client_free(client);
  free(handles);
  free(ends);
  return broken;
}

int main(int count, char **words) {
  int jobs, broken, descriptors, left_open;
  size_t before, after, grown;
  if (count != 4) die("usage: thousand BASE_URL SEED JOBS", NULL);
  jobs = atoi(words[3]);
  state = strtoull(words[2], NULL, 10);
  raise_limit((rlim_t)jobs + 256);
  /* What is set up once, and the table of handles, which never shrinks, have their size before the counting
   * begins. */
  broken = run(words[1], jobs);
  descriptors = open_descriptors();
  before = mallinfo2().uordblks + mallinfo2().hblkhd;
  broken += run(words[1], jobs);
  after = mallinfo2().uordblks + mallinfo2().hblkhd;
  left_open = open_descriptors() - descriptors;
  grown = after > before ? after - before : 0;
  printf("%d jobs: %d promises broken, %d descriptors left, %zu bytes left\n", jobs, broken, left_open,
         grown);
  return broken != 0 || left_open != 0 || grown > TOLERATED_BYTES;
}
