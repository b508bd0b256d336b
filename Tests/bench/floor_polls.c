/* The floor of polls: one create and then GETs, with the same waits as the library's:
 * floor_polls URL POLLS WAIT_MS. */
#include "floor.h"

static unsigned long answers, found;

static size_t on_answer(char *bytes, size_t size, size_t count, void *context) {
  (void)context;
  answers++;
  found += (unsigned long)(memmem(bytes, size * count, "\"status\":\"", 10) != NULL);
  return size * count;
}

static void request(CURLM *multi, const char *url, int is_create) {
  CURL *easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, url);
  if (is_create) curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "{}");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
  curl_multi_add_handle(multi, easy);
  while (run_once(multi) > 0) {}
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  unsigned long polls = strtoul(argv[2], NULL, 10);
  long wait = strtol(argv[3], NULL, 10);
  CURLM *multi = make_multi(16);
  request(multi, argv[1], 1);
  for (unsigned long index = 0; index < polls; index++) {
    struct epoll_event none;
    /* the library spreads its waits by a fifth either way */
    epoll_wait(epoll_fd, &none, 1, (int)(wait - wait / 5 + (long)index % (2 * (wait / 5) + 1)));
    request(multi, argv[1], 0);
  }
  report(answers - 1, found - 1, 0, NULL);
  curl_multi_cleanup(multi);
  return 0;
}
