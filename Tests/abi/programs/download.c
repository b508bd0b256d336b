/* sv_download: a file arrives whole or not at all, replaces nothing unasked, and leaves nothing else
 * behind. */
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "harness.h"

/* Speech, because the simulator takes seconds to draw a picture in a debug build. */
#define SPEECH "qwen/qwen-3-tts/text-to-speech/1.7b"
#define OVERWRITE "{\"overwrite\":true}"

static int files_here(const char *folder) {
  DIR *directory = opendir(folder);
  int count = 0;
  if (directory == NULL) return -1;
  while (readdir(directory) != NULL) count++;
  closedir(directory);
  return count - 2;
}

static long size_of(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 ? (long)about.st_size : -1;
}

static void put(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  if (!CHECK(file != NULL)) return;
  fputs(text, file);
  fclose(file);
}

struct seen {
  int bytes, ends, accepted;
  char last[160];
};

static void on_event(const sv_event *event, void *context) {
  struct seen *seen = context;
  int kind = sv_event_kind(event);
  CHECK(sv_event_generation_id(event) == NULL);
  if (kind == SV_EVENT_BYTES) {
    seen->bytes++;
    snprintf(seen->last, sizeof seen->last, "%s", sv_event_json(event, NULL));
  }
  if (kind == SV_EVENT_END) seen->ends++;
}

/* The URL of an output of a fresh generation. */
static char *output(sv_client *client) {
  static char url[512];
  sv_result *result = NULL;
  CHECK_IS(sv_generate(&result, client, SPEECH, "{\"text\":\"a red fox\"}", NULL, NULL, NULL), SV_OK);
  snprintf(url, sizeof url, "%s", sv_result_output_url(result, 0));
  sv_result_free(result);
  return url;
}

static void check_whole(sv_client *client, const char *url) {
  sv_result *result = NULL;
  struct seen seen = {0};
  CHECK_IS(sv_download(&result, client, url, "whole.wav", NULL, on_event, &seen), SV_OK);
  CHECK(seen.bytes >= 1 && seen.ends == 1);
  char size[64];
  snprintf(size, sizeof size, "\"size\":%ld", size_of("whole.wav"));
  CHECK(size_of("whole.wav") > 1000);
  CHECK_HAS(sv_result_json(result, NULL), size);
  CHECK_HAS(sv_result_json(result, NULL), "\"event\":\"downloaded\"");
  CHECK_HAS(sv_result_json(result, NULL), "\"path\":\"whole.wav\"");
  CHECK_HAS(seen.last, "\"done\":");
  CHECK_TEXT(sv_result_message(result), "");
  CHECK_IS(files_here("."), 1);
  sv_result_free(result);
}

static void check_existing(sv_client *client, const char *url) {
  sv_result *result = NULL;
  put("kept.wav", "mine");
  CHECK_IS(sv_download(&result, client, url, "kept.wav", NULL, NULL, NULL), SV_ERR_FILE);
  CHECK_IS(size_of("kept.wav"), 4);
  CHECK_HAS(sv_result_message(result), "kept.wav exists");
  sv_result_free(result);
  CHECK_IS(sv_download(&result, client, url, "kept.wav", "{\"overwrite\":0}", NULL, NULL), SV_ERR_FILE);
  CHECK_IS(size_of("kept.wav"), 4);
  sv_result_free(result);
  CHECK_IS(sv_download(&result, client, url, "kept.wav", OVERWRITE, NULL, NULL), SV_OK);
  CHECK_IS(size_of("kept.wav"), size_of("whole.wav"));
  sv_result_free(result);
  CHECK_IS(files_here("."), 2);
}

static void check_no_place(sv_client *client, const char *url) {
  static const char *const paths[] = {
      "missing/x.wav", "whole.wav/x.wav", "/proc/version/x.wav"};
  for (size_t index = 0; index < sizeof paths / sizeof *paths; index++) {
    sv_result *result = NULL;
    CHECK_IS(sv_download(&result, client, url, paths[index], NULL, NULL, NULL), SV_ERR_FILE);
    CHECK_HAS(sv_result_message(result), paths[index]);
    sv_result_free(result);
  }
  sv_result *result = NULL;
  CHECK(sv_download(&result, client, url, ".", OVERWRITE, NULL, NULL) < 0);
  sv_result_free(result);
  CHECK_IS(files_here("."), 2);
}

