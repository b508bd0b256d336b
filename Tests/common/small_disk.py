"""A tmpfs that is full soon, for one program: mounted in a mount namespace of its own, so that it goes with
the program."""

import os
import subprocess
import tempfile

MOUNT = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"'


def command(folder, options, *words):
    """The words, to be run where the folder is a tmpfs with these options, such as size=64k."""
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--user",
                                                                "--map-root-user"]
    return [*unshare, "sh", "-c", MOUNT, "sh", options, str(folder), *map(str, words)]


def obstacle():
    """Why this machine cannot mount one; "" where it can."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(command(folder, "size=16k", "true"), capture_output=True, text=True,
                                  check=False)
        except OSError as error:
            return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or "mounting a tmpfs fails"
