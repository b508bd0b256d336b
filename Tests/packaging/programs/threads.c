/* How many threads there are before the library is loaded, after it, and after a generation. */
#include <dirent.h>
#include <dlfcn.h>
#include <skillsvideo.h>
#include <stdio.h>

static int threads(void) {
  DIR *open = opendir("/proc/self/task");
  int count = 0;
  while (open && readdir(open)) count++;
  if (open) closedir(open);
  return count - 2;
}

int main(int argc, char **argv) {
  (void)argc;
  int before = threads();
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  int loaded = threads();
  int32_t (*create)(sv_client **) = (int32_t (*)(sv_client **))dlsym(library, "sv_client_create");
  int32_t (*generate)(sv_result **, sv_client *, const char *, const char *, const char *, sv_event_fn, void *) =
      (int32_t (*)(sv_result **, sv_client *, const char *, const char *, const char *, sv_event_fn, void *))dlsym(library, "sv_generate");
  sv_client *client = NULL;
  sv_result *result = NULL;
  if (create(&client) != SV_OK || generate(&result, client, "google/nano-banana-pro", "{\"prompt\":\"x\",\"image_size\":\"64x64\"}", NULL, NULL, NULL) != SV_OK) return 1;
  printf("%d %d %d\n", before, loaded, threads());
  return 0;
}
