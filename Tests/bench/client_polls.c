/* One generation on the polling path: client_polls URL POLLS WAIT_MS. */
#include "client.h"

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  sv_client *client = make_client(argv[1]);
  sv_client_set(client, "poll_interval_ms", argv[3]);
  sv_client_set(client, "poll_interval_max_ms", argv[3]);
  return generate(client, "/generation/bench/polls", SV_EVENT_POLL);
}
