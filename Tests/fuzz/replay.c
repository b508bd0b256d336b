/* Runs a fuzz target once for each file named, as libFuzzer does, but without a sanitizer or a fuzzer at
 * hand. */
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count);

static void run(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) exit(2);
  long size = ftell(file);
  rewind(file);
  unsigned char *bytes = malloc(size > 0 ? (size_t)size : 1);
  if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) exit(2);
  fclose(file);
  /* The last line printed is the file that ended the program. */
  printf("%s\n", path);
  fflush(stdout);
  LLVMFuzzerTestOneInput(bytes, (size_t)size);
  free(bytes);
}

int main(int count, char **paths) {
  for (int index = 1; index < count; index++) run(paths[index]);
  return 0;
}
