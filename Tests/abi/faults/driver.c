/* Makes one generation against a base URL that carries faults, and prints its records.
 *
 *   driver PLAIN_BASE_URL FAULTY_BASE_URL cold|warm|attach ENDPOINT [OPTION=VALUE ...]
 *
 * warm queries the credits first, on the same client, so that the connection and all of the client's state
 * are in use. attach follows the id that is given in place of the endpoint. An address in its place is
 * downloaded to the file `file` of the working directory. payload=JSON replaces the payload. Standard output:
 * one record a line, and "= STATUS_NAME"; if the call was refused before its start, also "! MESSAGE". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skillsvideo.h"

static int ends;

static void die(const char *what, const sv_client *client) {
  fprintf(stderr, "%s: %s\n", what, client == NULL ? "" : sv_client_message(client));
  exit(2);
}

static void set(sv_client *client, const char *name, const char *value) {
  if (sv_client_set(client, name, value) != SV_OK) die(name, client);
}

static void print_event(const sv_event *event, void *context) {
  const char *record = sv_event_json(event, NULL);
  (void)context;
  if (sv_event_kind(event) == SV_EVENT_END) ends++;
  puts(record == NULL ? "null" : record);
  /* The test steers the platform by what it reads here. */
  fflush(stdout);
}

static void warm(sv_client *client) {
  sv_result *result = NULL;
  if (sv_credits(&result, client) != SV_OK) die("credits", client);
  sv_result_free(result);
}

static int is_address(const char *word) {
  return strncmp(word, "http", 4) == 0 || strncmp(word, "data:", 5) == 0;
}

static int refused(int32_t status, sv_client *client) {
  printf("= %s\n! %s\n", sv_status_name(status), sv_client_message(client));
  sv_client_free(client);
  return ends == 0 ? 0 : 3;
}

int main(int count, char **words) {
  const char *payload = "{\"prompt\":\"a red kite\"}";
  sv_client *client = NULL;
  sv_result *result = NULL;
  int32_t status;
  if (count < 5) die("usage: driver PLAIN FAULTY cold|warm|attach ENDPOINT [OPTION=VALUE ...]", NULL);
  if (sv_client_create(&client) != SV_OK) die("no client", NULL);
  set(client, "base_url", words[1]);
  /* The options are those of the call that follows, not of the one that warms the client. */
  if (strcmp(words[3], "warm") == 0) warm(client);
  for (int index = 5; index < count; index++) {
    char *value = strchr(words[index], '=');
    if (value == NULL) die(words[index], NULL);
    *value = '\0';
    if (strcmp(words[index], "payload") == 0) {
      payload = value + 1;
    } else {
      set(client, words[index], value + 1);
    }
  }
  set(client, "base_url", words[2]);
  if (strcmp(words[3], "attach") == 0) {
    status = sv_wait(&result, client, words[4], NULL, print_event, NULL);
  } else if (is_address(words[4])) {
    status = sv_download(&result, client, words[4], "file", NULL, print_event, NULL);
  } else {
    status = sv_generate(&result, client, words[4], payload, NULL, print_event, NULL);
  }
  if (result == NULL) return refused(status, client);
  printf("= %s\n", sv_status_name(status));
  if (ends != 1) fprintf(stderr, "%d ends\n", ends);
  if (status != sv_result_status(result)) fputs("the result has another status\n", stderr);
  sv_result_free(result);
  sv_client_free(client);
  return ends == 1 ? 0 : 3;
}
