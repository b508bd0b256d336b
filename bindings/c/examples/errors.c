/* What went wrong, whether it cost something, and what to do: every failure says it in its message, and in
 * parts for programs. Introduces: sv_status_name, sv_result_category, sv_result_http_status,
 * sv_result_retry_after_ms, sv_client_set, sv_classify_error. An argument is a base URL in the place of
 * SKILLS_VIDEO_BASE_URL. */
#include <skillsvideo.h>
#include <stdio.h>
#include <string.h>

static void explain(const sv_result *result) {
  int64_t again = sv_result_retry_after_ms(result);
  printf("%s", sv_status_name(sv_result_category(result)));
  if (sv_result_http_status(result)) printf(" (HTTP %d)", sv_result_http_status(result));
  /* Only where nothing was bought: a program may make the same call again after this time. */
  if (again >= 0) printf(", may work again in %lld ms", (long long)again);
  printf("\n  %s\n", sv_result_message(result));
  /* Paid or not, an id that is known is the way back. */
  if (sv_result_generation_id(result))
    printf("  follow it with: skillsvideo wait %s\n", sv_result_generation_id(result));
}

int main(int argc, char **argv) {
  static const char answer[] = "{\"code\":\"INSUFFICIENT_CREDITS\",\"message\":\"no credits left\"}";
  sv_client *client = NULL;
  sv_result *result = NULL;
  if (sv_client_create(&client) != SV_OK) return 1;

  /* An answer that another program has got, explained without a request. */
  if (sv_classify_error(&result, 402, answer, strlen(answer)) == SV_OK) explain(result);
  sv_result_free(result);

  /* A value that cannot be used changes nothing; the client says why. */
  if (sv_client_set(client, "connect_timeout_ms", "soon") != SV_OK)
    printf("refused\n  %s\n", sv_client_message(client));

  if (argc > 1 && sv_client_set(client, "base_url", argv[1]) != SV_OK)
    printf("refused\n  %s\n", sv_client_message(client));
  int32_t status = sv_generate(&result, client, "google/nano-banana-pro", "{\"prompt\":\"a red fox\"}", NULL,
                               NULL, NULL);
  if (status == SV_OK) {
    puts(sv_result_output_url(result, 0));
  } else if (result) {
    explain(result);
  } else {
    /* Nothing was sent, so there is no result: a bad argument, or no key. */
    printf("%s\n  %s\n", sv_status_name(status), sv_client_message(client));
  }
  sv_result_free(result);
  sv_client_free(client);
  return status == SV_OK ? 0 : 1;
}
