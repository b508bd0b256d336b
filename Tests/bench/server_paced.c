/* Serves STREAMS event streams at once, EVENTS of each, INTERVAL_US between one event and the next of another
 * stream. Every event has the time of its writing. The streams begin when all are there, and a connection
 * outlasts its stream, as on the platform. */
#include "listener.h"

enum { EVENT_MAX = 512 };

static void send_chunk(int fd, size_t stream, int is_last) {
  char data[EVENT_MAX], chunk[EVENT_MAX + 32];
  static const char output[] = "{\"images\":[{\"url\":\"https://example.com/1.png\"}]}";
  int used = sprintf(data,
                     "data: {\"id\":\"gen_%016zu\",\"status\":\"%s\",\"data\":%s,"
                     "\"sent\":%llu,\"note\":\"%s\"}\n\n",
                     stream, is_last ? "COMPLETED" : "IN_PROGRESS", is_last ? output : "null",
                     (unsigned long long)now_ns(), "0123456789012345678901234567890123456789");
  int count = sprintf(chunk, "%x\r\n%s\r\n%s", (unsigned)used, data, is_last ? "0\r\n\r\n" : "");
  send(fd, chunk, (size_t)count, MSG_NOSIGNAL);
}

/* Events in turn, each at its time. */
static void serve(const int *fds, size_t streams, size_t count, uint64_t interval) {
  uint64_t due = now_ns();
  for (size_t event = 0; event < count; event++)
    for (size_t stream = 0; stream < streams; stream++) {
      uint64_t now = now_ns();
      if (now < due) {
        struct timespec pause = {.tv_sec = 0, .tv_nsec = (long)(due - now)};
        nanosleep(&pause, NULL);
      }
      send_chunk(fds[stream], stream, event + 1 == count);
      due += interval;
    }
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  static const char head[] =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  raise_descriptor_limit();
  size_t streams = strtoul(argv[1], NULL, 10), count = strtoul(argv[2], NULL, 10);
  uint64_t interval = strtoul(argv[3], NULL, 10) * 1000;
  int listener = listen_and_print();
  int *fds = calloc(streams, sizeof *fds);
  if (listener < 0 || fds == NULL) return 1;
  for (;;) {
    char request[65536];
    for (size_t stream = 0; stream < streams; stream++) {
      fds[stream] = accept_prompt(listener);
      if (recv(fds[stream], request, sizeof request, 0) > 0) send(fds[stream], head, sizeof head - 1, 0);
    }
    serve(fds, streams, count, interval);
    for (size_t stream = 0; stream < streams; stream++) {
      while (recv(fds[stream], request, sizeof request, 0) > 0) {}
      close(fds[stream]);
    }
  }
}
