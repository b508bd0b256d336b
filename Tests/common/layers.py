"""Compares the picture of the layers in CONTRIBUTING with the import rules of layout.py."""
import os
import re

PICTURE = re.compile(r"^## The layers\n.*?^```\n(.*?)^```", re.M | re.S)
BORDER = re.compile(r"\+[-+]+\+$")
# Every row of the library may use the numbers of the header, and Swift's own modules are not drawn.
NOT_DRAWN = {"CSkillsVideo", "Synchronization"}


def rows(text):
    """The rows of the picture from the top: the modules in the boxes, and the C modules on the right."""
    found = PICTURE.search(text)
    boxes, beside, is_inside = [], [], False
    for line in found[1].splitlines() if found else ():
        if BORDER.match(line):
            is_inside = bool(boxes) or not is_inside
            boxes.append(set())
            beside.append(set())
        elif is_inside:
            drawing, _, right = line.rpartition("|")
            boxes[-1] |= set(re.findall(r"\b(?:SV[A-Z]|Skills)\w+\b", drawing))
            beside[-1] |= set(right.split())
    return list(zip(boxes, beside))[:-1]


def problems(text, imports):
    """What the picture shows differently from `imports`: each module, and all that it may import."""
    found = rows(text)
    depth = {module: place for place, (boxes, _) in enumerate(found) for module in boxes}
    for module in sorted(set(imports) ^ set(depth)):
        yield f"CONTRIBUTING.md: the picture of the layers and the import rules differ about {module}"
    for module in sorted(set(imports) & set(depth)):
        for other in sorted(imports[module] & set(depth)):
            if depth[other] <= depth[module]:
                yield f"CONTRIBUTING.md: {module} may import {other}, which the picture has not below it"
    for boxes, beside in found:
        used = set().union(*(imports.get(module, set()) for module in boxes)) - set(imports) - NOT_DRAWN
        if used != beside:
            names = " and ".join(sorted(boxes))
            yield f"CONTRIBUTING.md: {names} may use {sorted(used)}, the picture shows {sorted(beside)}"


def check(root, imports):
    with open(os.path.join(root, "CONTRIBUTING.md"), encoding="utf-8") as file:
        return list(problems(file.read(), imports))
