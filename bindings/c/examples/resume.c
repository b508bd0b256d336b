/* A generation that outlives its program: the id is written down as soon as it is known, and followed again
 * by it. Introduces: sv_cancel, sv_event_job, sv_wait, sv_result_generation_id. Without an argument it
 * generates, stops following once the id is known, and then resumes; with an id it resumes that one. */
#include <skillsvideo.h>
#include <stdio.h>

static char kept_id[256];

static void keep_id(const sv_event *event, void *context) {
  (void)context;
  if (sv_event_kind(event) != SV_EVENT_ACCEPTED) return;
  snprintf(kept_id, sizeof kept_id, "%s", sv_event_generation_id(event));
  /* Stops following only: the generation goes on, and stays paid. */
  sv_cancel(sv_event_job(event));
}

int main(int argc, char **argv) {
  sv_client *client = NULL;
  sv_result *result = NULL;
  if (sv_client_create(&client) != SV_OK) return 1;
  if (argc > 1) {
    snprintf(kept_id, sizeof kept_id, "%s", argv[1]);
  } else {
    int32_t status = sv_generate(&result, client, "google/nano-banana-pro", "{\"prompt\":\"a red fox\"}",
                                 NULL, keep_id, NULL);
    fprintf(stderr, "%s\n", result ? sv_result_message(result) : sv_client_message(client));
    if (status != SV_ERR_STOPPED || kept_id[0] == 0) return 1;
    sv_result_free(result);
  }
  int32_t status = sv_wait(&result, client, kept_id, NULL, NULL, NULL);
  if (status == SV_OK) {
    printf("%s %s\n", sv_result_generation_id(result), sv_result_output_url(result, 0));
  } else {
    fprintf(stderr, "%s\n", result ? sv_result_message(result) : sv_client_message(client));
  }
  sv_result_free(result);
  sv_client_free(client);
  return status == SV_OK ? 0 : 1;
}
