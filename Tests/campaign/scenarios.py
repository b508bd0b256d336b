"""All scenarios, in a fixed order."""
import random_answers
import following
import ids
import refusals
import sending

ALL = refusals.SCENARIOS + ids.SCENARIOS + sending.SCENARIOS + following.SCENARIOS + random_answers.SCENARIOS
