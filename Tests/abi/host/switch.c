/* switch: where clinux_run_deep runs its task. On the stack of its caller, if that is known and has room;
 * else on one of its own. Links the source itself, since the library does not export the function. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "clinux.h"

enum { SMALL = 64 << 10, LARGE = 4 << 20, AREA = 8 * LARGE, USED = CLINUX_DEEP_STACK - SMALL };

/* Where the stacks lie in one area, which is inaccessible otherwise. Without a coroutine its size is 0. */
static const struct {
  const char *name;
  size_t thread_at, thread_size, coroutine_at, coroutine_size;
  int stays;
} CASES[] = {
    {"a small thread", LARGE, SMALL, 0, 0, 0},
    {"a large thread", LARGE, LARGE, 0, 0, 1},
    {"a coroutine above its thread", LARGE, LARGE, 4 * LARGE, SMALL, 0},
    {"a coroutine below its thread", 4 * LARGE, LARGE, LARGE, SMALL, 0},
};

static unsigned char *area;
static size_t coroutine_at, coroutine_size;
static uintptr_t seen;

static void use(void *runs) {
  unsigned char used[USED];
  memset(used, *(int *)runs, sizeof used);
  __asm__ volatile("" : : "r"(used) : "memory");
  seen = (uintptr_t)used;
  *(int *)runs += 1;
}

static void call(void) {
  int runs = 0;
  if (!clinux_run_deep(use, &runs) || runs != 1) exit(2);
}

static void *on_thread(void *unused) {
  ucontext_t here, there;
  if (coroutine_size == 0) {
    call();
    return unused;
  }
  getcontext(&there);
  there.uc_stack.ss_sp = area + coroutine_at;
  there.uc_stack.ss_size = coroutine_size;
  there.uc_link = &here;
  makecontext(&there, call, 0);
  swapcontext(&here, &there);
  return unused;
}

int main(void) {
  int failed = 0;
  for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
    pthread_attr_t attributes;
    pthread_t thread;
    area = mmap(NULL, AREA, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    coroutine_at = CASES[index].coroutine_at;
    coroutine_size = CASES[index].coroutine_size;
    mprotect(area + CASES[index].thread_at, CASES[index].thread_size, PROT_READ | PROT_WRITE);
    if (coroutine_size > 0) mprotect(area + coroutine_at, coroutine_size, PROT_READ | PROT_WRITE);
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, area + CASES[index].thread_at, CASES[index].thread_size);
    printf("%s\n", CASES[index].name);
    fflush(stdout);
    if (pthread_create(&thread, &attributes, on_thread, NULL) != 0) return 2;
    pthread_join(thread, NULL);
    int stays = seen >= (uintptr_t)area && seen < (uintptr_t)area + AREA;
    if (stays != CASES[index].stays) printf("FAILED: it ran on %s stack\n", stays ? "this" : "another");
    failed |= stays != CASES[index].stays;
    munmap(area, AREA);
  }
  return failed;
}
