/* The floor: a bare libcurl program (multi, epoll) that splits lines and looks for "status". It keeps no rule
 * of the grammar. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

static char *rest;
static size_t rest_count, rest_capacity, scanned;
static unsigned long events, found;
static long timer_ms = -1;

static void line(const char *bytes, size_t count) {
  if (count < 6 || memcmp(bytes, "data: ", 6) != 0) return;
  events++;
  const char *status = memmem(bytes, count, "\"status\":\"", 10);
  if (status != NULL) found += (unsigned long)(status[10] == 'I' || status[10] == 'C');
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *context) {
  (void)context;
  size_t total = size * count;
  if (rest_count + total > rest_capacity) {
    rest_capacity = (rest_count + total) * 2;
    rest = realloc(rest, rest_capacity);
    if (rest == NULL) return 0;
  }
  memcpy(rest + rest_count, bytes, total);
  rest_count += total;
  char *at = rest, *look = rest + scanned, *end = rest + rest_count, *stop;
  while ((stop = memchr(look, '\n', (size_t)(end - look))) != NULL) {
    line(at, (size_t)(stop - at));
    look = at = stop + 1;
  }
  rest_count = scanned = (size_t)(end - at);
  if (at != rest) memmove(rest, at, rest_count);
  return total;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *epoll, void *known) {
  (void)easy;
  (void)known;
  struct epoll_event event = {.data.fd = fd};
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (what == CURL_POLL_REMOVE) return epoll_ctl(*(int *)epoll, EPOLL_CTL_DEL, fd, NULL), 0;
  if (epoll_ctl(*(int *)epoll, EPOLL_CTL_MOD, fd, &event) != 0)
    epoll_ctl(*(int *)epoll, EPOLL_CTL_ADD, fd, &event);
  return 0;
}

static int on_timer(CURLM *multi, long delay, void *context) {
  (void)multi;
  (void)context;
  timer_ms = delay;
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  int epoll = epoll_create1(EPOLL_CLOEXEC), running = 1;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  CURL *easy = curl_easy_init();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, &epoll);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "{}");
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L << 10);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_multi_add_handle(multi, easy);
  while (running > 0) {
    struct epoll_event ready[8];
    int count = epoll_wait(epoll, ready, 8, (int)timer_ms);
    if (count == 0) {
      timer_ms = -1;
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (int index = 0; index < count; index++)
      curl_multi_socket_action(multi, ready[index].data.fd, 0, &running);
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%lu %lu %.6f %ld\n", events, found,
         (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
             (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
         usage.ru_maxrss);
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  return 0;
}
