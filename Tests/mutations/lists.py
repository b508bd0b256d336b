"""All breaches of rules around the lifecycle's machine, each with the test that must notice it."""

from bindings import COMMAND, PYTHON, SHELL
from codings import CODINGS
from downloads import DOWNLOADS
from engine import ADDRESSES, MONEY, WAITS
from hosts import KEYS, STACKS, VARIABLES
from inputs import NAMES, TEXTS
from library import ADVICE, C_PARTS, CONTRACT, HANDLES
from maps import MAPS
from mutation import Mutation
from pages import PAGES
from streams import STREAMS

MUTATIONS = [
    Mutation(*row)
    for row in ADDRESSES
    + MONEY
    + WAITS
    + STREAMS
    + CODINGS
    + DOWNLOADS
    + PAGES
    + TEXTS
    + NAMES
    + VARIABLES
    + KEYS
    + STACKS
    + ADVICE
    + HANDLES
    + C_PARTS
    + CONTRACT
    + PYTHON
    + MAPS
    + SHELL
    + COMMAND
]
