#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "clinux.h"

int clinux_epoll_create(void) { return clinux_descriptor_moved(epoll_create1(EPOLL_CLOEXEC)); }
int clinux_timer_create(void) {
  return clinux_descriptor_moved(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
}
int clinux_doorbell_create(void) { return clinux_descriptor_moved(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int clinux_epoll_watch(int epoll, int fd, uint32_t events, bool known) {
  struct epoll_event event = {.data.fd = fd};
  if (events & CLINUX_READABLE) event.events |= EPOLLIN;
  if (events & CLINUX_WRITABLE) event.events |= EPOLLOUT;
  if (epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) == 0) return 0;
  /* libcurl may close a socket and get the same number for a new one without notifying the engine. */
  if (known && errno == ENOENT && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0) return 0;
  if (!known && errno == EEXIST && epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) == 0) return 0;
  return -errno;
}

void clinux_epoll_forget(int epoll, int fd) { (void)epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }

int clinux_epoll_wait(int epoll, clinux_ready *ready, int capacity, int timeout_ms) {
  struct epoll_event events[64];
  if (capacity > 64) capacity = 64;
  int count = epoll_wait(epoll, events, capacity, timeout_ms);
  if (count < 0) return -errno;
  for (int index = 0; index < count; index++) {
    uint32_t got = events[index].events;
    ready[index].fd = events[index].data.fd;
    ready[index].events = (got & EPOLLIN ? CLINUX_READABLE : 0) | (got & EPOLLOUT ? CLINUX_WRITABLE : 0) |
                          (got & (EPOLLERR | EPOLLHUP) ? CLINUX_FAILED : 0);
  }
  return count;
}

void clinux_timer_set(int timer, int64_t due_ms) {
  struct itimerspec when = {0};
  if (due_ms >= 0) {
    when.it_value.tv_sec = due_ms / 1000;
    when.it_value.tv_nsec = due_ms % 1000 * 1000000;
    if (due_ms == 0) when.it_value.tv_nsec = 1; /* zero would disarm it */
  }
  (void)timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void drain(int fd) {
  uint64_t count;
  while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {}
}

void clinux_timer_clear(int timer) { drain(timer); }

void clinux_doorbell_ring(int doorbell) {
  uint64_t one = 1;
  while (write(doorbell, &one, sizeof one) < 0 && errno == EINTR) {}
}

void clinux_doorbell_clear(int doorbell) { drain(doorbell); }
void clinux_close(int fd) { (void)close(fd); }
