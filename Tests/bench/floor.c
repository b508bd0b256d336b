/* The floor of one stream: floor URL [BYTES of the receive buffer]. */
#include "floor.h"
#include "lines.h"

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  CURLM *multi = make_multi(16);
  CURL *easy = curl_easy_init();
  lines stream = {0};
  curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "{}");
  if (argc > 2) curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, strtol(argv[2], NULL, 10));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &stream);
  curl_multi_add_handle(multi, easy);
  while (run_once(multi) > 0) {}
  report(events, found, 0, NULL);
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  return 0;
}
