/* The functions of the operating system that the engine needs and that Embedded Swift has no module for. Each
 * reports failure (a negative errno, or NULL) and never ends the process. */
#ifndef CLINUX_H
#define CLINUX_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#define CLINUX_INLINE static inline __attribute__((always_inline))

/* Clocks and random numbers */
int64_t clinux_monotonic_ms(void);
int64_t clinux_wall_ms(void);
int clinux_random(void *bytes, size_t count);

/* Process */
uint32_t clinux_fork_count(void); /* differs between a process and its forked children; no system call */
const char *clinux_environment(const char *name); /* NULL in a set-uid program: its caller chose the value */
/* In a set-uid program, removes variables that libcurl would read unsafely. */
void clinux_environment_clean(void);
size_t clinux_text_length(const char *text);
/* Returns the first text that was ever passed, which is kept for the life of the process. Call it with the
 * lock held. */
const char *clinux_text_once(const char *text);

/* Runs a task whose stack use depends on untrusted input, up to a fixed limit. It uses a separate stack if
 * this one has too little room: threads may have 64 KiB. Returns false, and runs nothing, if there is no
 * memory. */
enum { CLINUX_DEEP_STACK = 1 << 20 };
bool clinux_run_deep(void (*run)(void *context), void *context);

/* One lock for the whole library, and the one pointer that it guards */
void clinux_prepare(void); /* before the first use; makes the lock safe across fork */
/* A random number, different in each loaded copy of the library; valid after clinux_prepare. */
extern uintptr_t clinux_copy __attribute__((visibility("hidden")));
CLINUX_INLINE uintptr_t clinux_copy_number(void) { return clinux_copy; }
void clinux_lock(void);
void clinux_unlock(void);
void **clinux_shared_root(void);

/* The ticket and object that this thread used last. Retiring a ticket invalidates this cache in every
 * thread. It is inline and uses the fast model of thread storage, because a caller needs it several times
 * per event. */
typedef struct { uintptr_t ticket; void *object; uint32_t retirements; } clinux_recent_entry;
extern __thread clinux_recent_entry clinux_recent_own
    __attribute__((tls_model("initial-exec"), visibility("hidden")));
extern uint32_t clinux_retirements __attribute__((visibility("hidden")));
CLINUX_INLINE void clinux_recent_set(uintptr_t ticket, void *object) {
  clinux_recent_own.ticket = ticket;
  clinux_recent_own.object = object;
  clinux_recent_own.retirements = __atomic_load_n(&clinux_retirements, __ATOMIC_ACQUIRE);
}
CLINUX_INLINE void *clinux_recent(uintptr_t ticket) {
  if (ticket == 0 || clinux_recent_own.ticket != ticket) return NULL;
  bool is_valid = clinux_recent_own.retirements == __atomic_load_n(&clinux_retirements, __ATOMIC_ACQUIRE);
  return is_valid ? clinux_recent_own.object : NULL;
}
CLINUX_INLINE void clinux_recent_retire(void) {
  __atomic_fetch_add(&clinux_retirements, 1, __ATOMIC_ACQ_REL);
}

/* Blocks SIGPIPE on this thread while the engine runs, because libcurl's TLS layer writes to sockets that may
 * be closed. */
typedef struct { bool held; bool was_blocked; bool was_pending; } clinux_sigpipe;
clinux_sigpipe clinux_sigpipe_hold(void);
void clinux_sigpipe_release(clinux_sigpipe state);

/* Descriptors. The library uses none of 0, 1 and 2, which belong to the host's standard streams. */
/* Returns fd, or moves it if it is below 3. If fd is negative, returns the negative errno. */
int clinux_descriptor_moved(int fd);
int clinux_socket(int family, int type, int protocol);
/* A negative errno if there are no more descriptors or kernel memory, else 0. */
int clinux_descriptor_refusal(void);
void clinux_gaps_fill(void);           /* occupies closed standard descriptors until clinux_gaps_empty */
void clinux_gaps_empty(void);
void clinux_gaps_forked(void);         /* in a forked child, with the lock held: none is occupied */
typedef enum {
  CLINUX_REFUSED_OTHERWISE, CLINUX_REFUSED_DESCRIPTORS, CLINUX_REFUSED_SYSTEM_DESCRIPTORS,
  CLINUX_REFUSED_PERMISSION, CLINUX_REFUSED_MEMORY
} clinux_refusal;
clinux_refusal clinux_refusal_kind(int negative_errno);
void clinux_set_errno(int negative_errno);

