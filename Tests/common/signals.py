"""Restores the signals' usual effects, as for a program that is started in a terminal."""
import signal


def restore():
    """A background job of a script ignores Ctrl-C, and with nohup also SIGHUP. The programs that the tests
    interrupt would inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
