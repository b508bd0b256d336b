"""The next step after each kind of failure, in Python's words. Each stands here once and nowhere else; the
library and the command have tables like this, and a test compares their rows.
"""

from __future__ import annotations

import errno

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional

DASHBOARD = "https://skills.video/dashboard"


def in_python(text: str, generation_id: Optional[str]) -> str:
    """A text of the library, whose next steps are shell commands, with the Python calls in their place."""
    follow = f"{_job(generation_id)}.wait()"
    return text.replace(f"skillsvideo wait {generation_id}", follow).replace(
        "skillsvideo credits", "client.credits()"
    )


def _job(generation_id: Optional[str]) -> str:
    """The call that gives a generation."""
    return f'client.job("{generation_id}")' if generation_id else "client.job(id)"


def follow(generation_id: str) -> str:
    """A generation that is no longer followed and may go on."""
    return f"{_job(generation_id)}.wait() follows it again"


def follow_elsewhere(generation_id: str) -> str:
    """The same where the client of it is closed."""
    return f"Follow it with another client: {_job(generation_id)}."


def wait_again(generation_id: Optional[str]) -> str:
    """A wait that took too long; the job is still followed."""
    if generation_id is None:
        return (
            "The platform has not returned an id yet; the job is still followed when you call wait() again."
        )
    return f"It goes on and may be billed; call wait() again, or follow it later with {_job(generation_id)}."


def unknown_outcome() -> str:
    """A create that may have been accepted, and whose id is not known; goes on after what happened."""
    return f"look at {DASHBOARD} before you send it again"


def batch_was_begun() -> str:
    """A map() that broke off after generations of it had ended."""
    return "Earlier requests of this map() were sent: do not repeat all of it."


def no_outputs(generation_id: str) -> str:
    """A generation that ended without outputs."""
    return (
        f"It is paid for: do not create it again. {_job(generation_id)}.wait() asks the platform again; "
        f"if there are still none, look at {DASHBOARD}."
    )


def fetch_again(call: str, generation_id: Optional[str]) -> str:
    """A download that failed."""
    named = f"Generation {generation_id}" if generation_id else "The generation"
    return (
        f"{named} is paid for and not touched by this: do not create it again. "
        f"Call {call} again, which costs nothing; "
        f"{_job(generation_id)}.wait().outputs have new URLs when this one has expired."
    )


def system_refusal(code: int) -> str:
    """The operating system refused what a client needs."""
    if code == errno.EMFILE:
        return "Close descriptors or raise the limit (ulimit -n)."
    return "Look at what this process may do: its sandbox, its container."
