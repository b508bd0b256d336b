"""Writes man(7) source: takes plain text and returns escaped macros. No line is wider than 80 columns."""
import os
import re
import textwrap
import time

# A terminal's 80 columns without the indent of a section.
COLUMNS = 73


def escaped(text):
    """Escapes text: backslashes, macros at the start of a line, and dashes, so that they can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha").replace(
        "`", "\\(ga")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def filled(text):
    """Wraps running text in short lines. A line that ends with a sentence gets no wider space."""
    lines = textwrap.wrap(escaped(" ".join(text.split())), 78, break_long_words=False, break_on_hyphens=False)
    lines = [re.sub(r"^([.'])", r"\\&\1", line) for line in lines]
    return [re.sub(r"([.?!][\"')\]]*)$", r"\1\\&", line) for line in lines[:-1]] + lines[-1:]


def narrow(line):
    """A line that keeps its blanks. If it is too wide, the rest follows below its last column, broken at
    blanks and after |."""
    if len(line) <= COLUMNS:
        return [line.rstrip()]
    gaps = [gap.end() for gap in re.finditer(r"\S {2,}(?=\S)", line) if gap.end() <= COLUMNS // 2]
    start = gaps[-1] if gaps else len(line) - len(line.lstrip()) + 4
    first = ""
    for part in re.split(r"(?<=[ |])", line):
        if len((first + part).rstrip()) > COLUMNS and len(first.strip()) > 0:
            break
        first += part
    rest = line[len(first):].strip()
    return [first.rstrip(), *(narrow(" " * start + rest) if rest else ())]


def quoted(text):
    return '"' + escaped(text).replace('"', '\\(dq') + '"'


def definitions(lines):
    """A list of terms, each with its text below it, four columns further in; None for other lines."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    found = []
    for line in lines:
        own = len(line) - len(line.lstrip())
        if own == indent:
            found.append((" ".join(line.split()), []))
        elif own == indent + 4:
            found[-1][1].append(line.strip())
        else:
            return None
    return [(term, " ".join(text)) for term, text in found] if all(text for _, text in found) else None


class Page:
    def __init__(self, name, part, abstract, source):
        self.name, self.part = name, part
        date = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
        self.lines = [f'.TH {name.upper()} {part} {date} "{source}" "libskillsvideo"', ".nh", ".ad l"]
        self.section("Name")
        self.lines += filled(f"{name} - {abstract[:1].lower()}{abstract[1:].rstrip('.')}")

    @property
    def source(self):
        return "\n".join(self.lines) + "\n"

    def section(self, title):
        self.lines.append(".SH " + quoted(title.upper()))

    def subsection(self, title):
        self.lines.append(".SS " + quoted(title))

    def new_paragraph(self):
        """None after a heading, where it would be empty."""
        if not self.lines[-1].startswith((".SH", ".SS", ".PP", ".TH")):
            self.lines.append(".PP")

    def text(self, text):
        if text.strip():
            self.new_paragraph()
            self.lines += filled(text)

    def verbatim(self, text):
        text = textwrap.indent(textwrap.dedent(text.strip("\n")), "  ")
        lines = [part for line in text.split("\n") for part in narrow(line)]
        self.new_paragraph()
        self.lines += [".nf", *(escaped(line) if line else "\\&" for line in lines), ".fi"]

    def example(self, text):
        if text.strip():
            text = "\n".join(part for line in text.split("\n") for part in narrow(line))
            self.new_paragraph()
            self.lines += [".nf", ".B " + ("\n.B ".join(quoted(line) for line in text.split("\n"))), ".fi"]

    def item(self, term, text):
        self.lines += [".TP", ".B " + quoted(term), *(filled(text) or ["\\&"])]

    def help_text(self, text):
        """Converts help texts: paragraphs, headings in capitals, and indented blocks, whose lines stay."""
        for block in re.split(r"\n\s*\n", text.strip("\n")):
            self.help_block(block.split("\n"))

    def help_block(self, lines):
        if re.fullmatch(r"[A-Z][A-Z ]+", lines[0]):
            self.new_paragraph()
            self.lines.append(".B " + quoted(lines[0].capitalize()))
            lines = lines[1:]
        while lines:
            is_indented = lines[0].startswith(" ")
            count = next((i for i, line in enumerate(lines) if line.startswith(" ") != is_indented),
                         len(lines))
            terms = definitions(lines[:count]) if is_indented else None
            for term, about in terms or ():
                self.item(term, about)
            if not terms:
                (self.verbatim if is_indented else self.text)("\n".join(lines[:count]))
            lines = lines[count:]

    def see_also(self, *pages):
        self.section("See also")
        for page in pages:
            name, part = page[:-1].split("(")
            self.lines.append(f".BR {escaped(name)} ({part})" + ("," if page != pages[-1] else ""))
