"""Reads the manual in the C header: its chapters, and its declarations with their comments."""
import re
import textwrap

LABELS = ("Returns", "Errors", "Owner", "Thread")
LABEL = re.compile(rf"({'|'.join(LABELS)}): ")
DECLARATION = re.compile(
    r"/\*(.*?)\*/|((?:enum|typedef|const|int|uint|sv_|void)[^;{]*(?:\{.*?\})?[^;]*;)([^\n]*)", re.S)
PROTOTYPE_COLUMNS = 70


def prose(comment):
    """Returns a comment's text without its stars and common indentation."""
    lines = [re.sub(r"^ \* ?", "", line) for line in comment.split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip("\n")


class About:
    """The comment of a declaration: its text, and what its labels say."""

    def __init__(self, comment):
        """Paragraphs and indented blocks stay as they are; a label begins a paragraph."""
        self.labels, text, label = {}, [], None
        for line in prose(comment).split("\n"):
            found = LABEL.match(line.strip())
            if found:
                label = found[1]
                self.labels[label] = line.strip()[found.end():]
            elif label and line.startswith("  "):
                self.labels[label] += " " + line.strip()
            else:
                label = None
                text.append(line)
        self.text = "\n".join(text).strip()

    @property
    def brief(self):
        """The first sentence."""
        first = " ".join(self.text.split("\n\n")[0].split())
        return re.split(r"(?<=[.:]) ", first.replace("data: ", "data:\0"))[0].replace("\0", " ").rstrip(":")


class Declaration:
    def __init__(self, code, about):
        self.code, self.about = code, about

    @property
    def name(self):
        """The function's name; None for types and numbers."""
        if self.code.startswith(("enum", "typedef")):
            return None
        return re.search(r"\b(sv_\w+)\(", self.code)[1]

    @property
    def returns_something(self):
        return not self.code.startswith("void")

    @property
    def gives_memory(self):
        """It returns a pointer, or stores one."""
        return re.match(r"[\w ]*\*", self.code) is not None or "**" in self.code

    @property
    def numbers(self):
        """The numbers of an enumeration or the members of a structure, each with its comment."""
        pairs = re.findall(r"\b(SV_\w+ = -?\d+|uint64_t \w+(?=;))[,;]?(?:\s*/\*(.*?)\*/)?", self.code, re.S)
        return [(number, " ".join(comment.split())) for number, comment in pairs]

    @property
    def lines(self):
        """The code in short lines, broken between parameters."""
        code = " ".join(self.code.split())
        if len(code) <= PROTOTYPE_COLUMNS:
            return code
        head, parameters = code.split("(", 1)
        lines = [head + "(", "    "]
        for parameter in parameters.split(", "):
            if len(lines[-1]) + len(parameter) > PROTOTYPE_COLUMNS:
                lines.append("    ")
            lines[-1] += parameter + ", "
        return "\n".join(line.rstrip(" ") for line in lines).rstrip(",")


class Group:
    def __init__(self, name, about, declarations):
        self.name, self.about, self.declarations = name, about, declarations

    def labels(self, declaration):
        """What the labels say of a declaration: its own, and for the rest those of its group that can be
        about it."""
        fits = {"Thread": True, "Owner": declaration.gives_memory, "Returns": declaration.returns_something,
                "Errors": declaration.returns_something}
        group = {label: text for label, text in self.about.labels.items() if fits[label]}
        found = {**group, **declaration.about.labels}
        return {label: found[label] for label in LABELS if label in found}


class Header:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.text = text = file.read()
        opening = prose(re.match(r"/\*(.*?)\*/", text, re.S)[1])
        self.title = " ".join(opening.split(":", 1)[1].split("\n\n")[0].split())
        self.version = ".".join(re.findall(r"#define SV_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text))
        chapters = re.split(r"^([A-Z][A-Z ,-]+)$\n", opening, flags=re.M)[1:]
        self.manual = {name: self.chapter(body) for name, body in zip(chapters[::2], chapters[1::2])}
        self.groups = list(self.read_groups(text))

    @staticmethod
    def chapter(body):
        """Removes the indentation of a chapter, two columns."""
        return "\n".join(re.sub(r"^  ", "", line) for line in body.rstrip().split("\n"))

    def programs(self):
        """The complete programs of the manual, each with its chapter."""
        for name, text in self.manual.items():
            for block in re.findall(r"^  #include .*\n(?:(?:  .*)?\n)*", text + "\n", re.M):
                if " main(" in block:
                    yield name, textwrap.dedent(block).strip("\n") + "\n"

    def read_groups(self, text):
        body = text[text.index("extern \"C\" {"):text.index("#ifdef __cplusplus\n}")]
        body = re.sub(r"^#.*$", "", body[body.index("\n"):], flags=re.M)
        parts = re.split(r"/\* ---- (.*?) ----[ \t]*", body)
        yield Group("types and numbers", About(""), list(self.declarations(parts[0])))
        for name, part in zip(parts[1::2], parts[2::2]):
            # The rest of a comment that names a group describes the whole group.
            about, _, rest = part.partition("*/")
            yield Group(name, About(about), list(self.declarations(rest)))

    @staticmethod
    def declarations(text):
        """A comment belongs to the declaration after it, or to the one before it on its line."""
        found, leading = [], ""
        for match in DECLARATION.finditer(text):
            if match[1] is not None:
                before = text[:match.start()].rsplit("\n", 1)[-1]
                if before.strip() and found:
                    found[-1][1] += "\n" + match[1].strip()
                else:
                    leading = match[1].strip()
                continue
            trailing = re.match(r"\s*/\*(.*?)\*/", text[match.end(2):], re.S) if "/*" in match[3] else None
            about = leading + ("\n" + trailing[1].strip() if trailing else "")
            found.append([match[2], about.strip()])
            leading = ""
        return [Declaration(code, About(about)) for code, about in found]
