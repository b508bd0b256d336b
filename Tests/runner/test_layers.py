"""What make lint says of a picture of the layers that differs from the import rules."""

import layers
from suite import check

IMPORTS = {"SVTop": {"SVOne", "SVTwo", "SVText", "CSkillsVideo", "CCurl"}, "SVOne": {"SVText"},
           "SVTwo": {"SVText", "CBytes"}, "SVText": set()}
PICTURE = """## The layers
Text.
```
   C   Python      what a row uses
+-----------+
| SVTop     |   CCurl
+-----+-----+
|SVOne|SVTwo|
| a   | b   |   CBytes
+-----+-----+
| SVText    |
+-----------+
```
"""
# What is changed in the picture, and the problem that names it.
CASES = [
    (("", ""), None),
    (("| SVText    |", "|           |"), "differ about SVText"),
    (("|SVOne|SVTwo|", "|SVOne|     |"), "differ about SVTwo"),
    (("| a   | b   |", "| a   |SVNew|"), "differ about SVNew"),
    (("   CCurl", ""), "SVTop may use ['CCurl'], the picture shows []"),
    (("   CBytes", "   CBytes CLinux"), "shows ['CBytes', 'CLinux']"),
    (("| b   |", "|SVTop|"), "SVTop may import SVOne, which the picture has not below it"),
    (("```\n   C", "```c\n   C"), "differ about SVOne"),
]


def test_pictures():
    for (old, new), expected in CASES:
        found = list(layers.problems(PICTURE.replace(old, new) if old else PICTURE, IMPORTS))
        good = any(expected in line for line in found) if expected else not found
        check(good, f"{old!r} -> {new!r}: {found}")
