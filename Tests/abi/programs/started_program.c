/* A program that the host starts inherits no connection and no file of the library, in the middle of whatever
 * it does. It inherits two sockets by which libcurl wakes itself: they carry nothing, and libcurl does not
 * name them. */
#include <dirent.h>
#include <fcntl.h>

#include "harness.h"

#define SPEECH "qwen/qwen-3-tts/text-to-speech/1.7b"

static int before[1024];

enum { OWN = 3, OF_LIBCURL = 2 };

/* How many descriptors were opened since `before`. All but libcurl's own are closed when a program is
 * started. */
static int count_new(int is_kept) {
  DIR *directory = opendir("/proc/self/fd");
  int count = 0, inherited = 0;
  if (!CHECK(directory != NULL)) return 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    int fd = atoi(entry->d_name), flags = fcntl(fd, F_GETFD);
    if (entry->d_name[0] == '.' || fd == dirfd(directory) || fd >= 1024) continue;
    if (is_kept) before[fd] = 1;
    if (before[fd]) continue;
    count++;
    inherited += !(flags & FD_CLOEXEC);
  }
  closedir(directory);
  CHECK(inherited <= OF_LIBCURL);
  return count;
}

int main(void) {
  begin();
  count_new(1);
  sv_client *client = client_of("PLAIN");
  /* The set, its timer and the doorbell. */
  int idle = count_new(0);
  CHECK(idle >= OWN && idle <= OWN + OF_LIBCURL);
  sv_job *job = NULL;
  sv_result *result = NULL;
  const sv_event *event = NULL;
  CHECK_IS(sv_start(&job, client, SPEECH, "{\"text\":\"a red fox\"}", NULL, 1), SV_OK);
  CHECK(poll_until_id(client, job) != NULL);
  CHECK(count_new(0) > idle);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_IS(sv_credits(&result, client), SV_OK);
  CHECK(count_new(0) > idle);
  sv_result_free(result);
  const char *url = sv_result_output_url(sv_job_result(job), 0);
  sv_job *download = NULL;
  CHECK_IS(sv_start_download(&download, client, url, "x.wav", NULL, 2), SV_OK);
  while (sv_job_result(download) == NULL && CHECK_IS(sv_poll(&event, client, -1), 1)) {
    CHECK(count_new(0) > idle);
  }
  CHECK_IS(sv_result_status(sv_job_result(download)), SV_OK);
  sv_job_free(download);
  sv_job_free(job);
  sv_client_free(client);
  CHECK_IS(count_new(0), 0);
  return finish();
}
