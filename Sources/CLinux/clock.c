#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "clinux.h"

static int64_t clock_ms(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) return 0;
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clinux_monotonic_ms(void) { return clock_ms(CLOCK_MONOTONIC); }
int64_t clinux_wall_ms(void) { return clock_ms(CLOCK_REALTIME); }

int clinux_random(void *bytes, size_t count) {
  uint8_t *at = bytes;
  while (count > 0) {
    ssize_t got = getrandom(at, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -errno;
    at += got;
    count -= (size_t)got;
  }
  return 0;
}

/* Embedded Swift seeds its hashing with arc4random_buf, which glibc has only since 2.36. This definition
 * supports older versions. */
void arc4random_buf(void *bytes, size_t count);
void arc4random_buf(void *bytes, size_t count) { (void)clinux_random(bytes, count); }

