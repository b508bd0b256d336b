#!/usr/bin/env python3
"""Writes the man pages: manpages.py PROGRAMS OUT.

Their text is that of the programs' own help, of the header, and of the JSON Schema of the records
(records_page.py); only the frame around it is here. roff.py writes the source. scdoc does not do as well: it
has no tagged paragraphs for options, leaves - ^ ~ and ` to become other characters in a terminal, and mandoc
warns of its empty paragraphs. The manual plugin of swift-argument-parser knows a program's help alone: not
the records, the shell functions, the faults or the header, nor blocks in a help text that keep their
lines."""
import json
import os
import re
import subprocess
import sys

import manheader
from records_page import records_page
from roff import Page

SECTIONS = {"Returns": "Return value", "Errors": "Errors", "Owner": "Ownership", "Thread": "Threads"}
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def help_of(program):
    """Returns the program's own description of its commands, as JSON."""
    done = subprocess.run([program, "--experimental-dump-help"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["command"]


def option_names(argument):
    dashes = {"short": "-", "long": "--", "longWithSingleDash": "-"}
    names = [dashes[name["kind"]] + name["name"] for name in argument.get("names", [])]
    value = f" <{argument.get('valueName', 'value')}>" if argument["kind"] == "option" else ""
    return ", ".join(names) + value if names else f"<{argument['valueName']}>"


def arguments(page, command):
    shown = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    for argument in shown:
        if "--version" in option_names(argument) or "--help" in option_names(argument):
            continue
        default = argument.get("defaultValue")
        text = argument.get("abstract", "") + (f" (default: {default})" if default else "")
        page.item(option_names(argument), text)


def usage_of(program, *words):
    text = subprocess.run([program, *words, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.search(r"^USAGE: (.*(?:\n .*)*)", text, re.M)
    return " ".join(found[1].split())


def leaves(command, *above):
    """Returns the commands that do something, each with its words; the name of its group comes first."""
    shown = [c for c in command.get("subcommands", []) if c.get("shouldDisplay", True)
             and c["commandName"] != "help"]
    for child in shown:
        words = (*above, child["commandName"])
        yield from leaves(child, *words) if child.get("subcommands") else [(words, child)]


def command_page(program, header):
    top = help_of(program)
    commands = list(leaves(top))
    page = Page("skillsvideo", 1, top["abstract"], "libskillsvideo " + header.version)
    page.section("Synopsis")
    for words, _ in commands:
        page.example(usage_of(program, *words))
    page.section("Description")
    page.help_text(top["discussion"])
    page.section("Commands")
    for words, command in commands:
        page.subsection(" ".join(words))
        page.text(command["abstract"])
        page.help_text(command.get("discussion", ""))
        arguments(page, command)
    page.section("Records")
    page.text("With --json, standard output has one record a line. skillsvideo-records(5) describes each.")
    page.section("Shell functions")
    page.help_text(shell_functions())
    page.see_also("skillsvideo-simulator(1)", "libskillsvideo(3)", "skillsvideo-records(5)")
    return page


def shell_functions():
    """Returns the first comment of the shell functions, which is their manual."""
    with open(os.path.join(ROOT, "bindings", "shell", "skillsvideo.sh"), encoding="utf-8") as file:
        lines = file.read().split("\n\n")[0].splitlines()
    return "\n".join(line[2:] for line in lines if "shellcheck" not in line).replace(
        "The variables are for the caller.", "")


def simulator_page(program, header):
    top = help_of(program)
    page = Page("skillsvideo-simulator", 1, top["abstract"], "libskillsvideo " + header.version)
    page.section("Synopsis")
    page.example(usage_of(program))
    page.section("Description")
    page.help_text(top["discussion"])
    page.section("Options")
    arguments(page, top)
    page.section("Faults")
    page.verbatim(subprocess.run([program, "--list-faults"], stdout=subprocess.PIPE, text=True,
                                 check=True).stdout)
    page.see_also("skillsvideo(1)", "libskillsvideo(3)")
    return page


def library_page(header):
    page = Page("libskillsvideo", 3, header.title, "libskillsvideo " + header.version)
    page.section("Synopsis")
    page.example("#include <skillsvideo.h>\ncc program.c $(pkg-config --cflags --libs skillsvideo)")
    page.section("Description")
    for name, text in header.manual.items():
        page.subsection(name.capitalize())
        page.help_text(text)
    for group in header.groups:
        page.section(group.name.split(":")[0].capitalize())
        page.help_text(group.about.text)
        labels(page, group.about.labels)
        for declaration in group.declarations:
            if not declaration.numbers:
                page.example(declaration.lines)
            page.help_text(declaration.about.text)
            numbers(page, declaration)
            labels(page, declaration.about.labels)
    page.see_also("skillsvideo(1)", "skillsvideo-simulator(1)", "skillsvideo-records(5)")
    return page


def numbers(page, declaration):
    for number, text in declaration.numbers:
        page.item(number, text)


def labels(page, found):
    for label, text in found.items():
        page.item(label, sentence(text))


def sentence(text):
    """With a capital, unless it begins with a name."""
    return text[:1].upper() + text[1:] if re.match(r"[a-z]+[ .,';]", text) else text


def function_pages(header):
    """A page a function: its comment, and what the comment of its group adds."""
    names = [one.name for group in header.groups for one in group.declarations if one.name]
    for group in header.groups:
        for one in group.declarations:
            if one.name:
                yield function_page(header, group, one, names)


def function_page(header, group, one, names):
    page = Page(one.name, 3, one.about.brief, "libskillsvideo " + header.version)
    page.section("Synopsis")
    page.example("#include <skillsvideo.h>")
    page.example(one.lines)
    page.section("Description")
    page.help_text(one.about.text)
    page.help_text(group.about.text)
    for label, text in group.labels(one).items():
        page.section(SECTIONS[label])
        page.text(sentence(text))
    siblings = {other.name for other in group.declarations}
    mentioned = set(re.findall(r"\bsv_\w+", one.about.text + str(group.labels(one)) + group.about.text))
    page.see_also(*(f"{name}(3)" for name in names if name in siblings | mentioned and name != one.name),
                  "libskillsvideo(3)")
    return page


def main():
    programs, out = sys.argv[1:3]
    header = manheader.Header(os.path.join(ROOT, "include", "skillsvideo.h"))
    os.makedirs(out, exist_ok=True)
    command = os.path.join(programs, "skillsvideo")
    simulator = os.path.join(programs, "skillsvideo-simulator")
    records = records_page(os.path.join(ROOT, "share", "records.schema.json"), header)
    pages = [command_page(command, header), simulator_page(simulator, header), library_page(header),
             records, *function_pages(header)]
    for page in pages:
        write(out, f"{page.name}.{page.part}", page.source)
    write(out, "skillsvideo.h.3", ".so man3/libskillsvideo.3\n")


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


main()
