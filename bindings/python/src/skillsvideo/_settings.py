"""What a client is made with."""

from __future__ import annotations

import os

from ._arguments import milliseconds, option_text
from ._typing import TYPE_CHECKING
from ._version import __version__

if TYPE_CHECKING:
    from typing import Dict, Mapping, Optional

    from ._arguments import Options

KEY_VARIABLE = "SKILLS_VIDEO_API_KEY"


def options_with_credits(
    options: Optional[Options], min_credits: Optional[int], report_credits: Optional[bool]
) -> Options:
    """The options with those of them that have arguments of their own."""
    given = {"min_credits": min_credits, "report_credits": report_credits}
    return {**(options or {}), **{name: value for name, value in given.items() if value is not None}}


class Settings:
    """The options of a client, kept so that another client like it can be made. Its repr shows no key."""

    def __init__(
        self,
        api_key: Optional[str],
        base_url: Optional[str],
        timeout: Optional[float],
        proxy: Optional[str],
        no_proxy: Optional[str],
        ca_file: Optional[str],
        user_agent: Optional[str],
        options: Optional[Options],
    ) -> None:
        given: Mapping[str, Optional[str]] = {
            "api_key": api_key,
            "base_url": base_url,
            "proxy": proxy,
            "no_proxy": no_proxy,
            "ca_file": ca_file,
        }
        self.values: Dict[str, str] = {name: option_text(value) for name, value in (options or {}).items()}
        self.values.update({name: value for name, value in given.items() if value is not None})
        if timeout is not None:
            self.values["total_timeout_ms"] = str(milliseconds(timeout, "timeout"))
        agent = f"skillsvideo-python/{__version__}"
        self.values["user_agent"] = f"{user_agent} {agent}" if user_agent else agent

    @property
    def key(self) -> str:
        """The key that will be used, for taking it out of logs."""
        return self.values.get("api_key") or os.environ.get(KEY_VARIABLE, "").strip()

    def __repr__(self) -> str:
        shown = {name: "[key]" if name == "api_key" else value for name, value in self.values.items()}
        return f"<Settings {shown}>"
