/* Runs one operation of the shipped library and prints each record on a line, then how the call ended.
 *
 *   driver [SETTING ...] -- generate ENDPOINT PAYLOAD | wait ID | download URL PATH | credits | options
 *
 * A SETTING is OPTION=VALUE for sv_client_set, env:NAME=VALUE for an environment variable that changes after
 * the client was created, or cancel:KIND for a cancel at the first event of that number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skillsvideo.h"

static int cancel_kind;

static void on_event(const sv_event *event, void *context) {
  (void)context;
  puts(sv_event_json(event, NULL));
  fflush(stdout);
  if (sv_event_kind(event) == cancel_kind) sv_cancel(sv_event_job(event));
}

static int refused(const char *what, const sv_client *client) {
  fprintf(stderr, "%s: %s\n", what, sv_client_message(client));
  return 2;
}

/* 0, or what the program is to exit with. */
static int apply(sv_client *client, char *setting) {
  char *value = strchr(setting, '=');
  if (strncmp(setting, "cancel:", 7) == 0) {
    cancel_kind = atoi(setting + 7);
    return 0;
  }
  if (value == NULL) return 2;
  *value++ = '\0';
  if (strncmp(setting, "env:", 4) == 0) return setenv(setting + 4, value, 1) == 0 ? 0 : 2;
  return sv_client_set(client, setting, value) == SV_OK ? 0 : refused(setting, client);
}

static int list_options(void) {
  for (uint32_t index = 0; sv_option_name(index) != NULL; index++) puts(sv_option_name(index));
  return 0;
}

static int run(sv_client *client, int count, char **words) {
  sv_result *result = NULL;
  int32_t status;
  if (count == 3 && strcmp(words[0], "generate") == 0) {
    status = sv_generate(&result, client, words[1], words[2], NULL, on_event, NULL);
  } else if (count == 2 && strcmp(words[0], "wait") == 0) {
    status = sv_wait(&result, client, words[1], NULL, on_event, NULL);
  } else if (count == 3 && strcmp(words[0], "download") == 0) {
    status = sv_download(&result, client, words[1], words[2], NULL, on_event, NULL);
  } else if (count == 1 && strcmp(words[0], "credits") == 0) {
    status = sv_credits(&result, client);
    if (result != NULL) puts(sv_result_json(result, NULL));
  } else {
    return 2;
  }
  if (result == NULL) return refused(words[0], client);
  printf("{\"event\":\"returned\",\"status\":%d}\n", (int)status);
  sv_result_free(result);
  return 0;
}

int main(int count, char **words) {
  sv_client *client = NULL;
  int first = 1;
  int end = 0;
  if (sv_client_create(&client) != SV_OK) return 2;
  while (end == 0 && first < count && strcmp(words[first], "--") != 0) end = apply(client, words[first++]);
  first++;
  if (end == 0 && first < count) {
    end = strcmp(words[first], "options") == 0 ? list_options() : run(client, count - first, words + first);
  }
  sv_client_free(client);
  return end;
}
