/* Many streams at once through sv_start and sv_poll, or one for the delay: client_many URL STREAMS EVENTS. */
#include "client.h"

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  raise_descriptor_limit();
  size_t count = strtoul(argv[2], NULL, 10), each = strtoul(argv[3], NULL, 10);
  delays all = {.capacity = count * each};
  all.microseconds = calloc(all.capacity, sizeof *all.microseconds);
  memset(all.microseconds, 1, all.capacity * sizeof *all.microseconds);
  measured = &all;
  sv_client *client = make_client(argv[1]);
  long before = peak_kib();
  for (size_t index = 0; index < count; index++) {
    sv_job *job = NULL;
    if (sv_start(&job, client, "bench/stream", "{}", NULL, index + 1) != SV_OK) return 1;
  }
  const sv_event *event = NULL;
  int32_t status = SV_OK;
  for (size_t ended = 0; ended < count;) {
    if (sv_poll(&event, client, -1) != 1) continue;
    count_event(event, SV_EVENT_MESSAGE);
    if (sv_event_kind(event) != SV_EVENT_END) continue;
    sv_job *job = sv_event_job(event);
    const sv_result *result = sv_job_result(job);
    if (sv_result_status(result) != SV_OK) status = sv_result_status(result);
    sv_job_free(job);
    ended++;
  }
  report(events, found, before, &all);
  sv_client_free(client);
  return finished(status);
}
