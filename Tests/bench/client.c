/* The same stream through sv_generate with a callback that reads the status of each event. */
#include <skillsvideo.h>
#include <stdio.h>
#include <sys/resource.h>

/* `others` are events that a stream which is read from its first byte to its end does not bring. */
static unsigned long events, found, others;

static void on_event(const sv_event *event, void *context) {
  (void)context;
  int kind = sv_event_kind(event);
  others += kind != SV_EVENT_SUBMITTING && kind != SV_EVENT_OPEN && kind != SV_EVENT_ACCEPTED &&
  kind != SV_EVENT_MESSAGE &&
            kind != SV_EVENT_END;
  if (kind != SV_EVENT_MESSAGE) return;
  events++;
  const char *status = sv_event_status(event);
  if (status != NULL) found += (unsigned long)(status[0] == 'I' || status[0] == 'C');
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  sv_client *client = NULL;
  sv_result *result = NULL;
  if (sv_client_create(&client) != SV_OK) return 1;
  sv_client_set(client, "api_key", "sk-bench");
  sv_client_set(client, "base_url", argv[1]);
  sv_client_set(client, "event_bytes_max", "268435456");
  int32_t status = sv_generate(&result, client, "bench/stream", "{}", NULL, on_event, NULL);
  if (status != SV_OK) fprintf(stderr, "%s %s\n", sv_client_message(client), sv_result_message(result));
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%lu %lu %.6f %ld\n", events, found,
         (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
             (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
         usage.ru_maxrss);
  sv_result_free(result);
  sv_client_free(client);
  if (others > 0) fprintf(stderr, "the stream alone was to be measured, but %lu other events came\n", others);
  return status == SV_OK && others == 0 ? 0 : 1;
}
