/* What the benchmarks' C programs share: clocks, CPU time, memory, and percentiles. */
#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static inline double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* The most memory that the process had so far, in KiB. */
static inline long peak_kib(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static inline uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static inline void raise_descriptor_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/* Delays from the server's write to the client's callback. */
typedef struct {
  double *microseconds;
  size_t count, capacity;
} delays;

/* Notes the delay of an event with a member `sent`. */
static inline void note_delay(delays *all, const char *event, size_t length) {
  uint64_t now = now_ns();
  const char *sent = memmem(event, length, "\"sent\":", 7);
  if (sent == NULL || all->count == all->capacity) return;
  all->microseconds[all->count++] = (double)(now - strtoull(sent + 7, NULL, 10)) / 1e3;
}

static inline int ascending(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return (difference > 0) - (difference < 0);
}

/* One line: events, statuses, CPU seconds, peak KiB, KiB since `before`, p50 and p99 of the delays. */
static inline void report(unsigned long events, unsigned long found, long before, delays *all) {
  double middle = 0, late = 0;
  double seconds = cpu_seconds();
  if (all != NULL && all->count > 0) {
    qsort(all->microseconds, all->count, sizeof *all->microseconds, ascending);
    middle = all->microseconds[all->count / 2];
    late = all->microseconds[all->count * 99 / 100];
  }
  printf("%lu %lu %.6f %ld %ld %.1f %.1f\n", events, found, seconds, peak_kib(), peak_kib() - before, middle,
         late);
}
#endif
