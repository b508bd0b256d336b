/* What the benchmarks' servers share. */
#ifndef BENCH_LISTENER_H
#define BENCH_LISTENER_H
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "usage.h"

/* A listening socket on loopback, whose port is printed; -1 without one. */
static int listen_and_print(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      listen(listener, 4096) != 0 || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
    return -1;
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

/* An accepted connection that sends each write at once. */
static int accept_prompt(int listener) {
  int fd = accept(listener, NULL, NULL), on = 1;
  if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}
#endif
