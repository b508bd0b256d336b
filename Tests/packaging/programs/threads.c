/* How many threads there are before the library is loaded, after it, and after a generation. */
#include <dirent.h>
#include <dlfcn.h>
#include <skillsvideo.h>
#include <stdio.h>

typedef int32_t (*generate_fn)(sv_result **, sv_client *, const char *, const char *, const char *,
                               sv_event_fn, void *);

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
  generate_fn generate = (generate_fn)dlsym(library, "sv_generate");
  sv_client *client = NULL;
  sv_result *result = NULL;
  const char *payload = "{\"prompt\":\"x\",\"image_size\":\"64x64\"}";
  if (create(&client) != SV_OK ||
      generate(&result, client, "google/nano-banana-pro", payload, NULL, NULL, NULL) != SV_OK)
    return 1;
  printf("%d %d %d\n", before, loaded, threads());
  return 0;
}
