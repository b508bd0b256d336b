/* Preloaded: large allocations that fail when told to. Small ones never do. */
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static size_t threshold;
static unsigned every;
static unsigned seen, failed;

/* From here on each n-th allocation of more than `bytes` fails; none with n = 0. Restarts the count. */
void inject(unsigned n, size_t bytes) {
  every = n;
  threshold = bytes;
  seen = failed = 0;
}

unsigned inject_failed(void) { return failed; }
unsigned inject_seen(void) { return seen; }

static int fails(size_t size) {
  if (every == 0 || size <= threshold) return 0;
  unsigned number = __atomic_add_fetch(&seen, 1, __ATOMIC_RELAXED);
  if (number % every != 0) return 0;
  __atomic_add_fetch(&failed, 1, __ATOMIC_RELAXED);
  errno = ENOMEM;
  return 1;
}

/* glibc's own, under the names that it keeps for this purpose: finding them by dlsym would allocate. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) { return fails(size) ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails(count * size) ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return fails(size) ? NULL : __libc_realloc(old, size); }
void *memalign(size_t alignment, size_t size) {
  return fails(size) ? NULL : __libc_memalign(alignment, size);
}
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void **out, size_t alignment, size_t size) {
  if (fails(size)) return ENOMEM;
  *out = __libc_memalign(alignment, size);
  return *out == NULL ? ENOMEM : 0;
}
