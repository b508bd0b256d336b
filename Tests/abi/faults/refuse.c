/* Runs a program to which the kernel refuses one system call.
 *
 *   refuse SYSTEM_CALL ERRNO PROGRAM [ARGUMENT ...] */
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../programs/deny.h"

int main(int count, char **words) {
  if (count < 4) return 2;
  int call = strcmp(words[1], "socket") == 0 ? SYS_socket : SYS_eventfd2;
  if (deny(call, atoi(words[2])) != 0) return 2;
  execv(words[3], words + 3);
  return 2;
}
