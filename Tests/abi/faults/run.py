#!/usr/bin/env python3
"""The fault table: every fault in every phase through the shipped library, over real sockets, on cold and
warm clients, and through the command.

Writes build/fault-table.md and build/fault-messages.md; with --update also Tests/FAULTS.md and
Tests/MESSAGES.md, which must otherwise be what was seen, to the line.
With --valgrind the driver runs under valgrind, as far as that is fast enough, and no table is written.
Ends with a line `N passed, N failed`."""
import collections
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import downloads
import local_platform as local
import messages
import refusals
import scenes
import table
from cases import GROUPS
from terms import ATTACHED, BUDGETS, FILE, POLLING, STREAM

ENDPOINTS = {STREAM: "google/nano-banana-2", POLLING: "/generation/google/nano-banana-2"}
WORKERS = 24

Case = collections.namedtuple("Case", "phase path spec way expected budgets lacks_outputs")


def cases():
    for group in downloads.DOWNLOADS + GROUPS:
        for path in group.paths:
            for spec in group.specs:
                ways = ("attach", "command") if path == ATTACHED else ("cold", "warm", "command")
                for way in ways + (("python",) if group.in_python else ()):
                    yield Case(group.phase, path, spec, way, group.expected, group.budgets,
                               group.lacks_outputs)


def cases_for_valgrind():
    """Without those that are to run out of time: valgrind is twenty times slower."""
    for case in cases():
        names = ("total_timeout_ms", "poll_timeout_ms")
        is_patient = all(case.budgets[name] == BUDGETS[name] for name in names)
        if case.way in ("cold", "attach") and is_patient:
            yield case._replace(budgets=dict(case.budgets, total_timeout_ms=900000))


def run(driver, platform, case):
    options = [f"{name}={value}" for name, value in case.budgets.items()]
    call = {"command": local.command, "python": local.python}.get(case.way) or partial(local.drive, driver)
    key = f"{case.path} {case.spec} {case.way}"
    if case.path == FILE:
        return case, downloads.run(call, platform, case, options, key)
    if case.path != ATTACHED:
        return case, call(platform, platform.faulty(case.spec), case.way, ENDPOINTS[case.path], options)
    # The test itself makes the job to attach to.
    job = platform.create(ENDPOINTS[POLLING], case.spec, key)
    done = call(platform, platform.base, case.way, job, options, attaches=True)
    done.key = key
    return case, done


def index(log):
    """Requests and jobs by idempotency key, looked up once for all cases."""
    keys = {job["id"]: job["idempotency_key"] for job in log["jobs"]}
    made = collections.Counter(keys.values())
    posts, gets = collections.Counter(), collections.Counter()
    for request in log["requests"]:
        if request["method"] == "POST":
            posts[request["idempotency_key"]] += 1
        else:
            gets[keys.get(request["path"].rpartition("/")[2])] += 1
    fetches = collections.Counter(keys.get(fetch["path"].split("/")[2]) for fetch in log["downloads"])
    return made, posts, gets, fetches


def run_table(driver, chosen, workers=WORKERS):
    with local.Platform() as platform:
        # The simulator draws and loads what it needs once, before anything is timed.
        platform.ask("GET", "log")
        with ThreadPoolExecutor(workers) as pool:
            ended = list(pool.map(lambda case: run(driver, platform, case), chosen))
        log = platform.log()
    made, posts, gets, fetches = index(log)
    rows = []
    for case, done in ended:
        got = (fetches if case.path == FILE else gets)[done.key]
        seen = table.Seen(done.status, done.charge, made[done.key], posts[done.key], got, done.exit)
        rows.append(table.Row(case.phase, case.path, case.spec, case.way, case.expected, seen, done.problem,
                              done.outputs, case.lacks_outputs, done.message))
    return rows, table.check_log(log)


def main_valgrind():
    """The driver under valgrind, a row at a time for each core: no error, no leak, the same ends."""
    local.WRAPPER[:] = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full",
                        "--errors-for-leak-kinds=definite"]
    rows, problems = run_table(local.compile_c("driver"), list(cases_for_valgrind()), os.cpu_count())
    failed = [(row.name, list(row.problems())) for row in rows if list(row.problems())]
    for name, found in failed:
        print(f"{name}: {'; '.join(found)}")
    print(f"{len(rows) - len(failed) + (not problems)} passed, {len(failed) + bool(problems)} failed")
    return 1 if failed or problems else 0


def main():
    if "--valgrind" in sys.argv:
        return main_valgrind()
    started = time.monotonic()
    driver, thousand = local.compile_c("driver"), local.compile_c("thousand")
    with ThreadPoolExecutor(4) as pool:
        parts = [
            pool.submit(run_table, driver, list(cases())), pool.submit(refusals.run, driver),
            pool.submit(scenes.run, driver), pool.submit(run_thousand, thousand)]
        (rows, log_problems), refused_rows, scene_rows, thousand_problems = [part.result() for part in parts]
    rows += refused_rows + scene_rows
    checks = [(row.name, list(row.problems())) for row in rows]
    checks.append(("the platform's log", log_problems))
    checks.append(("the published table", table.write(table.markdown(rows), "--update" in sys.argv)))
    checks.append(("the published messages", messages.write(messages.markdown(rows), "--update" in sys.argv)))
    checks.append(("1,000 jobs at once", thousand_problems))
    failed = [(name, found) for name, found in checks if found]
    for name, found in failed:
        print(f"{name}: {'; '.join(found)}")
    print(f"{len(rows)} rows of the fault table and 1,000 jobs at once in {time.monotonic() - started:.0f} s")
    print(f"{len(checks) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def run_thousand(program):
    with local.Platform("--max-jobs", "100000", "--latency-ms", "200") as platform:
        done = subprocess.run(
            [program, platform.base, "1", "1000"], env=local.environment(platform.key),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False)
        log = platform.log()
    print(done.stdout.strip())
    problems = [] if done.returncode == 0 else [f"thousand ended with {done.returncode}"]
    return problems + [f"thousand: {problem}" for problem in table.check_log(log)]


if __name__ == "__main__":
    sys.exit(main())
