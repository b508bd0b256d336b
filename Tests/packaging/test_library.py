"""What the shipped library promises about itself beyond its functions: what it refers to, needs and leaves
behind."""

import ctypes
import hashlib
import platform as platform_module
import re
import struct

from harness import ROOT, VERSION, Skip, check, folder, platform, run

LIBRARY = ROOT / "build" / f"libskillsvideo.so.{VERSION}"
PROGRAMS = ROOT / "Tests/packaging/programs"
# What a library that never ends its process and never speaks may not refer to.
FORBIDDEN = {
    "exit", "_exit", "_Exit", "abort", "quick_exit", "stdout", "stderr", "stdin", "printf", "fprintf",
    "vfprintf", "puts", "fputs", "putchar",
    "perror", "syslog", "__assert_fail", "signal", "sigaction", "pthread_create", "setenv", "putenv",
    "unsetenv", "system", "fork", "raise", "kill", "__fprintf_chk", "__printf_chk",
    "getenv", "secure_getenv", "clearenv", "setlocale", "chdir", "umask", "srand", "rand",
}
# Each with the reason why the library may refer to it all the same, and the one object file that may.
ALLOWED = {
    "secure_getenv": "reads the environment while a client is created; its callers are checked below",
    "getenv": "finds what libcurl would read in a set-uid program, so that it can be removed",
    "unsetenv": "removes that, in a set-uid program only",
}
GLIBC_MAX = (2, 25)


def undefined():
    table = run("nm", "-D", "--undefined-only", LIBRARY).stdout
    return {line.split()[-1].partition("@")[0] for line in table.splitlines()}


def test_refers_to_nothing_forbidden():
    found = undefined() & FORBIDDEN
    check(found <= set(ALLOWED), f"it refers to {sorted(found - set(ALLOWED))}")
    check(set(ALLOWED) <= found, "the list of what is allowed is out of date")


def test_environment_is_read_at_creation_only():
    """One C file reads variables, one Swift type calls it, and one place makes such a value:
    sv_client_create's."""
    place_of = {r"getenv\(": "CLinux/environment.c", r"\bEnvironment\(\)": "SVEngine/Client/Client.swift",
                r"\bclinux_environment\(.*\) *(?!;)(else|\{|$)": "SVEngine/Client/Environment.swift"}
    others = ("skillsvideo-", "Simulator", "CImaging")
    inside = {}
    for path in (ROOT / "Sources").rglob("*.*"):
        name = str(path.relative_to(ROOT / "Sources"))
        if path.suffix in (".c", ".cpp", ".swift") and not name.startswith(others):
            inside[name] = path.read_text()
    for pattern, place in place_of.items():
        users = {name for name, text in inside.items() if re.search(pattern, text, re.M)}
        check(place in users and users <= {place, "CLinux/environment.c"}, f"{pattern}: {users}")


def test_glibc_floor():
    versions = run("readelf", "-VW", LIBRARY).stdout
    found = max(tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_([0-9.]+)", versions))
    check(found <= GLIBC_MAX, f"it needs glibc {found}")


def test_hardening():
    segments = run("readelf", "-lW", LIBRARY).stdout
    check(re.search(r"GNU_STACK .* RW ", segments), "its stack may be executed")
    check("GNU_RELRO" in segments and not re.search(r"LOAD .* RWE ", segments),
          "its segments are not protected")
    dynamic = run("readelf", "-dW", LIBRARY).stdout
    check("NOW" in dynamic and not re.search(r"RPATH|RUNPATH|TEXTREL|SYMBOLIC", dynamic), dynamic)
    check("INTERP" not in segments, "it is a program")


def test_debug_symbols():
    """They are split off, belong to the library by its build id, and lead to source lines."""
    both = [re.search(r"Build ID: ([0-9a-f]+)", run("readelf", "-n", path).stdout)[1]
            for path in (LIBRARY, f"{LIBRARY}.debug")]
    check(both[0] == both[1], both)
    check(".debug_" not in run("readelf", "-SW", LIBRARY).stdout, "the library has debug symbols")
    address = re.search(r"^([0-9a-f]+) T sv_generate@", run("nm", "-D", LIBRARY).stdout, re.M)[1]
    line = run("addr2line", "-e", f"{LIBRARY}.debug", "-f", "0x" + address).stdout
    check("sv_generate" in line, line)


def test_build_id_is_of_the_bytes():
    data = bytearray(LIBRARY.read_bytes())
    identity = bytes.fromhex(re.search(r"Build ID: ([0-9a-f]+)", run("readelf", "-n", LIBRARY).stdout)[1])
    place = data.index(identity)
    data[place:place + len(identity)] = bytes(len(identity))
    check(hashlib.sha256(data).digest()[:len(identity)] == identity, "the build id is another")


def test_size_in_the_readme():
    """The README's number is true, give or take what a week of work changes."""
    said = re.search(r"(\d+) KB stripped", (ROOT / "README.md").read_text())
    check(said, "the README does not say how large the library is")
    real = LIBRARY.stat().st_size / 1000
    check(abs(int(said[1]) - real) <= real / 20, f"the README says {said[1]} KB, it has {real:.0f}")


def compiled(name, *flags):
    program = folder(name) / name
    run("cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/include", PROGRAMS / f"{name}.c", "-o",
        program, *flags)
    return program


def loaded(name, *arguments):
    with platform("--latency-ms", "20") as environment:
        return run(compiled(name), *arguments, env=environment).stdout


def test_reloading():
    """dlopen, a generation, dlclose, a hundred times: no descriptor, no thread and no memory stays."""
    print_out = loaded("reload", LIBRARY)
    check(re.fullmatch(r"100 rounds, \d+ descriptors, 1 thread\n", print_out), print_out)


def test_no_thread():
    """Neither loading nor a generation on a numeric address starts one."""
    check(loaded("threads", LIBRARY) == "1 1 1\n", "a thread was started")


def test_two_versions():
    """A copy with another version in it works beside the first: each answers for itself and knows no handle
    of the other."""
    if platform_module.machine() != "x86_64":
        raise Skip("the other version is made for x86-64")
    copy = folder("copy") / "libother.so"
    data = bytearray(LIBRARY.read_bytes())
    number = ctypes.CDLL(str(LIBRARY)).sv_version_number()
    place = int(re.search(r"^([0-9a-f]+) T sv_version_number@", run("nm", "-D", LIBRARY).stdout, re.M)[1], 16)
    # mov eax, NUMBER: what the function returns.
    at = data.index(b"\xb8" + struct.pack("<I", number), file_offset(place))
    check(at - file_offset(place) < 32, "sv_version_number does not look as it did")
    data[at + 1:at + 5] = struct.pack("<I", number + 7000)
    copy.write_bytes(data)
    output = loaded("two_copies", LIBRARY, copy)
    check(output.splitlines() == [f"{number} {number + 7000}", "0 0", "-2 0"], output)
    return


def file_offset(address):
    """Where in the file an address of the loaded library is."""
    for line in run("readelf", "-lW", LIBRARY).stdout.splitlines():
        found = re.match(r"\s+LOAD\s+0x(\w+) 0x(\w+) 0x\w+ 0x(\w+)", line)
        if found:
            offset, start, size = (int(word, 16) for word in found.groups())
            if start <= address < start + size:
                return address - start + offset
    raise ValueError(hex(address))
