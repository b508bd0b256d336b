/* Several generations at once on one thread. Each has a tag, and one loop receives the events of all.
 * Introduces: sv_start, sv_poll, sv_event_tag, sv_job_result, sv_job_free, sv_result_status. */
#include <skillsvideo.h>
#include <stdio.h>

enum { JOBS = 5 };

int main(void) {
  static const char *const animals[JOBS] = {"fox", "owl", "hare", "stag", "wolf"};
  sv_client *client = NULL;
  sv_job *jobs[JOBS] = {NULL};
  const sv_event *event = NULL;
  int running = 0, good = 0, got = 0;
  if (sv_client_create(&client) != SV_OK) return perror("sv_client_create"), 1;
  for (int i = 0; i < JOBS; i++) {
    char payload[64];
    snprintf(payload, sizeof payload, "{\"prompt\":\"a red %s\"}", animals[i]);
    if (sv_start(&jobs[i], client, "google/nano-banana-pro", payload, NULL, (uint64_t)i) == SV_OK) {
      running++;
    } else {
      fprintf(stderr, "%s: %s\n", animals[i], sv_client_message(client));
    }
  }
  while (running > 0 && (got = sv_poll(&event, client, -1)) >= 0) {
    if (got == 0 || sv_event_kind(event) != SV_EVENT_END) continue;
    uint64_t tag = sv_event_tag(event);
    const sv_result *result = sv_job_result(jobs[tag]);
    running--;
    if (sv_result_status(result) == SV_OK) {
      good++;
      const char *url = sv_result_output_url(result, 0);
      printf("%s %s\n", animals[tag], url ? url : sv_result_message(result));
    } else {
      fprintf(stderr, "%s: %s\n", animals[tag], sv_result_message(result));
    }
  }
  if (got < 0) fprintf(stderr, "%s\n", sv_client_message(client));
  for (int i = 0; i < JOBS; i++) sv_job_free(jobs[i]);
  sv_client_free(client);
  return good == JOBS ? 0 : 1;
}
