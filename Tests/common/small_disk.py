"""Runs a program with a small tmpfs, in its own mount namespace. The tmpfs disappears with the program."""

import os
import subprocess
import tempfile

MOUNT = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"'


def command(folder, options, *words):
    """Returns a command that runs the words with the folder as a tmpfs, with options such as size=64k."""
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--user",
                                                                "--map-root-user"]
    return [*unshare, "sh", "-c", MOUNT, "sh", options, str(folder), *map(str, words)]


def obstacle():
    """Returns why this machine cannot mount a tmpfs, or ""."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(command(folder, "size=16k", "true"), capture_output=True, text=True,
                                  check=False)
        except OSError as error:
            return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or "mounting a tmpfs fails"
