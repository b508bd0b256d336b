#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clinux.h"

int clinux_file_create(const char *path) {
  return clinux_descriptor_moved(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
}

int clinux_file_open(const char *path) {
  return clinux_descriptor_moved(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
}

int clinux_file_about(int fd, clinux_file_info *info) {
  struct stat about;
  /* A direct system call, because the C function needs glibc 2.33. It fills the same structure on 64-bit
   * machines. */
  if (syscall(SYS_fstat, fd, &about) != 0) return -errno;
  info->size = about.st_size;
  info->modified_ns = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
  info->is_regular = S_ISREG(about.st_mode);
  return 0;
}

ssize_t clinux_file_read(int fd, void *bytes, size_t count, int64_t offset) {
  for (;;) {
    ssize_t got = pread(fd, bytes, count, offset);
    if (got >= 0 || errno != EINTR) return got < 0 ? -errno : got;
  }
}

int clinux_file_write(int fd, const void *bytes, size_t count) {
  const uint8_t *at = bytes;
  while (count > 0) {
    ssize_t written = write(fd, at, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return -errno;
    at += written;
    count -= (size_t)written;
  }
  return 0;
}

int clinux_file_sync(int fd) {
  /* Pipes and some file systems do not support fsync. */
  return fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : -errno;
}

int clinux_file_empty(int fd) { return lseek(fd, 0, SEEK_SET) < 0 || ftruncate(fd, 0) != 0 ? -errno : 0; }

/* A new name is durable only after its folder is synced. If the file system does not support that, nothing is
 * done. */
static void sync_folder_of(const char *path) {
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/');
  size_t count = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
  if (count >= sizeof folder) return;
  memcpy(folder, slash == NULL ? "." : path, slash == NULL ? 1 : count);
  folder[slash == NULL ? 1 : count] = 0;
  int fd = clinux_descriptor_moved(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd < 0) return;
  (void)fsync(fd);
  (void)close(fd);
}

static int give_name(const char *from, const char *to, bool overwrite) {
  if (overwrite) return rename(from, to) == 0 ? 0 : -errno;
  /* A direct system call, because the C function needs glibc 2.28. */
  if (syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -errno;
  if (link(from, to) != 0) return -errno; /* file systems without RENAME_NOREPLACE */
  (void)unlink(from);
  return 0;
}

int clinux_file_publish(const char *from, const char *to, bool overwrite) {
  int moved = give_name(from, to, overwrite);
  if (moved == 0) sync_folder_of(to);
  return moved;
}

void clinux_file_remove(const char *path) { (void)unlink(path); }

bool clinux_file_exists(const char *path) {
  /* Same as lstat, which needs glibc 2.33. A dangling link exists too. */
  return faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool clinux_file_readable(const char *path) { return access(path, R_OK) == 0; }

const char *clinux_error_text(int negative_errno, char *buffer, size_t capacity) {
  return strerror_r(-negative_errno, buffer, capacity);
}
