"""All breaches of rules around the lifecycle's machine, each with the test that must notice it."""

from bindings import COMMAND, PYTHON, SHELL
from codings import CODINGS
from downloads import DOWNLOADS
from engine import ADDRESSES, MONEY, STREAMS, WAITS
from library import C_PARTS, CONTRACT, HANDLES
from mutation import Mutation

MUTATIONS = [
    Mutation(*row)
    for row in ADDRESSES
    + MONEY
    + WAITS
    + STREAMS
    + CODINGS
    + DOWNLOADS
    + HANDLES
    + C_PARTS
    + CONTRACT
    + PYTHON
    + SHELL
    + COMMAND
]
