#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clinux.h"

/* A host may run with its standard streams closed. If the library then used descriptors 0 to 2, the host's
 * output would go to a socket or file of the library. So the library moves its own descriptors to 3 or
 * higher. While other libraries open descriptors, it fills 0 to 2 with empty files. */

enum { STANDARD = 3, SEAL_ALL = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

int clinux_descriptor_moved(int fd) {
  if (fd < 0) return -errno;
  if (fd >= STANDARD) return fd;
  int moved = fcntl(fd, F_DUPFD_CLOEXEC, STANDARD);
  int error = errno;
  (void)close(fd);
  return moved < 0 ? -error : moved;
}

int clinux_socket(int family, int type, int protocol) {
  return clinux_descriptor_moved(socket(family, type | SOCK_CLOEXEC, protocol));
}

int clinux_descriptor_refusal(void) {
  int fd = clinux_descriptor_moved(eventfd(0, EFD_CLOEXEC));
  if (fd >= 0) (void)close(fd);
  bool is_for_want = fd == -EMFILE || fd == -ENFILE || fd == -ENOMEM || fd == -ENOBUFS;
  return is_for_want ? fd : 0;
}

clinux_refusal clinux_refusal_kind(int negative_errno) {
  switch (-negative_errno) {
  case EMFILE: return CLINUX_REFUSED_DESCRIPTORS;
  case ENFILE: return CLINUX_REFUSED_SYSTEM_DESCRIPTORS;
  case EPERM:
  case EACCES:
  case ENOSYS: return CLINUX_REFUSED_PERMISSION;
  case ENOMEM:
  case ENOBUFS: return CLINUX_REFUSED_MEMORY;
  default: return CLINUX_REFUSED_OTHERWISE;
  }
}

void clinux_set_errno(int negative_errno) { errno = -negative_errno; }

/* Guarded by the library's lock. */
static int holders;
static struct { bool is_filled; dev_t device; ino_t file; } gaps[STANDARD];

static bool identify(int fd, struct stat *about) { return syscall(SYS_fstat, fd, about) == 0; }

/* Opens an empty, sealed file at this descriptor, so that a write to it fails. */
static void fill(int gap) {
  struct stat about;
  if (fcntl(gap, F_GETFD) >= 0) return;
  int fd = (int)syscall(SYS_memfd_create, "skillsvideo-gap",
                        2u /* MFD_ALLOW_SEALING */ | 1u /* MFD_CLOEXEC */);
  if (fd < 0) return;
  if (fd >= STANDARD || fcntl(fd, F_ADD_SEALS, SEAL_ALL) != 0 || !identify(fd, &about)) {
    (void)close(fd);
    return;
  }
  gaps[fd].is_filled = true;
  gaps[fd].device = about.st_dev;
  gaps[fd].file = about.st_ino;
}

static void empty(int gap) {
  struct stat about;
  if (!gaps[gap].is_filled) return;
  gaps[gap].is_filled = false;
  /* The host may have opened its own descriptor with this number. */
  bool is_ours = identify(gap, &about) && about.st_dev == gaps[gap].device && about.st_ino == gaps[gap].file;
  if (is_ours) (void)close(gap);
}

void clinux_gaps_forked(void) {
  for (int gap = 0; gap < STANDARD; gap++) empty(gap);
  holders = 0;
}

void clinux_gaps_fill(void) {
  clinux_lock();
  if (holders++ == 0) {
    for (int gap = 0; gap < STANDARD; gap++) fill(gap);
  }
  clinux_unlock();
}

void clinux_gaps_empty(void) {
  clinux_lock();
  if (holders > 0 && --holders == 0) {
    for (int gap = 0; gap < STANDARD; gap++) empty(gap);
  }
  clinux_unlock();
}
