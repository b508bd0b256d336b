"""The manual in the header: its programs compile and run, and its tables say what the library does."""
import collections
import os
import re
import subprocess
import sys
import tempfile

import headers
import places
import platforms

sys.path.insert(1, os.path.join(places.ROOT, "packaging"))
import manheader
import option_chapter

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
COMPILERS = {"C": ["cc", "-std=c99", "-D_POSIX_C_SOURCE=200809L", "-x", "c"],
             "C++": ["c++", "-std=c++11", "-x", "c++"]}
PLATFORMS = [platforms.PLAIN,
             ("EMPTY", "--latency-ms 1 --fault no-outputs=empty --fault poll-no-outputs=empty"),
             ("POOR", "--latency-ms 1 --fault status=402")]
ID, URL = r"gen_[0-9a-f]{16}", r"http://127\.0\.0\.1:\d+/outputs/gen_[0-9a-f]{16}/0\.png"
NO_KEY = r"there is no key: set SKILLS_VIDEO_API_KEY .*"
LINES = r'(\{"v":1,"event":"\w+".*"tag":7.*\n)+'
# Chapter, words of the program that is meant, platform (None: no key), exit status, standard output and
# standard error as patterns.
RUNS = [
    ("FIRST PROGRAM", "sv_generate", "PLAIN", 0, URL + r"\n", ""),
    ("FIRST PROGRAM", "sv_generate", "EMPTY", 0, "", r".*no output.*\n"),
    ("FIRST PROGRAM", "sv_generate", "POOR", 1, "", r".*nothing was bought.*\n"),
    ("FIRST PROGRAM", "sv_generate", None, 1, "", NO_KEY + r"\n"),
    ("EVENT LOOP", "poll.h", "PLAIN", 0, rf"(accepted {ID}\n|job [01]: ok\n){{4}}", ""),
    ("EVENT LOOP", "poll.h", "POOR", 0, r"(job [01]: insufficient_credits\n){2}", ""),
    ("EVENT LOOP", "poll.h", None, 1, "", rf"({NO_KEY}\n){{2}}"),
    ("EVENT LOOP", "epoll.h", "PLAIN", 0, LINES, ""),
    ("EVENT LOOP", "epoll.h", "POOR", 1, LINES, ""),
    ("EVENT LOOP", "epoll.h", None, 1, "", NO_KEY + r"\n"),
]
NOTHING_BOUGHT = {"not_sent", "rejected"}


def compiled(code, language, folder):
    """The program of a code, or None, and what the compiler said."""
    source, program = os.path.join(folder, "program.c"), os.path.join(folder, language)
    with open(source, "w", encoding="utf-8") as file:
        file.write(code)
    done = subprocess.run([*COMPILERS[language], *WARNINGS, f"-I{places.INCLUDE}", source, "-x", "none", "-o",
                           program, f"-L{places.BUILD}", "-lskillsvideo", f"-Wl,-rpath,{places.BUILD}"],
                          capture_output=True, text=True)
    return (program if done.returncode == 0 else None), done.stderr


def check_programs(checks, manual):
    programs = list(manual.programs())
    ran = set()
    with tempfile.TemporaryDirectory() as top, platforms.platforms(PLATFORMS) as environment:
        for number, (chapter, code) in enumerate(programs):
            for language in COMPILERS:
                folder = os.path.join(top, f"{number} {language}")
                os.mkdir(folder)
                program, complaint = compiled(code, language, folder)
                checks.check(f"program {number} of {chapter} in {language}", program, complaint)
                for run in RUNS:
                    if program and run[0] == chapter and run[1] in re.split(r"[/<>(\s]", code):
                        ran.add(number)
                        check_run(checks, program, language, run, environment)
    checks.same("every program of the manual was run", sorted(ran), list(range(len(programs))))


def check_run(checks, program, language, run, environment):
    chapter, word, name, status, output, errors = run
    own = dict(environment)
    if name is None:
        del own["SKILLS_VIDEO_API_KEY"]
    else:
        own["SKILLS_VIDEO_BASE_URL"] = environment[name + "_URL"]
    done = subprocess.run([program], env=own, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)
    what = f"{chapter}, {word} in {language} with {name or 'no key'}"
    checks.same(f"{what}: exit status", done.returncode, status)
    checks.check(f"{what}: standard output", re.fullmatch(output, done.stdout), done.stdout)
    checks.check(f"{what}: standard error", re.fullmatch(errors, done.stderr), done.stderr)


