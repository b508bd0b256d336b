"""Limits for the length of files, functions and lines, in every language and in the Makefile."""
import ast
import os
import re

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
# ruff checks the lines of Python. swift-format does not check comments and long texts.
COLUMNS_MAX = 110
# The manual, which is read in terminals.
OWN_COLUMNS_MAX = {"include/skillsvideo.h": 100}
# Exceptions: tables with one row a case (a switch is named by path and function), and headers that are
# installed as one file.
LONG = {
    "Sources/SVEngine/Records/EventRecord.swift generationRecord",
    "Tests/abi/faults/cases.py",
    "Tests/simulation/mutation_list.py",
    "Tests/simulation/mutations_of_answers.py",
    "bindings/c/skillsvideo.hpp",
    "include/skillsvideo.h",
}
# The documents of Python are being rewritten. The tests write the tables of faults.
WIDE = {"bindings/python/README.md", "bindings/python/skillsvideo-tools/README.md", "Tests/FAULTS.md",
        "Tests/MESSAGES.md"}
C_FAMILY = (".c", ".h", ".cpp", ".hpp")
SHELL = (".sh", ".bash")
OTHERS = (".lua", ".php", ".pl", ".rb")

MODIFIERS = (r"(?:@\w+(?:\([^)]*\))? |public |private |fileprivate |static |override |mutating |final "
             r"|internal |convenience |consuming |nonmutating |package )*")
FUNCTION = re.compile(rf"( *){MODIFIERS}(?:func (\w+|[^\s(]+)|(init|deinit|subscript)\b)")
SHELL_FUNCTION = re.compile(r"( *)(\w+)\(\) \{$")


def functions_with_braces(pattern, lines):
    """Yields line, name and length of functions that end with a brace in a later line."""
    for start, line in enumerate(lines):
        found = pattern.match(line)
        # A function on one line, or without a body in a protocol, has no end to search for.
        if not found or line.rstrip().endswith("}"):
            continue
        ends = (index for index in range(start + 1, len(lines)) if lines[index].startswith(found[1] + "}"))
        yield start + 1, next(filter(None, found.groups()[1:])), next(ends, start) - start - 1


def python_functions(lines):
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.name, node.end_lineno - node.lineno


def functions(path, lines):
    if path.endswith(".swift"):
        return functions_with_braces(FUNCTION, lines)
    if path.endswith(".py"):
        return python_functions(lines)
    return functions_with_braces(SHELL_FUNCTION, lines) if path.endswith(SHELL) else ()


def too_wide(path, lines):
    """Yields the lines of a document that are too wide, except code and rows of tables."""
    is_code = False
    for number, line in enumerate(lines, 1):
        is_code ^= line.startswith("```")
        if len(line) > COLUMNS_MAX and not is_code and not line.startswith("|") and path not in WIDE:
            yield f"{path}:{number}: {len(line)} columns, more than {COLUMNS_MAX}"


def too_long(path, lines):
    """Yields each file, function and line that is too long."""
    if len(lines) > FILE_LINES_MAX and path not in LONG:
        yield f"{path}: {len(lines)} lines, more than {FILE_LINES_MAX}"
    for place, name, count in functions(path, lines):
        if count > FUNCTION_LINES_MAX and f"{path} {name}" not in LONG:
            yield f"{path}:{place}: {name} has {count} lines, more than {FUNCTION_LINES_MAX}"
    if path.endswith((".swift", *C_FAMILY, *SHELL, *OTHERS)) or os.path.basename(path) == "Makefile":
        # Swift's tests contain documents, which are not wrapped.
        holds_documents = path.startswith("Tests/") and path.endswith(".swift")
        most = OWN_COLUMNS_MAX.get(path, COLUMNS_MAX)
        for number, line in enumerate(lines, 1):
            if len(line) > most and not (holds_documents and '"' in line):
                yield f"{path}:{number}: {len(line)} columns, more than {most}"
