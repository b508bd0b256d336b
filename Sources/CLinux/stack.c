#define _GNU_SOURCE
#include <pthread.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "clinux.h"

/* The default versions of these functions require glibc 2.34. */
#if defined(__GLIBC__) && defined(__x86_64__)
__asm__(".symver pthread_getattr_np, pthread_getattr_np@GLIBC_2.2.5");
__asm__(".symver pthread_attr_getstack, pthread_attr_getstack@GLIBC_2.2.5");
#elif defined(__GLIBC__) && defined(__aarch64__)
__asm__(".symver pthread_getattr_np, pthread_getattr_np@GLIBC_2.17");
__asm__(".symver pthread_attr_getstack, pthread_attr_getstack@GLIBC_2.17");
#endif

/* The bounds of this thread's stack, read once: glibc reads those of the main thread from a file. */
static __thread struct { uintptr_t low, high; bool is_read; } own __attribute__((tls_model("initial-exec")));

static void read_bounds(void) {
  pthread_attr_t attributes;
  void *low = NULL;
  size_t size = 0;
  own.is_read = true;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
    own.low = (uintptr_t)low;
    own.high = own.low + size;
  }
  (void)pthread_attr_destroy(&attributes);
}

/* Bytes of stack left for the caller; 0 if unknown, as in a coroutine or a signal handler. */
static size_t room(void) {
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  if (!own.is_read) read_bounds();
  return here >= own.low && here < own.high ? here - own.low : 0;
}

struct task {
  void (*run)(void *context);
  void *context;
};

/* makecontext passes only int arguments. */
static void enter(unsigned high, unsigned low) {
  struct task *task = (struct task *)(uintptr_t)((uint64_t)high << 32 | low);
  task->run(task->context);
}

static bool run_on(void *stack, size_t size, struct task *task) {
  ucontext_t here, there;
  if (getcontext(&there) != 0) return false;
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = size;
  there.uc_link = &here;
  uint64_t address = (uintptr_t)task;
  makecontext(&there, (void (*)(void))enter, 2, (unsigned)(address >> 32), (unsigned)address);
  return swapcontext(&here, &there) == 0;
}

/* Inaccessible pages on both sides of the stack turn an overflow into a fault. They are 2 MB each, because
 * valgrind treats a larger jump of the stack pointer as a change of stacks. They use address space, not
 * memory. */
enum { margin = 2 << 20, stack_size = CLINUX_DEEP_STACK };

bool clinux_run_deep(void (*run)(void *context), void *context) {
  if (room() >= CLINUX_DEEP_STACK) {
    run(context);
    return true;
  }
  struct task task = {run, context};
  size_t size = margin + stack_size + margin;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
  uint8_t *area = mmap(NULL, size, PROT_NONE, flags, -1, 0);
  if (area == MAP_FAILED) return false;
  uint8_t *stack = area + margin;
  bool done = mprotect(stack, stack_size, PROT_READ | PROT_WRITE) == 0 && run_on(stack, stack_size, &task);
  (void)munmap(area, size);
  return done;
}
