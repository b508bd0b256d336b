/* Handling errors. Every message says what happened, what it means for the user's money, and what to do; the
 * functions below return the parts that a program needs. Introduces: sv_status_name, sv_result_category,
 * sv_result_http_status, sv_result_retry_after_ms, sv_client_set, sv_classify_error. An argument replaces
 * SKILLS_VIDEO_BASE_URL. */
#include <skillsvideo.h>
#include <stdio.h>
#include <string.h>

static void explain(const sv_result *result) {
  int64_t again = sv_result_retry_after_ms(result);
  printf("%s", sv_status_name(sv_result_category(result)));
  if (sv_result_http_status(result)) printf(" (HTTP %d)", sv_result_http_status(result));
  /* 0 or more only if nothing was bought: a program may make the same call again after this time. */
  if (again >= 0) printf(", may work again in %lld ms", (long long)again);
  printf("\n  %s\n", sv_result_message(result));
  /* With an id the generation can be followed again, at no cost. */
  if (sv_result_generation_id(result))
    printf("  follow it with: skillsvideo wait %s\n", sv_result_generation_id(result));
}

int main(int argc, char **argv) {
  static const char answer[] = "{\"code\":\"INSUFFICIENT_CREDITS\",\"message\":\"no credits left\"}";
  sv_client *client = NULL;
  sv_result *result = NULL;
  if (sv_client_create(&client) != SV_OK) return perror("sv_client_create"), 1;

  /* Explains an answer that another program received. Sends nothing. */
  if (sv_classify_error(&result, 402, answer, strlen(answer)) == SV_OK) explain(result);
  sv_result_free(result);

  /* An option with a bad value stays unchanged, and the client's message says why. */
  if (sv_client_set(client, "connect_timeout_ms", "soon") != SV_OK)
    printf("refused\n  %s\n", sv_client_message(client));

  if (argc > 1 && sv_client_set(client, "base_url", argv[1]) != SV_OK)
    printf("refused\n  %s\n", sv_client_message(client));
  int32_t status = sv_generate(&result, client, "google/nano-banana-pro", "{\"prompt\":\"a red fox\"}", NULL,
                               NULL, NULL);
  if (status == SV_OK) {
    /* NULL after a success without outputs, which the message explains. */
    const char *url = sv_result_output_url(result, 0);
    puts(url ? url : sv_result_message(result));
  } else if (result) {
    explain(result);
  } else {
    /* No result: nothing was sent, because an argument is bad or the key is missing. */
    printf("%s\n  %s\n", sv_status_name(status), sv_client_message(client));
  }
  sv_result_free(result);
  sv_client_free(client);
  return status == SV_OK ? 0 : 1;
}
