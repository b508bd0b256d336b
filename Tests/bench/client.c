/* One stream through sv_generate with a callback that reads the status of each event. */
#include "client.h"

static void on_event(const sv_event *event, void *context) {
  (void)context;
  count_event(event, SV_EVENT_MESSAGE);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  sv_client *client = make_client(argv[1]);
  sv_result *result = NULL;
  int32_t status = sv_generate(&result, client, "bench/stream", "{}", NULL, on_event, NULL);
  if (status != SV_OK) fprintf(stderr, "%s %s\n", sv_client_message(client), sv_result_message(result));
  report(events, found, 0, NULL);
  sv_result_free(result);
  sv_client_free(client);
  return finished(status);
}
