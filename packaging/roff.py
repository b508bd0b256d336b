"""Writes man(7) source: plain words in, escaped macros out."""
import os
import re
import textwrap
import time


def escaped(text):
    """Text that means itself: no escape, no macro at the start of a line, and dashes that can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha").replace(
        "`", "\\(ga")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def filled(text):
    """Running text in short lines. One that happens to end with a sentence gets no wider space for that."""
    lines = textwrap.wrap(escaped(" ".join(text.split())), 78, break_long_words=False, break_on_hyphens=False)
    lines = [re.sub(r"^([.'])", r"\\&\1", line) for line in lines]
    return [re.sub(r"([.?!][\"')\]]*)$", r"\1\\&", line) for line in lines[:-1]] + lines[-1:]


def quoted(text):
    return '"' + escaped(text).replace('"', '\\(dq') + '"'


class Page:
    def __init__(self, name, part, abstract, source):
        self.name, self.part = name, part
        date = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
        self.lines = [f'.TH {name.upper()} {part} {date} "{source}" "libskillsvideo"']
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
        lines = text.strip("\n").split("\n")
        self.new_paragraph()
        self.lines += [".nf", *(escaped(line.rstrip()) if line.strip() else "\\&" for line in lines), ".fi"]

    def example(self, text):
        if text.strip():
            self.new_paragraph()
            self.lines += [".nf", ".B " + ("\n.B ".join(quoted(line) for line in text.split("\n"))), ".fi"]

    def item(self, term, text):
        self.lines += [".TP", ".B " + quoted(term), *(filled(text) or ["\\&"])]

    def help_text(self, text):
        """Help as programs print it: paragraphs, headings in capitals, and indented blocks that keep their
        lines."""
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
            (self.verbatim if is_indented else self.text)("\n".join(lines[:count]))
            lines = lines[count:]

    def see_also(self, *pages):
        self.section("See also")
        for page in pages:
            name, part = page[:-1].split("(")
            self.lines.append(f".BR {escaped(name)} ({part})" + ("," if page != pages[-1] else ""))
