"""What else must hold of the built folders: they are whole, alike, valid, and say what they lack."""
import json
import os
import re
import shutil
import subprocess
import sys

from harness import WATCHDOG, environment
from places import COMMAND, ROOT

SCRIPTS = ("ensure_api_key.py", "inspect_openapi.py", "create_and_wait.py", "wait_generation.py",
           "handle_runtime_error.py")
ARGUMENTS = {"create_and_wait.py": ["--sse-endpoint", "/generation/sse/a/b"],
             "wait_generation.py": ["--generation-id", "gen_1"],
             "handle_runtime_error.py": ["--status", "402"],
             "inspect_openapi.py": ["--openapi", "odd.json", "--endpoint", "/x"],
             "ensure_api_key.py": []}


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


def front_matter(folder, skill):
    text = read(folder, skill, "SKILL.md")
    pairs = dict(line.split(": ", 1) for line in text.split("---\n")[1].splitlines())
    metadata = json.loads(pairs["metadata"])["openclaw"]
    assert pairs["name"] == skill and len(pairs["description"]) <= 1024 and ": " not in pairs[
        "description"], pairs
    assert metadata["primaryEnv"] == "SKILLS_VIDEO_API_KEY", metadata
    assert metadata["requires"]["env"] == ["SKILLS_VIDEO_API_KEY"], metadata
    assert "{{" not in text and "{{" not in read(folder, skill, "agents", "openai.yaml")


def names_exist(folder, skill):
    """Each file that SKILL.md names is in the folder, and each model that it shows is in the catalogue."""
    text = read(folder, skill, "SKILL.md")
    names = set(re.findall(r"(?:references|scripts)/[\w.-]+\.\w+", text))
    assert len(names) >= 8, names
    for name in names:
        assert os.path.exists(os.path.join(folder, skill, name)), f"{skill}/{name} is missing"
    paths = json.loads(read(folder, skill, "references", "openapi.json"))["paths"]
    for path in re.findall(r"/generation/[\w./-]+", text):
        assert path.replace("/sse/", "/") in paths, path


def commands_exist(folder, skill):
    """Each subcommand and option that SKILL.md names is one that the command has."""
    listed = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, check=True,
                            timeout=WATCHDOG).stdout
    known = re.findall(r"^  (\w+) {2}", listed.partition("SUBCOMMANDS")[2], re.MULTILINE)
    text = read(folder, skill, "SKILL.md")
    named = set(re.findall(r"skillsvideo\s(\w+)", text)) - {"help"}
    assert len(named) >= 7 and named <= set(known), (named, known)
    for name, options in re.findall(r"skillsvideo (\w+) ([^`\n]*--[^`\n]*)", text):
        told = subprocess.run([COMMAND, "help", name], capture_output=True, text=True,
                              timeout=WATCHDOG).stdout
        missing = [option for option in re.findall(r"--[a-z-]+", options) if option not in told]
        assert not missing, (name, missing)


def references(folder, skill):
    """The page of models has each one of the navigation, in its order, and its fields where they are
    known."""
    noun = skill.partition("-")[2]
    page = read(folder, skill, "references", f"{noun}-model-endpoints.md")
    pages = json.loads(read(ROOT, "share", "catalogue", "docs.json"))["navigation"]["groups"][0]["pages"]
    [wanted] = [group["pages"] for group in pages if group["group"].lower() == f"{noun}s"]
    assert re.findall(r"`(POST /generation/(?!sse/)[^`]*)`", page) == wanted
    assert "| prompt | string | yes |" in page and "Snapshot 20" in page
    contract = read(folder, skill, "references", "open-platform-api.md")
    for word in ("IN_QUEUE", "COMPLETED", "GET /credits", "| 402 |", "https://open.skills.video/api/v1"):
        assert word in contract, word


def one_source(folder, _):
    for name in (*SCRIPTS, "support/following.py"):
        assert read(folder, "ai-image", "scripts", name) == read(folder, "ai-video", "scripts", name), name


def run_as(folder, skill, name, pretend="pass", more=None):
    """Runs a script, on request in a Python that pretends to be another."""
    path = os.path.join(folder, skill, "scripts", name)
    start = (
        f"import runpy, sys; sys.argv = {[path, *ARGUMENTS[name]]!r}; sys.path.insert(0, "
        f"{os.path.dirname(path)!r})")
    program = f"{start}; {pretend}; runpy.run_path({path!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", program], env=environment(None, more or {}),
                          cwd=os.path.dirname(folder),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=WATCHDOG)


def elsewhere(folder, skill):
    for name in SCRIPTS:
        done = run_as(folder, skill, name, "sys.platform = 'darwin'")
        said = done.stdout + done.stderr
        assert done.returncode == 1 and "Linux" in said and "Traceback" not in said, (name, done)
    done = run_as(folder, skill, SCRIPTS[0], "sys.version_info = (3, 8, 18)")
    assert done.returncode == 1 and "Python 3.9" in done.stdout, done


