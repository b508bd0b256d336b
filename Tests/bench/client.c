/* One stream through sv_generate with a callback that reads the status of each event. */
#include "client.h"

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  return generate(make_client(argv[1]), "bench/stream", SV_EVENT_MESSAGE);
}
