/* Preloaded: just before a file gets a name that ends with $TAKEN, another program takes that name. Once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_taken;

static void take(const char *name) {
  const char *ending = getenv("TAKEN");
  size_t length = strlen(name), count = ending == NULL ? 0 : strlen(ending);
  if (is_taken || count == 0 || length < count || strcmp(name + length - count, ending) != 0) return;
  int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return;
  is_taken = 1;
  if (write(fd, "theirs", 6) != 6) abort();
  close(fd);
}

long syscall(long number, ...) {
  static long (*real)(long, ...);
  long words[6];
  va_list more;
  va_start(more, number);
  for (int index = 0; index < 6; index++) words[index] = va_arg(more, long);
  va_end(more);
  if (real == NULL) real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  if (number == SYS_renameat2) take((const char *)words[3]);
  return real(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}
