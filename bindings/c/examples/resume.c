/* Follows a generation again by its id, as a program does after a restart. Without an argument it generates,
 * stores the id as soon as it is known, stops following, and then resumes. With an id as argument it resumes
 * that generation. Introduces: sv_cancel, sv_event_job, sv_wait, sv_result_generation_id. */
#include <skillsvideo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An id may have up to 64 KiB, so it is copied whole. A service has a database here. */
static char *kept_id;

static void keep_id(const sv_event *event, void *context) {
  (void)context;
  if (sv_event_kind(event) != SV_EVENT_ACCEPTED) return;
  kept_id = strdup(sv_event_generation_id(event));
  fprintf(stderr, "id: %s\n", sv_event_generation_id(event));
  /* Stops following. The generation goes on, and stays paid. */
  sv_cancel(sv_event_job(event));
}

int main(int argc, char **argv) {
  sv_client *client = NULL;
  sv_result *result = NULL;
  if (sv_client_create(&client) != SV_OK) return perror("sv_client_create"), 1;
  if (argc > 1) {
    kept_id = strdup(argv[1]);
  } else {
    int32_t status = sv_generate(&result, client, "google/nano-banana-pro", "{\"prompt\":\"a red fox\"}",
                                 NULL, keep_id, NULL);
    fprintf(stderr, "%s\n", result ? sv_result_message(result) : sv_client_message(client));
    if (status != SV_ERR_STOPPED || !kept_id) return 1;
    sv_result_free(result);
  }
  int32_t status = sv_wait(&result, client, kept_id, NULL, NULL, NULL);
  if (status == SV_OK) {
    const char *url = sv_result_output_url(result, 0);
    printf("%s %s\n", sv_result_generation_id(result), url ? url : sv_result_message(result));
  } else {
    fprintf(stderr, "%s\n", result ? sv_result_message(result) : sv_client_message(client));
  }
  free(kept_id);
  sv_result_free(result);
  sv_client_free(client);
  return status == SV_OK ? 0 : 1;
}
