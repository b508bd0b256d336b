#!/usr/bin/env python3
"""Checks whether the API key is set. Sends nothing."""

from __future__ import annotations

from support import key
from support.arguments import Parser
from support.entry import run, tell_stderr
from support.lines import say

HOW_TO_GET_KEY = [
    f"Sign in at {key.DASHBOARD}",
    "Choose Create API Key and copy the key; it is shown once",
    f"Put it into {key.VARIABLE} as below, then run this again",
]
SET_ENV_EXAMPLES = [
    f"export {key.VARIABLE}='your-key'",
    f"echo \"export {key.VARIABLE}='your-key'\" >> ~/.bashrc",
]


def tell(name: str, message: str) -> None:
    """Prints an error as a JSON object."""
    say({"ok": False, "error": name, "env_var": key.VARIABLE, "message": message})


def main() -> int:
    """Prints one object."""
    Parser(
        "Checks whether SKILLS_VIDEO_API_KEY contains a key. Exit status 0 if it does, else 1.", tell_stderr
    ).parse_args()
    wrong = key.problem()
    answer = {"ok": wrong is None, "env_var": key.VARIABLE}
    if wrong is None:
        answer["message"] = f"{key.VARIABLE} is set."
    else:
        answer.update(error=wrong[0], message=wrong[1], dashboard_url=key.DASHBOARD)
        answer.update(how_to_get_key=HOW_TO_GET_KEY, set_env_examples=SET_ENV_EXAMPLES)
    say(answer)
    return 0 if wrong is None else 1


if __name__ == "__main__":
    run(main, tell)
