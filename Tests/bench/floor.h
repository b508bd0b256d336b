/* A bare event loop for libcurl: multi on epoll. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H
#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "usage.h"

static long timer_ms = -1;
static int epoll_fd;

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *known) {
  (void)easy;
  (void)context;
  (void)known;
  struct epoll_event event = {.data.fd = fd};
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (what == CURL_POLL_REMOVE) return epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL), 0;
  if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, fd, &event) != 0) epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
  return 0;
}

static int on_timer(CURLM *multi, long delay, void *context) {
  (void)multi;
  (void)context;
  timer_ms = delay;
  return 0;
}

static CURLM *make_multi(long connections) {
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
  return multi;
}

/* Waits, and runs what is ready; returns the number of running transfers. */
static int run_once(CURLM *multi) {
  struct epoll_event ready[64];
  int running = 0;
  int count = epoll_wait(epoll_fd, ready, 64, (int)timer_ms);
  if (count == 0) {
    timer_ms = -1;
    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  for (int index = 0; index < count; index++)
    curl_multi_socket_action(multi, ready[index].data.fd, 0, &running);
  return running;
}
#endif
