"""Facts that have one home in the sources: lists of the system, media types, next steps after a failure."""
import collections
import os
import re

import places

SYSTEM = "Sources/SVProtocol/Options/SystemSettings.swift"
MEDIA = {f"Sources/SVProtocol/Downloads/{name}.swift" for name in ("MediaType", "MediaTypeTable")}
# Whose steps they are, the table, and where no other may be.
REMEDIES = [
    ("library", "Sources/SVProtocol/Answers/Remedy.swift", ""),
    ("command", "Sources/skillsvideo-cli/Following/CommandRemedy.swift", "Sources/skillsvideo-cli/"),
    ("Python", "bindings/python/src/skillsvideo/_remedies.py", "bindings/python/src/"),
]
# Failures whose next step differs between the library, the command and Python.
KINDS = {"follow", "unknownoutcome", "nooutputs", "fetchagain"}


def read(path):
    """A source, each of its texts on one line."""
    with open(os.path.join(places.ROOT, path), encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".swift"):
        text = re.sub(r'"""\n(.*?)\n *"""', lambda found: f'"{on_one_line(found[1])}"', text, flags=re.DOTALL)
    return text


def on_one_line(text):
    """The inside of a text of several lines that are one."""
    return re.sub(r" *\\\n *", " ", text).strip()


def sources(*folders, endings=(".swift", ".c", ".cpp", ".h")):
    """The texts of sources, by their path; of Swift, C and C++ where nothing else is said."""
    for top in folders or ["Sources"]:
        for folder, _, names in os.walk(os.path.join(places.ROOT, top)):
            for name in sorted(names):
                path = os.path.relpath(os.path.join(folder, name), places.ROOT)
                if name.endswith(endings):
                    yield path, read(path)


def check_lists(checks, header):
    """Variables, places of certificates and media types have one list each; the header repeats variables."""
    listed = re.findall(r'"([\w/.-]+)"', read(SYSTEM))
    known = {"https_proxy", "NO_PROXY", "SSL_CERT_DIR"} <= set(listed)
    checks.check("the lists of the system are read", known, listed)
    words = re.sub(r"\s+\*?\s*", " ", header)
    proxies = ", ".join(name for name in listed if name.lower() in ("https_proxy", "all_proxy"))
    others = [name for name in listed if name.lower() == "no_proxy"]
    trust = [name for name in listed if name.startswith("SSL_CERT_")]
    told = [f"{proxies}, {', '.join(others)}, {' and '.join(trust)}.", f"by default from {proxies}.",
            f"by default from {' or '.join(others)}."]
    for text in told + [f"by default {name}, else the system's." for name in trust]:
        checks.check(f"the header has: {text}", text in words)
    for path, text in sources(endings=".swift"):
        names = set(re.findall(r'"([\w/.-]+)"', re.sub(r"//.*", "", text)))
        if path != SYSTEM:
            # Two are also the name of an option, and an example in a message.
            again = sorted(names & set(listed) - {"https_proxy", "no_proxy"})
            checks.same(f"{path} has no list of the system", again, [])
        if path not in MEDIA:
            types = sorted(name for name in names if re.match(r"(image|video|audio|model)/", name))
            checks.same(f"{path} names no media type", types, [])


def steps(text):
    """The sentences of a table; of a sentence with values, its longer parts."""
    text = re.sub(r"^ *///.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r'^ *""".*?"""$', "", text, flags=re.MULTILINE | re.DOTALL)
    for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text):
        parts = re.split(r"\\\([^)]*\)|\{[^}]*\}", literal)
        least = 20 if len(parts) == 1 else 28
        for part in map(str.strip, parts):
            # A command alone may be shown in a help text.
            if len(part) >= least and " " in part and not part.startswith("skillsvideo wait"):
                yield part


def check_remedies(checks):
    """A table of next steps for each audience, with the same kinds of failure, and no step beside it."""
    python = list(sources("bindings/python/src", endings=".py"))
    every = [*sources(endings=".swift"), *python]
    for name, table, place in REMEDIES:
        own = read(table)
        rows = {row.replace("_", "").lower() for row in re.findall(r"\b(?:case|func|let|def) (\w+)", own)}
        checks.same(f"the {name}'s table has each kind", sorted(KINDS - rows), [])
        found = collections.Counter(steps(own))
        checks.check(f"the {name}'s table is read", len(found) > 5, found)
        checks.same(f"the {name}'s table has no step twice", [step for step in found if found[step] > 1], [])
        for step in found:
            others = [(path, text) for path, text in every if path != table and path.startswith(place)]
            again = [path for path, text in others if step in text]
            checks.same(f"it is only in the {name}'s table: {step}", again, [])
    home = {table for _, table, _ in REMEDIES}
    named = [path for path, text in every if "skills.video/dashboard" in text and path not in home]
    checks.same("no other source sends people to the dashboard", named, [])
