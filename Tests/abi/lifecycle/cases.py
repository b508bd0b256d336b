"""Every case of the lifecycle over real sockets."""

from cases_loss import LOSS_CASES
from cases_stream import STREAM_CASES

CASES = STREAM_CASES + LOSS_CASES
