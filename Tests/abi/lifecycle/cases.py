"""Every case of the lifecycle over real sockets."""

from cases_stream import STREAM_CASES

CASES = STREAM_CASES
