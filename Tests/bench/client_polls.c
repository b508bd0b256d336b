/* One generation on the polling path: client_polls URL POLLS WAIT_MS. */
#include "client.h"

static void on_event(const sv_event *event, void *context) {
  (void)context;
  count_event(event, SV_EVENT_POLL);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  sv_client *client = make_client(argv[1]);
  sv_client_set(client, "poll_interval_ms", argv[3]);
  sv_client_set(client, "poll_interval_max_ms", argv[3]);
  sv_result *result = NULL;
  int32_t status = sv_generate(&result, client, "/generation/bench/polls", "{}", NULL, on_event, NULL);
  if (status != SV_OK) fprintf(stderr, "%s %s\n", sv_client_message(client), sv_result_message(result));
  report(events, found, 0, NULL);
  sv_result_free(result);
  sv_client_free(client);
  return finished(status);
}
