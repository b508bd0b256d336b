"""Reads the manual out of the C header: its chapters, and its declarations with what is said of each."""
import re


def prose(comment):
    """A comment's text without its frame of stars and common indent."""
    lines = [re.sub(r"^ \* ?", "", line) for line in comment.split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip("\n")


class Header:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        opening = prose(re.match(r"/\*(.*?)\*/", text, re.S)[1])
        self.title = opening.split(":", 1)[1].split(". ", 1)[0].strip() + "."
        self.version = ".".join(re.findall(r"#define SV_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text))
        chapters = re.split(r"^([A-Z][A-Z ,]+)$\n", opening, flags=re.M)[1:]
        self.manual = {name: self.chapter(body) for name, body in zip(chapters[::2], chapters[1::2])}
        self.groups = list(self.read_groups(text))

    @staticmethod
    def chapter(body):
        """Removes the indentation of a chapter, two columns."""
        return "\n".join(re.sub(r"^  ", "", line) for line in body.rstrip().split("\n"))

    def read_groups(self, text):
        start = text.index("typedef struct sv_client")
        body = text[start:text.index("#ifdef __cplusplus\n}")]
        parts = re.split(r"/\* ---- (.*?) ----[ \t]*", body)
        yield "Types and numbers", list(self.declarations(parts[0]))
        for name, part in zip(parts[1::2], parts[2::2]):
            # The rest of the comment that names a group is about all of it.
            about, _, rest = part.partition("*/")
            intro = " ".join(prose(about).split())
            yield name, ([("", intro)] if intro else []) + list(self.declarations(rest))

    @staticmethod
    def declarations(text):
        """Pairs of declaration and comment. A comment after a declaration, on its line, is about
        that one."""
        found, leading = [], ""
        for match in re.finditer(
                r"/\*(.*?)\*/|((?:enum|typedef|const|int|uint|sv_|void)[^;{]*(?:\{.*?\})?[^;]*;)([^\n]*)",
                text, re.S):
            if match[1] is not None:
                before = text[:match.start()].rsplit("\n", 1)[-1]
                if before.strip() and found:
                    found[-1][1] = (found[-1][1] + " " + " ".join(prose(match[1]).split())).strip()
                else:
                    leading = " ".join(prose(match[1]).split())
                continue
            declaration = re.sub(r"\n {8,}", " ", match[2])
            trailing = re.search(r"/\*(.*)", text[match.end(2):], re.S) if match[3].strip().startswith(
                "/*") else None
            about = re.match(r"(.*?)\*/", trailing[1], re.S)[1] if trailing else ""
            found.append([declaration, (leading + " " + " ".join(prose(about).split())).strip()])
            leading = ""
        return [tuple(pair) for pair in found]
