"""The descriptor of a client, and signals."""

import socket

from hosting import run, world


def test_what_makes_the_descriptor_readable():
    program = world().program("readable")
    # Connections wait in its queue and are never answered.
    with socket.create_server(("127.0.0.1", 0), backlog=16) as silent:
        run([program, f"http://127.0.0.1:{silent.getsockname()[1]}/api/v1"])
