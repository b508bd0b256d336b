"""All scenarios, in a fixed order."""

import answers
import following
import heads
import ids
import random_answers
import refusals
import repeats
import sending

TABLES = (refusals, repeats, ids, answers, sending, heads, following, random_answers)
ALL = [one for table in TABLES for one in table.SCENARIOS]
