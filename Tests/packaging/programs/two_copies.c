/* Two copies of the library in one process: each says its own version, generates, and knows no handle of the
 * other. */
#include <dlfcn.h>
#include <skillsvideo.h>
#include <stdio.h>

struct copy {
  int32_t (*create)(sv_client **);
  void (*release)(sv_client *);
  int32_t (*generate)(sv_result **, sv_client *, const char *, const char *, const char *, sv_event_fn,
                      void *);
  int32_t (*set)(sv_client *, const char *, const char *);
  uint32_t (*version)(void);
  sv_client *client;
};

static int load(struct copy *copy, const char *path) {
  /* Global, as a careless host would: the version script and -Bsymbolic of nobody may mix them up. */
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  *(void **)&copy->create = dlsym(library, "sv_client_create");
  *(void **)&copy->release = dlsym(library, "sv_client_free");
  *(void **)&copy->generate = dlsym(library, "sv_generate");
  *(void **)&copy->set = dlsym(library, "sv_client_set");
  *(void **)&copy->version = dlsym(library, "sv_version_number");
  return copy->create(&copy->client) != SV_OK;
}

int main(int argc, char **argv) {
  struct copy copies[2] = {{0}};
  int32_t status[2] = {1, 1};
  (void)argc;
  for (int i = 0; i < 2; i++) {
    if (load(&copies[i], argv[1 + i])) return 1;
  }
  printf("%u %u\n", copies[0].version(), copies[1].version());
  for (int i = 0; i < 2; i++) {
    sv_result *result = NULL;
    status[i] = copies[i].generate(&result, copies[i].client, "google/nano-banana-pro",
                                   "{\"prompt\":\"x\",\"image_size\":\"64x64\"}", NULL, NULL, NULL);
  }
  printf("%d %d\n", status[0], status[1]);
  copies[0].release(copies[0].client);
  printf("%d %d\n", copies[0].set(copies[0].client, "trace", "1"),
         copies[1].set(copies[1].client, "trace", "1"));
  copies[1].release(copies[1].client);
  return 0;
}
