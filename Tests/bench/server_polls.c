/* Answers a create with an id, and so many polls of it until one that is terminal: server_polls POLLS. */
#include <poll.h>

#include "listener.h"

enum { CONNECTIONS_MAX = 64 };

static unsigned long polls, answered;

static void answer(int fd, int is_create) {
  char body[512], text[1024];
  answered = is_create ? 0 : answered + 1;
  int is_last = answered >= polls;
  int count = sprintf(body, "{\"id\":\"gen_0123456789abcdef\",\"status\":\"%s\",\"data\":%s}",
                      is_last ? "COMPLETED" : "IN_PROGRESS",
                      is_last ? "{\"images\":[{\"url\":\"https://example.com/1.png\"}]}" : "null");
  count = sprintf(text, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                  count, body);
  send(fd, text, (size_t)count, MSG_NOSIGNAL);
}

int main(int argc, char **argv) {
  polls = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;
  struct pollfd watched[CONNECTIONS_MAX] = {{.fd = listen_and_print(), .events = POLLIN}};
  nfds_t count = 1;
  if (watched[0].fd < 0) return 1;
  while (poll(watched, count, -1) > 0) {
    for (nfds_t index = count; index-- > 1;) {
      char request[65536];
      if (watched[index].revents == 0) continue;
      ssize_t got = recv(watched[index].fd, request, sizeof request, 0);
      if (got > 0) {
        /* a body that comes on its own belongs to the create before it */
        if (memcmp(request, "POST", 4) == 0 || memcmp(request, "GET ", 4) == 0)
          answer(watched[index].fd, request[0] == 'P');
      } else {
        close(watched[index].fd);
        watched[index] = watched[--count];
      }
    }
    if (watched[0].revents != 0 && count < CONNECTIONS_MAX)
      watched[count++] = (struct pollfd){.fd = accept_prompt(watched[0].fd), .events = POLLIN};
  }
  return 0;
}
