/* One generation, with a callback for each event.
 * Introduces: sv_client_create, sv_generate, sv_event_kind, sv_event_status, sv_event_generation_id,
 * sv_result_output_count, sv_result_output_url, sv_result_message, sv_result_free, sv_client_free. */
#include <skillsvideo.h>
#include <stdio.h>

static void on_event(const sv_event *event, void *context) {
  int *events = context;
  const char *status = sv_event_status(event);
  *events += 1;
  if (sv_event_kind(event) == SV_EVENT_ACCEPTED)
    fprintf(stderr, "accepted: %s\n", sv_event_generation_id(event));
  if (status) fprintf(stderr, "status: %s\n", status);
}

int main(int argc, char **argv) {
  sv_client *client = NULL;
  sv_result *result = NULL;
  const char *endpoint = argc > 1 ? argv[1] : "google/nano-banana-pro";
  const char *payload = argc > 2 ? argv[2] : "{\"prompt\":\"a red fox\"}";
  int events = 0;
  if (sv_client_create(&client) != SV_OK) return perror("sv_client_create"), 1;
  int32_t status = sv_generate(&result, client, endpoint, payload, NULL, on_event, &events);
  for (uint32_t i = 0; i < sv_result_output_count(result); i++) puts(sv_result_output_url(result, i));
  if (status != SV_OK || sv_result_output_count(result) == 0)
    fprintf(stderr, "%s\n", result ? sv_result_message(result) : sv_client_message(client));
  fprintf(stderr, "%d events\n", events);
  sv_result_free(result);
  sv_client_free(client);
  return status == SV_OK ? 0 : 1;
}
