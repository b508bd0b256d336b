/* CPU time of sv_inspect for one endpoint of a document: prints the median of some runs in seconds. */
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

static int ascending(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return difference < 0 ? -1 : difference > 0;
}

static char *read_all(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return NULL;
  *length = (size_t)ftell(file);
  rewind(file);
  char *text = malloc(*length + 1);
  if (text != NULL && fread(text, 1, *length, file) != *length) return NULL;
  fclose(file);
  return text;
}

int main(int count, char **arguments) {
  enum { ROUNDS_MAX = 1000 };
  static double times[ROUNDS_MAX];
  if (count != 4) return 2;
  size_t length = 0;
  char *text = read_all(arguments[1], &length);
  int rounds = atoi(arguments[3]);
  if (text == NULL || rounds < 1 || rounds > ROUNDS_MAX) return 2;
  for (int round = 0; round < rounds; round++) {
    sv_result *result = NULL;
    double start = cpu_seconds();
    int32_t status = sv_inspect(&result, text, length, NULL, 0, arguments[2]);
    times[round] = cpu_seconds() - start;
    if (status != SV_OK || strstr(sv_result_json(result, NULL), "\"fields\":[{") == NULL) return 1;
    sv_result_free(result);
  }
  qsort(times, (size_t)rounds, sizeof *times, ascending);
  printf("%.9f\n", times[rounds / 2]);
  free(text);
  return 0;
}
