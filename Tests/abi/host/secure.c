/* secure BASE_URL: what a client takes from the environment. Prints as JSON lines whether the system treats
 * this program as set-uid, the request that would be sent first, and the end of a generation on BASE_URL. */
#include <stdio.h>
#include <sys/auxv.h>

#include "skillsvideo.h"

#define MODEL "google/nano-banana-pro"

int main(int count, char **words) {
  sv_client *client = NULL;
  sv_result *result = NULL;
  const char *payload = "{\"prompt\":\"x\"}", *options = "{\"create_tries_max\":1}";
  if (count != 2 || sv_client_create(&client) != SV_OK) return 2;
  printf("{\"secure\":%lu}\n", getauxval(AT_SECURE));
  if (sv_prepare(&result, client, MODEL, payload, NULL) == SV_OK) puts(sv_result_json(result, NULL));
  sv_result_free(result);
  if (sv_client_set(client, "base_url", words[1]) != SV_OK) return 2;
  if (sv_client_set(client, "api_key", "sk-of-the-program") != SV_OK) return 2;
  (void)sv_generate(&result, client, MODEL, payload, options, NULL, NULL);
  puts(sv_result_json(result, NULL));
  sv_result_free(result);
  sv_client_free(client);
  return 0;
}
