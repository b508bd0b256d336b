"""The settings of a client."""

from __future__ import annotations

import os

from ._arguments import milliseconds, option_text, refuse
from ._native import library_path, version
from ._typing import TYPE_CHECKING
from ._version import __version__

if TYPE_CHECKING:
    from typing import Dict, Mapping, Optional, Union

    from ._arguments import Options, OptionValue
    from ._offline import OptionInfo

KEY_VARIABLE = "SKILLS_VIDEO_API_KEY"


# Arguments in seconds. The library's option has the same name with "_ms".
_SECONDS = ("first_byte_timeout", "quiet_poll", "upload_timeout")


def named_options(options: Optional[Options], **given: Union[int, float, bool, None]) -> Options:
    """The options together with those that have arguments of their own; None is the library's default.
    ArgumentError if the loaded library does not have one of them.
    """
    named: Dict[str, OptionValue] = {}
    for argument, value in given.items():
        if value is None:
            continue
        if argument not in _SECONDS:
            named[argument] = value
            continue
        option = _option(argument)
        # No limit is 0, or the largest value if 0 is not allowed.
        longest = option.most if option.least else 0
        named[option.name] = milliseconds(value, argument) or longest or 0
    return {**(options or {}), **named}


def _option(argument: str) -> OptionInfo:
    """The library's option of the same name in milliseconds."""
    from ._offline import options

    name = f"{argument}_ms"
    for one in options():
        if one.name == name:
            return one
    raise refuse(
        f"{argument} needs the option {name}, which the library does not have ({library_path}, "
        f"{version().partition(',')[0]}): install the package and the library of the same version."
    )


class Settings:
    """The options of a client, kept to make another client like it. The repr hides the key."""

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
        # In Python a blank prompt is refused, unless allow_blank=True asks for it.
        self.values.setdefault("allow_blank", "0")
        agent = f"skillsvideo-python/{__version__}"
        self.values["user_agent"] = f"{user_agent} {agent}" if user_agent else agent

    @property
    def key(self) -> str:
        """The key that will be used, for removing it from logs."""
        return self.values.get("api_key") or os.environ.get(KEY_VARIABLE, "").strip()

    def __repr__(self) -> str:
        shown = {name: "[key]" if name == "api_key" else value for name, value in self.values.items()}
        return f"<Settings {shown}>"
