"""The prose of a file: its comments and string literals. Code becomes filler, so that offsets and line
numbers stay those of the file, and a sentence that is wrapped over several lines stays one text."""
import io
import re
import tokenize

# Separates two pieces of prose: no word of a pattern matches it.
CODE = "\0"

# Comments and strings of Swift, C and C++.
C_LIKE = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>\"\"\".*?\"\"\"|\"(?:\\.|[^\"\\\n])*\")"
    r"|'(?:\\.|[^'\\\n])'", re.S)
# Swift's \(value) and Python's {value} are code within a string.
PARENTHESES = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
SWIFT_VALUE = re.compile(r"\\" + PARENTHESES)
PYTHON_VALUE = re.compile(r"\{[^{}\n]*\}")
ESCAPE = re.compile(r"\\[nrt]")
# What begins a line of a comment.
MARKER = re.compile(r"^([ \t]*)(///|//|/\*\*?|\*(?!\*)|#:?)(?=[ \t\n]|$)", re.M)

C_FAMILY = (".swift", ".c", ".h", ".cpp", ".hpp", ".d")
# Scripts and documents are read whole: they have few names, and those are this project's own.
WHOLE = (".md", ".sh", ".bash", ".fish", ".in", ".ipynb", ".lua", ".php", ".pl", ".rb", ".toml", ".yaml",
         ".map", ".symbols", ".modulemap")
WHOLE_NAMES = ("Makefile", "run", "_skillsvideo", "control")


def blank(text):
    """The same text as filler: only its white space is kept."""
    return re.sub(r"\S", CODE, text)


def spaces(found):
    """White space in place of what was found."""
    return re.sub(r"[^\n]", " ", found[0])


def without_marks(text):
    """A piece of prose without the signs that begin a comment's lines or enclose a string."""
    return MARKER.sub(lambda found: found[1] + " " * len(found[2]), text)


def c_like(text):
    pieces, end = [], 0
    for found in C_LIKE.finditer(text):
        pieces.append(blank(text[end:found.start()]))
        if found["comment"]:
            pieces.append(without_marks(found[0].replace("*/", "  ")))
        elif found["string"]:
            value = SWIFT_VALUE.sub(lambda part: blank(part[0]), found[0])
            pieces.append(ESCAPE.sub(spaces, value).replace('"', " "))
        else:
            pieces.append(blank(found[0]))
        end = found.end()
    return "".join(pieces) + blank(text[end:])


def python(text, has_strings=True):
    """Comments and, unless the strings are data, the string literals of a Python file."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    pieces, end = [], 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_string = token.type == tokenize.STRING and (has_strings or token.string.startswith(('"""', "'''")))
        if token.type != tokenize.COMMENT and not is_string:
            continue
        start = starts[token.start[0] - 1] + token.start[1]
        stop = starts[token.end[0] - 1] + token.end[1]
        prose = token.string
        if is_string:
            opening = re.match(r"\w*(\"\"\"|'''|\"|')", prose)
            is_formatted = "f" in opening[0].lower()
            prose = " " * len(opening[0]) + prose[len(opening[0]):-len(opening[1])] + " " * len(opening[1])
            prose = PYTHON_VALUE.sub(lambda part: blank(part[0]), prose) if is_formatted else prose
            prose = ESCAPE.sub(spaces, prose)
        pieces += [blank(text[end:start]), without_marks(prose)]
        end = stop
    return "".join(pieces) + blank(text[end:])


def has_prose(path):
    """Whether this kind of file is read at all."""
    name = path.rpartition("/")[2]
    return path.endswith((*C_FAMILY, ".py", *WHOLE)) or name in WHOLE_NAMES


def prose(path, text, has_strings=True):
    """The text of a file with filler in place of its code."""
    if path.endswith(C_FAMILY):
        return c_like(text)
    return python(text, has_strings) if path.endswith(".py") else without_marks(text)