def table(text, first):
    """The rows of the table with a heading that begins so: cells by the heading's columns, those of
    continued rows joined."""
    lines = text.split("\n")
    start = next(index for index, line in enumerate(lines) if line.split()[:1] == [first])
    columns = [gap.end() for gap in re.finditer(r"(?:^|\s)\s+(?=\S)", lines[start])]
    for line in lines[start + 1:]:
        if not line.startswith("  "):
            return
        ends = [*columns[1:], len(line)]
        yield [line[begin:end].strip() for begin, end in zip(columns, ends)]


def check_money(checks, manual, library):
    """Every status is in the table, is safe to repeat where nothing was bought, and has each charge that was
    observed."""
    charges, name = collections.defaultdict(set), None
    for status, charge, safe, _ in table(manual.manual["MONEY"], "status"):
        name = status or name
        if charge and charge != "-":
            charges[name].add(charge)
        if safe:
            row_is_safe = safe == "yes"
        if charge in NOTHING_BOUGHT or charge in ("unknown", "accepted"):
            checks.same(f"{name} with {charge} is safe to repeat", row_is_safe, charge in NOTHING_BOUGHT)
    numbers = dict(re.findall(r"\b(SV_OK|SV_ERR_[A-Z_]+) = (-?\d+)", headers.bare(manual.text)))
    seen = {status for status, *_ in table(manual.manual["MONEY"], "status") if status}
    checks.same("the table of money has every status", sorted(seen), sorted(numbers))
    words = {library.sv_status_name(int(number)).decode(): name for name, number in numbers.items()}
    observed = set()
    for line in headers.read(os.path.join(places.ROOT, "Tests", "FAULTS.md")).splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 12 and cells[5] in words and " or " not in cells[6] and cells[6] != "-":
            observed.add((words[cells[5]], cells[6]))
    checks.check("the table of faults was read", len(observed) > 35, observed)
    missing = sorted(pair for pair in observed if pair[1] not in charges[pair[0]])
    checks.same("the table of money has what the table of faults has observed", missing, [])


def check_timeouts(checks, manual, library):
    defaults = {option["name"]: option["default"] for option in option_chapter.options(library)}
    rows = {row[0]: row[1] for row in table(manual.manual["TIME-OUTS"], "option") if row[0]}
    budgets = {name for name in defaults if name.endswith("_timeout_ms")}
    checks.same("every budget is in the table of time-outs", sorted(budgets - set(rows)), [])
    wanted = {name: defaults.get(name) for name in rows}
    checks.same("the table has the defaults of the options", rows, wanted)


def check_labels(checks, manual):
    """Each function has a first sentence, and says what it returns, which errors there are, who owns what it
    gives out, and on which thread it may be called."""
    count = 0
    for group in manual.groups:
        for one in filter(lambda one: one.name, group.declarations):
            wanted = {"Thread"} | ({"Returns", "Errors"} if one.returns_something else set())
            wanted |= {"Owner"} if one.gives_memory else set()
            missing = sorted(wanted - set(group.labels(one)))
            checks.same(f"{one.name} says all that its callers must know", missing, [])
            checks.check(f"{one.name} has a first sentence", len(one.about.brief) > 10, one.about.brief)
            texts = [one.about.text, *one.about.labels.values(), *group.about.labels.values()]
            cut = [text for text in texts if not text.endswith((".", "..."))]
            checks.same(f"{one.name} is described in whole sentences", cut, [])
            count += 1
    checks.check("the functions of the header were read", count > 55, count)


def check_references(checks, manual):
    """The chapters and options that the manual refers to exist."""
    text = " ".join(re.sub(r"^ \* ?", " ", manual.text, flags=re.M).split())
    named = set(re.findall(r"[Cc]hapter ((?:[A-Z][A-Z-]+ ?)+)\b", text))
    checks.check("references were found", len(named) > 5, named)
    unknown = sorted(name for name in named if name.strip() not in manual.manual)
    checks.same("every chapter that is referred to exists", unknown, [])


def run():
    checks = headers.Checks()
    manual = manheader.Header(os.path.join(places.INCLUDE, "skillsvideo.h"))
    library = headers.library()
    check_programs(checks, manual)
    check_money(checks, manual, library)
    check_timeouts(checks, manual, library)
    check_labels(checks, manual)
    check_references(checks, manual)
    return checks.result
