#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "clinux.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *root;
static uint32_t forks;
uintptr_t clinux_copy;

static void after_fork_in_child(void) {
  forks++;
  clinux_gaps_forked();
  pthread_mutex_unlock(&lock);
}

/* The lock is held during fork. Otherwise the child could find it locked by a thread that it does not have.
 * is_prepared is guarded by the lock, because pthread_once would require glibc 2.34. */
void clinux_prepare(void) {
  static bool is_prepared;
  pthread_mutex_lock(&lock);
  /* If there are no random numbers, the address of this copy of the library is used. */
  if (clinux_copy == 0 && clinux_random(&clinux_copy, sizeof clinux_copy) != 0) {
    clinux_copy = (uintptr_t)&clinux_copy;
  }
  if (!is_prepared) is_prepared = pthread_atfork(clinux_lock, clinux_unlock, after_fork_in_child) == 0;
  pthread_mutex_unlock(&lock);
}
const char *clinux_text_once(const char *text) {
  static char kept[512];
  if (kept[0] == 0) {
    size_t count = strlen(text);
    if (count >= sizeof kept) count = sizeof kept - 1;
    memcpy(kept, text, count);
  }
  return kept;
}

uint32_t clinux_fork_count(void) { return forks; }

void clinux_lock(void) { pthread_mutex_lock(&lock); }
void clinux_unlock(void) { pthread_mutex_unlock(&lock); }
void **clinux_shared_root(void) { return &root; }

clinux_sigpipe clinux_sigpipe_hold(void) {
  clinux_sigpipe state = {0};
  sigset_t pipe_only, before, pending;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  if (sigpending(&pending) == 0) state.was_pending = sigismember(&pending, SIGPIPE) == 1;
  /* On Linux sigprocmask changes only this thread's mask. pthread_sigmask would require glibc 2.32. */
  if (sigprocmask(SIG_BLOCK, &pipe_only, &before) != 0) return state;
  state.held = true;
  state.was_blocked = sigismember(&before, SIGPIPE) == 1;
  return state;
}

void clinux_sigpipe_release(clinux_sigpipe state) {
  if (!state.held) return;
  sigset_t pipe_only, pending;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  /* A SIGPIPE that arose while it was blocked is the library's own. It is discarded before it is
   * unblocked. */
  if (!state.was_pending && sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1) {
    struct timespec now = {0, 0};
    (void)sigtimedwait(&pipe_only, NULL, &now);
  }
  if (!state.was_blocked) sigprocmask(SIG_UNBLOCK, &pipe_only, NULL);
}
