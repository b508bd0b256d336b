"""A terminal for the command, without a screen."""

import fcntl
import os
import pty
import struct
import termios
import threading

from harness import COMMAND, check, finish


class Terminal:
    """A pseudo terminal for standard error, with everything that was written to it."""

    def __init__(self, columns=100):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.seen = b""
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)

    def start(self, box, *words, **streams):
        """Starts the command. answers=True gives it the terminal as standard input too, where Ctrl-C stops
        it.
        """
        if streams.pop("answers", False):
            words = ["--ctty", COMMAND, *words]
            streams.update(stdin=self.slave, program="setsid")
        process = box.start(*words, stderr=self.slave, **streams)
        os.close(self.slave)
        self.reader.start()
        return process

    def read(self):
        while True:
            try:
                part = os.read(self.master, 4096)
            except OSError:
                part = b""
            with self.changed:
                self.seen += part
                self.changed.notify_all()
            if not part:
                return

    def wait_for(self, word):
        with self.changed:
            check(self.changed.wait_for(lambda: word in self.seen, 30), f"no {word!r} in {self.seen!r}")

    def finish(self, process):
        run = finish(process)
        self.reader.join(30)
        os.close(self.master)
        return run, self.seen.decode()

    def type(self, text):
        os.write(self.master, text.encode())
