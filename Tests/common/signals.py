"""Signals as programs expect them that are started by hand."""
import signal


def restore():
    """A job in the background of a script ignores Ctrl-C, under nohup also the end of its terminal, and so
    would the programs that the tests interrupt."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
