"""The next step after each kind of failure, as Python code. The library and the command have tables like
this; a test compares their rows.
"""

from __future__ import annotations

import errno

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional

DASHBOARD = "https://skills.video/dashboard"


# Characters that a plain word has not.
_NOT_PLAIN = set(' "\\')
# What the texts of the library name, and the same in Python.
_IN_PYTHON = {
    "skillsvideo credits": "client.credits()",
    "'skillsvideo inspect MODEL'": "skillsvideo.inspect(model)",
    "'skillsvideo models' lists": "skillsvideo.models() lists",
    "skillsvideo wait ID": "client.job(id).wait()",
    "set the option expected_type to its type": "fetch output.url with another HTTP client",
    "sv_option_name lists them": "skillsvideo.options() lists them",
    "set it with sv_client_set": "give it to Client(options=...)",
    "sv_client_add_file and sv_client_add_bytes give them": "a skillsvideo.File in the payload gives them",
    "set allow_blank to 1": "pass allow_blank=True",
    # fetch_again() says it.
    "The generation is still paid for. ": "",
}


def in_python(text: str, generation_id: Optional[str]) -> str:
    """A text of the library with Python calls in place of its shell commands and C functions."""
    if generation_id:
        text = text.replace("skillsvideo wait ID", f"skillsvideo wait {generation_id}")
    for name, ours in _IN_PYTHON.items():
        text = text.replace(name, ours)
    if not generation_id:
        return text
    parts = text.split(f"skillsvideo wait {generation_id}")
    shown = [part.replace(generation_id, named(generation_id)) for part in parts]
    return f"{job_call(generation_id)}.wait()".join(shown)


def named(text: str) -> str:
    """A text of the platform, such as an id, within a sentence: in quotes and escaped unless it is one plain
    word. So it can forge no line of a log, and sends nothing else to a terminal.
    """
    return text if text.isprintable() and not set(text) & _NOT_PLAIN else _literal(text)


def job_call(generation_id: Optional[str]) -> str:
    """The Python call that returns the generation with this id."""
    return f"client.job({_literal(generation_id)})" if generation_id else "client.job(id)"


def _literal(text: str) -> str:
    """A str as Python code in double quotes. The text comes from the platform and may contain anything."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode()


def returns_end(generation_id: str) -> str:
    """A generation that has ended while nobody read its end."""
    return f"generation {named(generation_id)} has ended; {job_call(generation_id)}.wait() returns its end"


def follow(generation_id: str) -> str:
    """A generation that is no longer followed and may go on."""
    return f"{job_call(generation_id)}.wait() follows it again"


def follow_elsewhere(generation_id: str) -> str:
    """As follow(), if the client is closed."""
    return f"Follow it with another client: {job_call(generation_id)}."


def wait_again(generation_id: Optional[str]) -> str:
    """A wait that timed out; the job is still followed."""
    if generation_id is None:
        return (
            "The platform has not returned an id yet; the job is still followed when you call wait() again."
        )
    return (
        f"It goes on and may be billed; call wait() again, or follow it later with {job_call(generation_id)}."
    )


def unknown_outcome() -> str:
    """A create without an id that may have been accepted. The text goes after a colon."""
    return f"look at {DASHBOARD} before you send it again"


def batch_was_begun() -> str:
    """A map() that failed after some of its generations had ended."""
    return "Earlier requests of this map() were sent: do not repeat all of it."


def no_outputs(generation_id: str) -> str:
    """A generation that ended without outputs."""
    return (
        f"It is paid for: do not create it again. {job_call(generation_id)}.wait() queries the platform "
        f"again; if there are still none, look at {DASHBOARD}."
    )


def blank_text(name: str) -> str:
    """A required text that is blank. The library says the same of a create."""
    text = f"{name} is required, and blank. To send it all the same, set allow_blank to 1. Nothing was sent."
    return in_python(text, None)


def fetch_again(call: str, generation_id: Optional[str], step: Optional[str] = None) -> str:
    """A download that failed. step: the next step in the words of the library."""
    subject = f"Generation {named(generation_id)}" if generation_id else "The generation"
    again = (
        f"Call {call} again, which costs nothing. "
        f"If the URL has expired, {job_call(generation_id)}.wait().outputs has new ones."
    )
    # A step that names this command is about the address or the type of the file.
    own = in_python(step, generation_id) if step and "skillsvideo wait ID" in step else again
    return f"{subject} is paid for; a failed download does not change it: do not create it again. {own}"


def system_refusal(code: int) -> str:
    """The operating system refused what a client needs."""
    if code == errno.EMFILE:
        return "Close files or sockets, or raise the limit (ulimit -n)."
    return "Check the limits of the sandbox or container of this process."
