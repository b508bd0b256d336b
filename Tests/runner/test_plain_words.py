"""The words that `make lint` refuses, the English that it accepts, and which parts of a file it reads."""

import re

import plain_words
from suite import check

# Sentences with a word of the table, in the table's order. Each word needs one.
REFUSED = [
    "The record is told.", "The header tells the unit.", "There is nothing to tell.",
    "The byte behind the text.", "A foreign handle.", "The rule stands in a table.", "It stood there.",
    "LIBDIR is heeded.", "A create that is on its way.", "It asks for the credit balance.",
    "A steady message.", "A fruitless try.", "It is on no index.",
    "It makes sure that a webhook is genuine and says what it says.", "NULL is let pass.",
    "It is taken for a digit.", "Handles that are none of ours.", "The answer is nobody's.", "Begin anew.",
    "Lest it fails.", "ruff sees to the lines.", "The words are what they were.", "Refused for good.",
    "Documents and the like.", "It costs dearly.", "What becomes of the answer.", "A mutation that bites.",
]
# Sentences that have such a word in another sense, in the order of the table GOOD.
ACCEPTED = [
    "Two ids that can be told apart.", "Nothing tells the two apart.", "Tell the user to wait.",
    "A driver that is told to end.", "Hosts behind a proxy.", "It leaves no file behind.",
    "A foreign function interface.", "The sign stands for zero.", "A stand-in for curl.",
    "It is taken for a moment by another file.", "Printing is what they are for.",
    "The limit is low for good reasons.",
]
OTHERS = [
    "The understanding of a standard.", "A bearer token.", "Tell git to ignore it.", "sv_told is a name.",
]
# Path, text, and the lines on which a word is found.
FILES = [
    ("a.py", "told = 1  # told\n", [1]),
    ("a.py", "told('x')\nprint('is\\ntold')\n", [2]),
    ("a.py", "print(f'it {told} is told {told()}')\n", [1]),
    ("a.py", "print(f'it {told}')\n", []),
    ("a.py", '"""One line.\n\nIt is\ntold."""\n', [4]),
    ("a.py", "# on\n#   its way\n", [1]),
    ("a.py", "words = ('on '\n         'its way')\n", [1]),
    ("a.py", "a('on', b, 'its way')\n", []),
    ("a.swift", "let told = 1 /// told\n", [1]),
    ("a.swift", 'let text = "told \\(told)"\n', [1]),
    ("a.swift", 'let text = "\\(told(by: (1)))"\n', []),
    ("a.swift", 'let text = """\n  Line.\n  told\n  """\n', [3]),
    ("a.c", "int told; // told\n", [1]),
    ("a.c", "/* on\n * its way */\nint told;\n", [1]),
    ("a.c", "char quote = '\"'; int told; char end = '\"';\n", []),
    ("a.hpp", 'auto text = "a \\" told";\n', [1]),
    ("a.sh", "# told\n\necho \"told\"\n", [1, 3]),
    ("a.md", "It is told\n", [1]),
    ("a.in", "It is told\n", [1]),
    ("Makefile", "lib: ## told\n", [1]),
    ("a.png", "told\n", []),
    ("Tests/mutations/a.py", '"""told"""\n# told\nROWS = ["told"]\n', [1, 2]),
    ("Sources/a.swift", "struct Orphan {}\n", [1]),
    ("Sources/a.swift", "struct Orphanage {}\nlet askFirst = 1\n", [2]),
    ("Tests/a.swift", "struct Orphan {}\n", []),
    ("Tests/FAULTS.md", "told\n", []),
]


def words_of(sentence):
    return [word for _, word, _ in plain_words.faults("a.md", sentence)]


def test_every_word():
    check(len(REFUSED) == len(plain_words.WORDS), f"{len(REFUSED)} sentences, {len(plain_words.WORDS)} words")
    for sentence, word in zip(REFUSED, plain_words.WORDS):
        found = words_of(sentence)
        check(any(re.fullmatch(word, one, re.I) for one in found), f"{sentence} {word}: {found}")


def test_good_english():
    for phrase in map(plain_words.compiled, [[phrase] for phrase in plain_words.GOOD]):
        check(any(phrase.search(sentence.lower()) for sentence in ACCEPTED), f"no use of {phrase.pattern}")
    for sentence in ACCEPTED + OTHERS:
        check(not words_of(sentence), f"{sentence} {words_of(sentence)}")


def test_what_is_read():
    for path, text, expected in FILES:
        found = [line for line, _, _ in plain_words.faults(path, text)]
        check(found == expected, f"{path} {text!r}: {found}, not {expected}")


def test_folders_that_are_not_done():
    kept = dict(plain_words.LEFT)
    sources = {"a.md": "fine\n", "old/a.md": "told\nstood\n"}
    limit = "old/: 2 words to replace, LEFT in plain_words.py says "
    lines = ['old/a.md:1: "told": write reported, returned, shown', 'old/a.md:2: "stood": write was']
    try:
        for left, expected in [({}, lines), ({"old/": 2}, []), ({"old/": 3}, [limit + "3"]),
                               ({"old/": 1}, [*lines, limit + "1"]), ({"old/a": 2, "old/": 0}, [])]:
            plain_words.LEFT.clear()
            plain_words.LEFT.update(left)
            found = list(plain_words.problems(sources))
            check(found == expected, (left, found))
    finally:
        plain_words.LEFT.clear()
        plain_words.LEFT.update(kept)
