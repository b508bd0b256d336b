"""Every case of the lifecycle over real sockets."""

from cases_coding import CODING_CASES
from cases_create import CREATE_CASES
from cases_hostile import HOSTILE_CASES
from cases_large import LARGE_CASES
from cases_loss import LOSS_CASES
from cases_other import OTHER_CASES
from cases_poll import POLL_CASES
from cases_stream import STREAM_CASES

CASES = (STREAM_CASES + LARGE_CASES + LOSS_CASES + POLL_CASES + CREATE_CASES + OTHER_CASES + HOSTILE_CASES
         + CODING_CASES)
