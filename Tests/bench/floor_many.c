/* The floor of many streams at once, and of the delay of one: floor_many URL STREAMS EVENTS. */
#include "floor.h"
#include "lines.h"

/* As many connections as the library keeps, or as many as there are streams. */
static long kept_connections(size_t streams) { return streams > 16 ? (long)streams : 16; }

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  raise_descriptor_limit();
  size_t count = strtoul(argv[2], NULL, 10), each = strtoul(argv[3], NULL, 10);
  lines *streams = calloc(count, sizeof *streams);
  delays all = {.capacity = count * each};
  all.microseconds = calloc(all.capacity, sizeof *all.microseconds);
  memset(all.microseconds, 1, all.capacity * sizeof *all.microseconds);
  measured = &all;
  CURLM *multi = make_multi(kept_connections(count));
  long before = peak_kib();
  for (size_t index = 0; index < count; index++) {
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "{}");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &streams[index]);
    curl_multi_add_handle(multi, easy);
  }
  int running = 1;
  while (running > 0) {
    running = run_once(multi);
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
      CURL *easy = message->easy_handle;
      curl_multi_remove_handle(multi, easy);
      curl_easy_cleanup(easy);
    }
  }
  report(events, found, before, &all);
  curl_multi_cleanup(multi);
  return 0;
}
