"""The examples, built as a user would, by pkg-config and by CMake with warnings as errors, and run against
the simulator."""

import functools
import json
import re
import shutil
import threading

from harness import ROOT, Skip, check, folder, installed, log, platform, run

EXAMPLES = ROOT / "bindings/c/examples"
SCRIPTS = ROOT / "bindings/other"
URL = r"http://127\.0\.0\.1:\d+/outputs/gen_[0-9a-f]{16}/0\.png"
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
WITHOUT_OUTPUTS = "no-outputs=missing, poll-no-outputs=missing"
PROMPT = "it's a \"red\" fox,\n\\ über the hill --"

# name: what standard output must be, line by line, as patterns.
EXPECTED = {
    "callback": [URL],
    "many_jobs": [rf"(fox|owl|hare|stag|wolf) {URL}"] * 5,
    "poll_loop": None,
    "glib_loop": None,
    "resume": [rf"gen_[0-9a-f]{{16}} {URL}"],
    "errors": [r"insufficient_credits \(HTTP 402\)", r"  .+", "refused",
               r"  the option connect_timeout_ms .+", URL],
    "inspect": None,
    "raii": ["valid invalid", URL, rf"[0-2] {URL}", rf"[0-2] {URL}", rf"[0-2] {URL}",
             r"enough of gen_[0-9a-f]{16}"],
    "webhooks": ["gen_1 succeeded https://host/a.png", "signature: nothing is changed"],
}
# What an example is called with, and how it ends; nothing, and well.
ARGUMENTS = {"inspect": [ROOT / "share/catalogue/openapi.json", "google/veo-3.1", '{"prompt":7}']}
STATUS = {"inspect": 1}
RECORDS = {"poll_loop": ["start", "sse_open", "accepted", "sse_event", "terminal"],
           "glib_loop": ["credits", "terminal"]}
LANGUAGES = {"generate.rb": "ruby", "generate.lua": "luajit", "generate.pl": "perl", "generate.php": "php"}


def execute(name, program, environment):
    judge(name, run(program, *ARGUMENTS.get(name, []), env=environment, expect=STATUS.get(name, 0)).stdout)


def judge(name, output):
    if name == "inspect":
        inspected, verdict = map(json.loads, output.splitlines())
        check(inspected["event"] == "inspected" and "prompt" in json.dumps(inspected["request_template"]),
              output)
        check(verdict["valid"] is False and verdict["problems"][0]["pointer"] == "/prompt", output)
        return
    if name in RECORDS:
        seen = re.findall(r'^\{"v":1,"event":"(\w+)"', output, re.M)
        check(len(seen) == len(output.splitlines()), f"not only records: {output}")
        check([word for i, word in enumerate(seen) if word not in seen[:i]] == RECORDS[name],
              f"records {seen}")
        return
    lines = output.splitlines()
    check(len(lines) == len(EXPECTED[name]), f"{len(lines)} lines, not {len(EXPECTED[name])}: {output}")
    for line, pattern in zip(lines, EXPECTED[name]):
        check(re.fullmatch(pattern, line), f"{line!r} is not {pattern!r}")


def flags(*packages):
    done = run("pkg-config", "--cflags", "--libs", *packages,
               env={"PKG_CONFIG_PATH": str(installed() / "lib/pkgconfig")})
    return done.stdout.split()


def by_pkg_config(name):
    source = next(EXAMPLES.glob(name + ".c*"))
    packages = ["skillsvideo", "glib-2.0"] if name == "glib_loop" else ["skillsvideo"]
    compiler = ["c++", "-std=c++11"] if source.suffix == ".cpp" else ["cc", "-std=gnu11"]
    program = folder(name) / name
    run(*compiler, *WARNINGS, source, "-o", program, *flags(*packages))
    with platform("--latency-ms", "300") as environment:
        execute(name, program, environment)


@functools.cache
def cmake_build():
    build = folder("cmake")
    run("cmake", "-S", EXAMPLES, "-B", build, f"-DCMAKE_PREFIX_PATH={installed()}")
    run("cmake", "--build", build, "-j2")
    return build


_lock = threading.Lock()


def test_cmake():
    """Every example is built by CMake and runs without a variable that names the library's folder."""
    with _lock:
        build = cmake_build()
    for name in EXPECTED:
        with platform("--latency-ms", "200") as environment:
            environment.pop("LD_LIBRARY_PATH")
            execute(name, build / name, environment)