/* One pollable descriptor: an epoll set with libcurl's sockets, a timer and an eventfd. All are CLOEXEC. */
typedef struct { int fd; uint32_t events; } clinux_ready;
enum { CLINUX_READABLE = 1, CLINUX_WRITABLE = 2, CLINUX_FAILED = 4 };
int clinux_epoll_create(void);
int clinux_timer_create(void);
int clinux_doorbell_create(void);
int clinux_epoll_watch(int epoll, int fd, uint32_t events, bool known);
void clinux_epoll_forget(int epoll, int fd);
/* Returns the number of ready descriptors, 0 after the time-out, or -EINTR after a signal. If timeout_ms < 0,
 * it waits without a time-out. */
int clinux_epoll_wait(int epoll, clinux_ready *ready, int capacity, int timeout_ms);
void clinux_timer_set(int timer, int64_t due_ms); /* on the monotonic clock; negative disarms */
void clinux_timer_clear(int timer);
void clinux_doorbell_ring(int doorbell);
void clinux_doorbell_clear(int doorbell);
void clinux_close(int fd);

/* Memory whose size comes from untrusted input. Growth reports failure; Swift's own allocation would end the
 * process. */
typedef struct { uint8_t *bytes; size_t count; size_t capacity; } clinux_buffer;
enum { CLINUX_SPARE = 64 }; /* zeroed bytes after the content, so that simdjson needs no copy */
bool clinux_buffer_reserve(clinux_buffer *buffer, size_t extra);
bool clinux_buffer_append(clinux_buffer *buffer, const void *bytes, size_t count);
/* Drops all but `count` bytes from `start` on, and puts `front` before them and `back` after them. False
 * without memory; then nothing has changed. */
bool clinux_buffer_wrap(clinux_buffer *buffer, size_t start, size_t count, const void *front,
                        size_t front_count, char back);
void clinux_buffer_truncate(clinux_buffer *buffer, size_t count);
bool clinux_has_controls(const void *bytes, size_t count); /* any byte below 0x20 */
typedef struct { bool is_ascii, has_carriage_return; } clinux_text_look;
clinux_text_look clinux_look_at_text(const void *bytes, size_t count);
void clinux_buffer_free(clinux_buffer *buffer);
void clinux_wipe(void *bytes, size_t count);
/* Overwrites each occurrence of the secret with '*', including forms that are escaped in JSON or URLs, such
 * as "\/", "\u006B" or "%6b", in any mix and repeatedly. The secret contains no quote, backslash or control
 * character, which have other escapes. */
void clinux_mask(void *bytes, size_t count, const void *secret, size_t secret_count);

/* Files. Functions return 0 or a negative errno. */
/* Creates a new file with mode 0644, or returns -EEXIST. */
int clinux_file_create(const char *path);
int clinux_file_write(int fd, const void *bytes, size_t count); /* all of it */
int clinux_file_empty(int fd);                                  /* back to no content */
int clinux_file_sync(int fd);
/* Atomic and durable. Returns -EEXIST if the target exists and `overwrite` is false. */
int clinux_file_publish(const char *from, const char *to, bool overwrite);
typedef struct { int64_t size; int64_t modified_ns; bool is_regular; } clinux_file_info;
/* Opens for reading, without blocking on a pipe. Returns a descriptor or a negative errno. */
int clinux_file_open(const char *path);
int clinux_file_about(int fd, clinux_file_info *info);
/* Reads what is available. Returns 0 at the end, or a negative errno. */
ssize_t clinux_file_read(int fd, void *bytes, size_t count, int64_t offset);
void clinux_file_remove(const char *path);
bool clinux_file_exists(const char *path);                     /* a dangling link exists too */
bool clinux_file_readable(const char *path);
const char *clinux_error_text(int negative_errno, char *buffer, size_t capacity);
#endif
