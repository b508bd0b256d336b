/* What the benchmarks' programs of the library share. */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H
#include <skillsvideo.h>

#include "usage.h"

/* `others` are events that work which goes as planned does not bring. */
static unsigned long events, found, others;
static delays *measured;

static void count_event(const sv_event *event, int counted) {
  int kind = sv_event_kind(event);
  others += kind != SV_EVENT_SUBMITTING && kind != SV_EVENT_OPEN && kind != SV_EVENT_ACCEPTED &&
            kind != SV_EVENT_END && kind != counted;
  if (kind != counted) return;
  events++;
  if (measured != NULL) {
    size_t length = 0;
    const char *data = sv_event_data(event, &length);
    if (data != NULL) note_delay(measured, data, length);
  }
  const char *status = sv_event_status(event);
  if (status != NULL) found += (unsigned long)(status[0] == 'I' || status[0] == 'C');
}

static sv_client *make_client(const char *url) {
  sv_client *client = NULL;
  if (sv_client_create(&client) != SV_OK) exit(1);
  sv_client_set(client, "api_key", "sk-bench");
  sv_client_set(client, "base_url", url);
  sv_client_set(client, "event_bytes_max", "268435456");
  return client;
}

/* The exit status: work that was not done as planned measures nothing. */
static int finished(int32_t status) {
  if (others > 0) fprintf(stderr, "%lu events came that the measurement does not plan\n", others);
  return status == SV_OK && others == 0 ? 0 : 1;
}

static int counted_kind;

static void on_event(const sv_event *event, void *context) {
  (void)context;
  count_event(event, counted_kind);
}

/* One generation through sv_generate with a callback that reads the status of each event of a kind. Frees the
 * client, reports, and returns the exit status. */
__attribute__((unused)) static int generate(sv_client *client, const char *endpoint, int kind) {
  sv_result *result = NULL;
  counted_kind = kind;
  int32_t status = sv_generate(&result, client, endpoint, "{}", NULL, on_event, NULL);
  if (status != SV_OK) fprintf(stderr, "%s %s\n", sv_client_message(client), sv_result_message(result));
  report(events, found, 0, NULL);
  sv_result_free(result);
  sv_client_free(client);
  return finished(status);
}
#endif
