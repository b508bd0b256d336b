"""A real nginx in front of the simulator: its own configuration and folder, a child process, loopback
only."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from harness import DIES_WITH_US, Failure, check, world
from platforms import free_port

STARTS = 5
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log stderr notice;
worker_processes 1;
{user}
events {{ worker_connections 256; }}
http {{
  error_log {folder}/error.log;
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl{http2};
    ssl_certificate {certificate.file};
    ssl_certificate_key {certificate.key};
    {directives}
    location / {{
      proxy_pass http://127.0.0.1:{upstream};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering {buffering};
      # Else the platform's own wish would decide, and nothing would ever be buffered.
      proxy_ignore_headers X-Accel-Buffering;
      proxy_next_upstream off;
      proxy_read_timeout 60s;
    }}
  }}
}}
"""


class Nginx:
    def __init__(self, upstream, http2=False, buffering=False, directives=""):
        self.folder = Path(tempfile.mkdtemp(prefix="nginx-", dir=world().folder))
        self.values = {
            "folder": self.folder, "certificate": world().shelf.good, "upstream": upstream,
            "directives": directives,
            # Its folder is the tests' own, which the worker of a master that is root could not enter.
            "user": "user root;" if os.geteuid() == 0 else "",
            "http2": " http2" if http2 else "", "buffering": "on" if buffering else "off"}
        self.process = None
        self.port = None

    @property
    def base_url(self):
        return f"https://127.0.0.1:{self.port}/api/v1"

    @property
    def settings(self):
        return [f"base_url={self.base_url}", f"ca_file={world().shelf.authority.file}", "create_tries_max=2"]

    def __enter__(self):
        check(shutil.which("nginx", path="/usr/sbin:/usr/bin"),
              "nginx is missing: apt-get install nginx-light")
        for _ in range(STARTS):
            self.port = free_port()
            if self.start():
                return self
        raise Failure(f"nginx does not start: {(self.folder / 'stderr').read_text()}")

    def __exit__(self, *_):
        self.kill()

    def start(self):
        """Starts it on its port and waits until it serves; false when the port was taken meanwhile."""
        configuration = self.folder / "own.conf"
        configuration.write_text(CONFIGURATION.format(port=self.port, **self.values))
        with open(self.folder / "stderr", "wb") as errors:
            self.process = subprocess.Popen(
                [*DIES_WITH_US, "/usr/sbin/nginx", "-c", configuration, "-p", self.folder, "-g",
                 "daemon off;"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            # It listens before it starts its workers, which is when it says so; before that it says why it
            # ends.
            for line in self.process.stderr:
                errors.write(line)
                if b"start worker process " in line:
                    self.process.stderr.close()
                    return True
        self.process.wait()
        return False

    def kill(self):
        """As a crash: connections are closed at once. A master that is told to end takes its workers
        along."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def protocols(self):
        """The version of HTTP of each request that it has logged."""
        return [line.split('"')[1].split(" ")[-1]
                for line in (self.folder / "access.log").read_text().splitlines()]


def is_reachable(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