def test_success_without_outputs():
    """No example prints a null pointer, and each that prints results explains the missing one."""
    with _lock:
        build = cmake_build()
    for name in sorted(set(EXPECTED) - {"inspect", "webhooks"}):
        with platform("--latency-ms", "200", "--fault", WITHOUT_OUTPUTS) as environment:
            done = run(build / name, env=environment, expect=None)
            check(done.returncode == 0, f"{name} ended with {done.returncode}: {done.stderr}")
            check("(null)" not in done.stdout + done.stderr, f"{name} printed a null pointer: {done.stdout}")
            check("no output" in done.stdout + done.stderr, f"{name} explains nothing")


def test_cmake_refuses_another_version():
    source = folder("version")
    for version, good in (("0.1", True), ("0.1.0", True), ("0.2", False), ("1.0", False), ("0.0.9", False)):
        (source / "CMakeLists.txt").write_text(
            f"cmake_minimum_required(VERSION 3.16)\nproject(p C)\nfind_package(skillsvideo {version} "
            f"REQUIRED CONFIG)\n")
        done = run("cmake", "-S", source, "-B", folder("b"), f"-DCMAKE_PREFIX_PATH={installed()}",
                   expect=None)
        check((done.returncode == 0) == good, f"version {version}: {done.stderr}")


def test_static():
    """A program needs only the archive, which defines no names except those of the ABI."""
    program = folder("static") / "callback"
    library = installed() / "lib/libskillsvideo.a"
    found = run("pkg-config", "--static", "--libs-only-l", "skillsvideo",
                env={"PKG_CONFIG_PATH": str(installed() / "lib/pkgconfig")}).stdout.split()
    libraries = [word for word in found if word != "-lskillsvideo"]
    run("cc", "-std=gnu11", *WARNINGS, EXAMPLES / "callback.c", f"-I{installed()}/include", library,
        *libraries, "-o", program)
    check("skillsvideo" not in run("ldd", program).stdout, "it is not static")
    names = run("nm", "--defined-only", "-g", library).stdout
    others = [line for line in names.splitlines() if re.match(r"[0-9a-f]+ ", line) and " sv_" not in line]
    check(not others, f"other names are shown: {others[:5]}")
    with platform("--latency-ms", "200") as environment:
        judge("callback", run(program, env=environment).stdout)


def test_shape():
    """Each example is short, lists what it introduces, and uses all of it."""
    sources = [path for path in EXAMPLES.iterdir() if path.suffix in (".c", ".cpp")]
    check({path.stem for path in sources} == set(EXPECTED), "an example is not run, or not there")
    for path in sources:
        text = path.read_text()
        check(text.count("\n") < 80, f"{path.name} is too long")
        opening = text[:text.index("*/")]
        check("Introduces:" in opening, f"{path.name} does not say what it introduces")
        for word in re.findall(r"\bsv_[a-z_]+", opening[opening.index("Introduces:"):]):
            check(text.count(word) > 1, f"{path.name} does not use {word}")


def in_language(script):
    interpreter = shutil.which(LANGUAGES[script])
    if interpreter is None:
        raise Skip(f"{LANGUAGES[script]} is not installed")
    with platform("--latency-ms", "200") as environment:
        done = run(interpreter, SCRIPTS / script, "google/nano-banana-pro", PROMPT, env=environment)
        check(re.fullmatch(URL + "\n", done.stdout), f"printed {done.stdout}")
        check("COMPLETED" in done.stderr, f"printed {done.stderr}")
        prompts = [job["prompt"] for job in log(environment)["jobs"]]
        check(prompts == [PROMPT], f"the platform received {prompts}")
    with platform("--latency-ms", "200", "--fault", WITHOUT_OUTPUTS) as environment:
        done = run(interpreter, SCRIPTS / script, env=environment)
        check(not done.stdout and "no output" in done.stderr, f"without outputs: {done.stdout}{done.stderr}")
    with platform("--fault", "status=402") as environment:
        done = run(interpreter, SCRIPTS / script, env=environment, expect=None)
        check(done.returncode not in (0, 139, 134), f"no credits ended with {done.returncode}")
        check("https://skills.video/dashboard" in done.stderr and not done.stdout,
              f"no remedy: {done.stderr}")
    return


TESTS = {f"pkg-config {name}": functools.partial(by_pkg_config, name) for name in EXPECTED}
TESTS |= {script: functools.partial(in_language, script) for script in LANGUAGES}
