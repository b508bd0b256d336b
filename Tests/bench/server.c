/* Serves one event stream of COUNT events of SIZE bytes to each connection on loopback, as fast as it is
 * read. Prints its port. The events are made once, so that the server costs the same whichever client
 * reads. */
#include "listener.h"

static void send_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes += sent;
    count -= (size_t)sent;
  }
}

static size_t make_event(char *target, size_t size, const char *status, const char *data) {
  int used = sprintf(target, "data: {\"id\":\"gen_0123456789abcdef\",\"status\":\"%s\",\"data\":%s,"
                             "\"note\":\"", status, data);
  size_t at = (size_t)used;
  while (at + 4 < size) target[at++] = 'x';
  memcpy(target + at, "\"}\n\n", 4);
  return at + 4;
}

static void serve(int fd, size_t count, size_t size) {
  static const char head[] =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
  char request[65536];
  char *event = malloc(size + 256);
  if (event == NULL) return;
  if (recv(fd, request, sizeof request, 0) > 0) {
    size_t length = make_event(event, size, "IN_PROGRESS", "null");
    size_t group = (1 << 18) / length + 1;
    char *block = malloc(group * length);
    for (size_t index = 0; index < group; index++) memcpy(block + index * length, event, length);
    send_all(fd, head, sizeof head - 1);
    for (size_t left = count; left > 0;) {
      size_t part = left < group ? left : group;
      send_all(fd, block, part * length);
      left -= part;
    }
    // Without an output the client would ask for the result once more, and be sent the whole stream again.
    const char *output = "{\"images\":[{\"url\":\"https://example.com/1.png\"}]}";
    send_all(fd, event, make_event(event, size, "COMPLETED", output));
    free(block);
  }
  free(event);
  shutdown(fd, SHUT_WR);
  while (recv(fd, request, sizeof request, 0) > 0) {}
  close(fd);
}

int main(int argc, char **argv) {
  size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000;
  size_t size = argc > 2 ? strtoul(argv[2], NULL, 10) : 200;
  int listener = listen_and_print();
  if (listener < 0) return 1;
  for (;;) {
    int fd = accept_prompt(listener);
    if (fd >= 0) serve(fd, count, size);
  }
}
