"""The words that comments, messages, help and documents do not use, each with what to write instead. A word
is here because readers stumbled over it. Phrases in which it is good English are listed too."""
import bisect
import re

from prose import CODE, has_prose, prose

# Good English that contains one of the words below; these phrases are skipped. A space matches any white
# space, also between the lines of a comment.
GOOD = [
    # Two things can be told apart, and a person or a program can be told to do something.
    r"(tell|tells|told) (\w+ ){0,4}apart",
    r"(tell|tells) (you|users?|\w+ users?|the (caller|server|program|user|compiler|linker|loop|model))",
    r"told (you|us|me|to)",
    # A server is behind a proxy; a program falls behind, or leaves a file behind.
    r"behind (an?|the|its|your|this|that|one) ([\w-]+ )?(proxy|proxies|firewall|gateway|login|nginx)",
    r"(leave|leaves|leaving|left|stays?|stayed|falls?|fell) (\w+ ){0,4}behind",
    r"foreign (function|key)s?",
    # A word stands for a value; values stand next to each other; a clock stands still.
    r"(stand|stands|stood) (for|in for|next to|still)",
    r"stand-?ins?|stand-?alone|standard",
    r"taken for (a|an|one) (moment|second|minute|while)",
    r"(is|are) what (it|they) (is|are) for",
    r"for good (reasons?|measure)",
]
# Word or pattern -> what to write instead, in any case.
WORDS = {
    r"told": "reported, returned, shown",
    r"tells": "reports, returns, shows, contains",
    r"(something|nothing|what|anything|reason|need|able|to) tell": "report, return, show",
    r"behind": "after, following",
    r"foreign": "forked (process), external (URL, host), unrecognised (answer), from another copy (handle)",
    r"stands?": "is, is listed",
    r"stood": "was",
    r"heed(s|ed|ing)?": "honour, support",
    r"on (its|their) way": "in flight, already sent",
    r"ask(s|ed|ing)? for the (credit )?balance": "query the balance, balance query",
    r"steady": "unchanged",
    r"fruitless(ly)?": "without progress",
    r"(on|in) no index": "not published",
    r"makes? sure that [^.]{1,80} says what it says": "verifies X and returns Y",
    r"let pass": "accepted",
    r"taken for": "treated as",
    r"none of (ours|theirs)": "not a handle of this library",
    r"(nobody|anybody|somebody|anything|everybody|someone)'s|outsiders?":
        "name who or what it is: the platform, the caller, untrusted input",
    r"anew": "again",
    r"lest": "so that ... does not",
    r"sees? to": "checks, handles",
    r"(is|are|was|were) what (it|they) (is|are|was|were)": "name what is the same or what matters",
    r"for good": "permanently",
    r"the like": "name them",
    r"dear(ly)?": "expensive, at a high cost",
    r"what(ever)? (becomes|became) of": "the result of, what happens to",
    r"bites?|biting": "say that a test fails",
}
# Names in this project's own code that language.md replaces.
NAMES = {
    r"(struct|class|enum|protocol|typealias) Given": "CArgument",
    r"(struct|class|enum|protocol|typealias) Examination": "DoctorChecks",
    r"(struct|class|enum|protocol|typealias) Orphan": "DetachedJob",
    r"(struct|class|enum|protocol|typealias) Follow": "ActiveJob",
    r"(struct|class|enum|protocol|typealias) Ending": "JobEnd",
    r"(struct|class|enum|protocol|typealias) Lent": "BorrowedInputs",
    r"askFirst|askedFirst": "queryBalanceBeforeCreate, onBalanceBeforeCreate",
    r"askAfter": "queryBalanceAfterEnd",
    r"askingIsOver|settlingIsOver": "onBalanceTimeout, onFinalBalanceTimeout",
    r"fruitless\w*": "withoutProgress",
}

# What is not read: the words themselves, what the library writes, and tables whose strings are lines of other
# files.
NOT_READ = {"Tests/common/plain_words.py", "Tests/runner/test_plain_words.py", "Tests/FAULTS.md",
            "Tests/MESSAGES.md"}
LINES_OF_OTHERS = ("Tests/mutations/", "Tests/simulation/")
# Folders that are not done yet, with how many words each has left. The numbers only shrink; without any, the
# table goes.
LEFT = {
}


def compiled(words, flags=0):
    return re.compile(rf"\b(?:{'|'.join(words)})\b", flags)


GOOD_PHRASES = compiled(GOOD, re.I)
# One search finds whether a file has any of the words; most have none.
ANY_WORD = compiled(WORDS, re.I)
RULES = [(compiled([word], re.I), instead) for word, instead in WORDS.items()]
ANY_NAME = compiled(NAMES)
NAME_RULES = [(compiled([name]), instead) for name, instead in NAMES.items()]


class Squeezed:
    """A text with one space for each run of white space."""

    def __init__(self, text):
        self.starts, self.places, pieces, length = [], [], [], 0
        for found in re.finditer(r"\S+", text):
            self.starts.append(length)
            self.places.append(found.start())
            pieces.append(found[0])
            length += len(found[0]) + 1
        self.text = " ".join(pieces)

    def place(self, offset):
        """Where a character is in the text that was given."""
        index = bisect.bisect_right(self.starts, offset) - 1
        return self.places[index] + offset - self.starts[index]


def faults(path, text):
    """The words of a file that are in the table: line, word, and what to write instead."""
    if path in NOT_READ or not has_prose(path):
        return
    own = Squeezed(prose(path, text, not path.startswith(LINES_OF_OTHERS)))
    left = GOOD_PHRASES.sub(lambda found: CODE * len(found[0]), own.text)
    for rule, instead in RULES if ANY_WORD.search(left) else ():
        for found in rule.finditer(left):
            yield text.count("\n", 0, own.place(found.start())) + 1, found[0], instead
    for rule, instead in NAME_RULES if path.startswith("Sources/") and ANY_NAME.search(text) else ():
        for found in rule.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, found[0], instead


def folder_of(path):
    """The folder of the table LEFT that a file belongs to: the longest one."""
    return max((name for name in LEFT if path.startswith(name)), key=len, default=None)


def problems(sources):
    """What is wrong in files, given as path and text. A folder of LEFT has exactly as many words as it says
    there: more are a fault, and fewer mean that the number is to be lowered."""
    found = {}
    for path, text in sources.items():
        lines = [f"{path}:{line}: \"{word}\": write {instead}"
                 for line, word, instead in sorted(faults(path, text))]
        found.setdefault(folder_of(path), []).extend(lines)
    yield from found.pop(None, [])
    for folder, allowed in LEFT.items():
        lines = found.get(folder, [])
        yield from lines if len(lines) > allowed else ()
        if len(lines) != allowed:
            yield f"{folder}: {len(lines)} words to replace, LEFT in plain_words.py says {allowed}"
