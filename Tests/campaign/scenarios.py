"""All scenarios, in a fixed order."""
import chance
import following
import identities
import refusals
import sending

ALL = refusals.SCENARIOS + identities.SCENARIOS + sending.SCENARIOS + following.SCENARIOS + chance.SCENARIOS
