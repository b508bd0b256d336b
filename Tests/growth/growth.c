/* Runs sv_inspect and sv_validate on the files that standard input lists, one call a line:
 *   inspect DOCUMENT QUERY NAVIGATION
 *   validate DOCUMENT ENDPOINT PAYLOAD
 * NAVIGATION is "-" for none. The argument says how often each call is made. Prints for each line the least
 * processor time in seconds, the status and the length of the answer; if it is 0, the answer. */
#include <skillsvideo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The text of a file, which ends with a zero byte. */
static char *read_all(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) exit(2);
  *length = (size_t)ftell(file);
  rewind(file);
  char *text = calloc(*length + 1, 1);
  if (text == NULL || fread(text, 1, *length, file) != *length) exit(2);
  fclose(file);
  return text;
}

static void measure(const char *kind, char *paths[3], int rounds) {
  size_t length, query_length, other_length = 0;
  char *document = read_all(paths[0], &length), *other = NULL;
  char *query = read_all(paths[1], &query_length);
  if (strcmp(paths[2], "-") != 0) other = read_all(paths[2], &other_length);
  double best = 1e9;
  int32_t status = 0;
  size_t answer_length = 0;
  for (int round = 0; round < (rounds > 0 ? rounds : 1); round++) {
    sv_result *result = NULL;
    double start = cpu_seconds();
    if (strcmp(kind, "inspect") == 0) {
      status = sv_inspect(&result, document, length, other, other_length, query);
    } else {
      status = sv_validate(&result, document, length, query, other);
    }
    double took = cpu_seconds() - start;
    if (took < best) best = took;
    answer_length = strlen(sv_result_json(result, NULL));
    if (rounds == 0) puts(sv_result_json(result, NULL));
    sv_result_free(result);
  }
  if (rounds > 0) printf("%.9f %d %zu\n", best, (int)status, answer_length);
  fflush(stdout);
  free(document);
  free(query);
  free(other);
}

int main(int count, char **arguments) {
  static char words[4][4096];
  if (count != 2) return 2;
  while (scanf("%4095s %4095s %4095s %4095s", words[0], words[1], words[2], words[3]) == 4) {
    char *paths[3] = {words[1], words[2], words[3]};
    measure(words[0], paths, atoi(arguments[1]));
  }
  return 0;
}