def nothing_there(folder, skill):
    """Without a package next to the scripts or installed, each script that needs one reports it."""
    alone = os.path.join(os.path.dirname(folder), "alone")
    shutil.copytree(os.path.join(folder, skill), os.path.join(alone, skill),
                    ignore=shutil.ignore_patterns("vendor"))
    for name in SCRIPTS[1:]:
        done = run_as(alone, skill, name)
        said = done.stdout + done.stderr
        assert done.returncode == 1 and "make skill" in said and "Traceback" not in said, (name, done)
    assert json.loads(run_as(alone, skill, "create_and_wait.py").stdout)["error"] == "missing_library"


def installed_instead(folder, skill):
    """If a package next to the scripts does not load here, an installed one is used."""
    other = os.path.join(os.path.dirname(folder), "other")
    shutil.copytree(os.path.join(folder, skill), os.path.join(other, skill))
    vendor = os.path.join(other, skill, "scripts", "vendor")
    site = os.path.join(other, "site")
    shutil.copytree(vendor, site)
    with open(os.path.join(vendor, "skillsvideo", "lib", "libskillsvideo.so.0"), "wb") as file:
        file.write(b"another processor's")
    done = run_as(other, skill, "handle_runtime_error.py", more={"PYTHONPATH": site})
    assert done.returncode == 20, done
    done = run_as(other, skill, "handle_runtime_error.py")
    assert done.returncode == 1 and "next to the scripts" in done.stderr and "installed" in done.stderr, done


def from_sources(folder, _):
    """In the repository the scripts run as they are, through both skills' folders."""
    library = os.path.join(folder, "ai-image", "scripts", "vendor", "skillsvideo", "lib",
                           "libskillsvideo.so.0")
    for skill, category in (("ai-image", "images"), ("ai-video", "videos")):
        done = subprocess.run(
            [sys.executable, os.path.join(ROOT, "bindings", "skill", skill, "scripts", "inspect_openapi.py"),
             "--list-endpoints",
             "--openapi", "share/catalogue/openapi.json", "--docs", "share/catalogue/docs.json"], cwd=ROOT,
            text=True,
            env=environment(None, {"SKILLSVIDEO_LIBRARY": library}), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=WATCHDOG)
        assert done.returncode == 0 and json.loads(done.stdout)["category"] == category, done


def reader_gone(folder, skill):
    """Of an object that nobody reads the exit code remains."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    path = os.path.join(folder, skill, "scripts", "handle_runtime_error.py")
    done = subprocess.run([sys.executable, path, "--status", "402"], env=environment(None, {}),
                          stdin=subprocess.DEVNULL,
                          stdout=write_end, stderr=subprocess.PIPE, text=True, timeout=WATCHDOG)
    os.close(write_end)
    assert done.returncode == 20 and not done.stderr, done


def closed_pipe(folder, skill, simulator):
    """A closed pipe ends no generation: it is followed, and its end is printed on standard error."""
    process = subprocess.Popen(
        [sys.executable, os.path.join(folder, skill, "scripts", "create_and_wait.py"), "--sse-endpoint",
         "/generation/sse/google/nano-banana-pro", "--payload", '{"prompt":"x"}'],
        env=environment(simulator.url(), {}), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(WATCHDOG) == 0, (process.returncode, told)
    last = json.loads(told.splitlines()[-1])
    assert last["event"] == "terminal" and last["ok"] and "Traceback" not in told, told


def interrupted(folder, skill, simulator):
    """Ctrl-C after the id is known says how to come back."""
    process = subprocess.Popen(
        [sys.executable, os.path.join(folder, skill, "scripts", "create_and_wait.py"), "--sse-endpoint",
         "/generation/sse/google/nano-banana-pro", "--payload", '{"prompt":"x"}'],
        env=environment(simulator.url("latency-ms=60000,events=0"), {}), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    accepted = next(record for record in map(json.loads, process.stdout) if record["event"] == "accepted")
    process.send_signal(2)
    out, told = process.communicate(timeout=WATCHDOG)
    last = json.loads(out.splitlines()[-1])
    assert process.returncode == 130 and last["error"] == "interrupted" and "Traceback" not in told, (
        out, told)
    identity = accepted["generation_id"]
    assert last["generation_id"] == identity and identity in last["resume_command"], last


def both(check):
    return [(f"{check.__name__}: {skill}", check, skill) for skill in ("ai-image", "ai-video")]


CHECKS = [*both(front_matter), *both(names_exist), *both(references), *both(commands_exist)] + [
    (check.__name__, check, "ai-video")
    for check in (one_source, elsewhere, nothing_there, installed_instead, from_sources, reader_gone)]
LIVE = [("closed pipe (13)", closed_pipe, "ai-image"), ("interrupted", interrupted, "ai-video")]
