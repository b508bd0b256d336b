/* C++: the message of a client that the operating system refuses has the reason, the money and the next
 * step. */
#include <skillsvideo.hpp>

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>

#include "deny.h"

struct refusal {
  int error;
  const char *message;
};

static const refusal refusals[] = {
  {EMFILE,
   "Too many open files. Nothing was sent. Close descriptors or raise the limit (ulimit -n)."},
  {EPERM,
   "Operation not permitted. Nothing was sent. "
   "Look at what this process may do: its sandbox, its container."},
};

/* In a child, because the refusal stays. */
static int shows(const refusal &one) {
  if (deny(SYS_eventfd2, one.error) != 0) return 2;
  try {
    skillsvideo::client client;
  } catch (const skillsvideo::error &thrown) {
    if (thrown.status() == SV_ERR_SYSTEM && thrown.what() == std::string(one.message)) return 0;
    std::cout << "FAILED " << thrown.name() << ": " << thrown.what() << std::endl;
  }
  return 1;
}

int main() {
  alarm(60);
  int passed = 0, failed = 0;
  for (const refusal &one : refusals) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) _exit(shows(one));
    bool good = waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    (good ? passed : failed)++;
  }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