static void check_refused(sv_client *client) {
  static const char *const urls[] = {
      "http://example.com/x.wav", "http://127.0.0.1.example.com/x.wav", "ftp://127.0.0.1/x.wav",
      "file:///etc/passwd", "127.0.0.1/x.wav", "", "not a url", "http://10.0.0.1/x.wav"};
  sv_result *result = NULL;
  for (size_t index = 0; index < sizeof urls / sizeof *urls; index++) {
    CHECK_IS(sv_download(&result, client, urls[index], "x.wav", NULL, NULL, NULL), SV_ERR_ARGUMENT);
    CHECK(result == NULL && sv_client_message(client)[0] != 0);
  }
  CHECK_IS(sv_download(&result, client, NULL, "x.wav", NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_download(&result, client, "https://127.0.0.1/x.wav", NULL, NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_download(&result, client, "https://127.0.0.1/x.wav", "", NULL, NULL, NULL), SV_ERR_ARGUMENT);
  /* With base_url in the world, even loopback is not fetched without TLS. */
  CHECK_IS(sv_client_set(client, "base_url", "https://open.skills.video/api/v1"), SV_OK);
  CHECK_IS(sv_download(&result, client, "http://127.0.0.1:9/x.wav", "x.wav", NULL, NULL, NULL),
           SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_set(client, "base_url", platform("PLAIN")), SV_OK);
  CHECK_IS(files_here("."), 2);
}

/* What breaks off, is refused or is too long leaves no file, and what was there before stays. */
static void check_fault(const char *name, int32_t status, const char *options) {
  sv_client *client = client_of(name);
  sv_result *result = NULL;
  char *url = output(client);
  CHECK_IS(sv_download(&result, client, url, "broken.wav", options, NULL, NULL), status);
  CHECK_IS(size_of("broken.wav"), -1);
  CHECK(sv_result_message(result)[0] != 0);
  /* A program must not take it for advice to generate again. */
  CHECK_IS(sv_result_retry_after_ms(result), -1);
  CHECK_HAS(sv_result_json(result, NULL), "\"retryable\":false,\"charge_state\":\"accepted\"");
  sv_result_free(result);
  put("before.wav", "mine");
  CHECK_IS(sv_download(&result, client, url, "before.wav", options, NULL, NULL), status);
  CHECK_IS(size_of("before.wav"), 4);
  sv_result_free(result);
  CHECK(remove("before.wav") == 0);
  CHECK_IS(files_here("."), 2);
  sv_client_free(client);
}

/* The system takes no more bytes, as on a full disk. */
static void check_no_room(sv_client *client, const char *url) {
  struct rlimit before, small = {100, 100};
  sv_result *result = NULL;
  CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
  small.rlim_max = before.rlim_max;
  signal(SIGXFSZ, SIG_IGN);
  CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
  CHECK_IS(sv_download(&result, client, url, "large.png", NULL, NULL, NULL), SV_ERR_FILE);
  CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK_HAS(sv_result_message(result), "large.png");
  CHECK_IS(files_here("."), 2);
  sv_result_free(result);
}

static void check_freed_halfway(sv_client *client, const char *url) {
  sv_job *job = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_start_download(&job, client, url, "half.wav", NULL, 3), SV_OK);
  CHECK_IS(sv_poll(&event, client, -1), 1);
  CHECK_IS(files_here("."), 3);
  sv_job_free(job);
  CHECK_IS(files_here("."), 2);
}

/* platform CUT: --latency-ms 20 --fault output-cut=0
 * platform GONE: --latency-ms 20 --fault output-status=404 */
int main(void) {
  begin();
  sv_client *client = client_of("PLAIN");
  char url[512];
  snprintf(url, sizeof url, "%s", output(client));
  check_whole(client, url);
  check_existing(client, url);
  check_no_place(client, url);
  check_refused(client);
  check_fault("CUT", SV_ERR_TRANSPORT, "{\"overwrite\":true,\"download_tries_max\":1}");
  /* Tests/abi/files waits as long as a new file may take to appear. */
  check_fault("GONE", SV_ERR_NOT_FOUND, "{\"overwrite\":1,\"total_timeout_ms\":500}");
  check_fault("PLAIN", SV_ERR_PROTOCOL, "{\"overwrite\":1,\"download_bytes_max\":1000}");
  check_no_room(client, url);
  check_freed_halfway(client, url);
  char *log = platform_log("PLAIN");
  CHECK_HAS(log, "\"key_leaks\":[]");
  free(log);
  sv_client_free(client);
  return finish();
}
