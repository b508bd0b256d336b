/* Loads the library, generates once and unloads it, again and again, and says what stayed behind. */
#include <dirent.h>
#include <dlfcn.h>
#include <skillsvideo.h>
#include <stdio.h>
#include <stdlib.h>

typedef int32_t (*generate_fn)(sv_result **, sv_client *, const char *, const char *, const char *,
                               sv_event_fn, void *);

static int entries(const char *folder) {
  DIR *open = opendir(folder);
  int count = 0;
  while (open && readdir(open)) count++;
  if (open) closedir(open);
  return count - 2;
}

static int once(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  int32_t (*create)(sv_client **) = (int32_t (*)(sv_client **))dlsym(library, "sv_client_create");
  void (*release)(sv_client *) = (void (*)(sv_client *))dlsym(library, "sv_client_free");
  void (*forget)(sv_result *) = (void (*)(sv_result *))dlsym(library, "sv_result_free");
  generate_fn generate = (generate_fn)dlsym(library, "sv_generate");
  sv_client *client = NULL;
  sv_result *result = NULL;
  const char *payload = "{\"prompt\":\"x\",\"image_size\":\"64x64\"}";
  int failed = create(&client) != SV_OK ||
      generate(&result, client, "google/nano-banana-pro", payload, NULL, NULL, NULL) != SV_OK;
  forget(result);
  release(client);
  return dlclose(library) != 0 || failed;
}

int main(int argc, char **argv) {
  (void)argc;
  if (once(argv[1])) return 1;
  int before = entries("/proc/self/fd");
  for (int round = 1; round < 100; round++) {
    if (once(argv[1])) return fprintf(stderr, "round %d failed\n", round), 1;
  }
  int after = entries("/proc/self/fd");
  printf("100 rounds, %d descriptors, %d thread\n", after, entries("/proc/self/task"));
  return after == before ? 0 : 1;
}
