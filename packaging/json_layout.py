"""JSON for readers: a value on one line where it fits, otherwise each member on a line of its own."""

import json


def laid_out(value, width, indent=0, key=""):
    """`indent` columns are taken before the value, and `key` with a colon by the member that has it."""
    flat = json.dumps(value, ensure_ascii=False)
    # One column for the comma that may follow.
    fits = indent + len(key) + len(flat) + 1 <= width
    if fits or not isinstance(value, (dict, list)) or not value:
        return flat
    inner = indent + 2
    if isinstance(value, dict):
        names = [json.dumps(name, ensure_ascii=False) + ": " for name in value]
        rows = [name + laid_out(one, width, inner, name) for name, one in zip(names, value.values())]
    else:
        rows = [laid_out(one, width, inner) for one in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    lines = ",\n".join(" " * inner + row for row in rows)
    return f"{opening}\n{lines}\n{' ' * indent}{closing}"
