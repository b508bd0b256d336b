"""Completion in real shells. Bash is driven through its own completion function, fish by `complete -C`, zsh
by a stand-in for compadd, which shows what would be offered."""

import shutil

from harness import ROOT, Skip, check, folder, installed, run

SCRIPTS = ROOT / "packaging/completions"
COMMANDS = {"generate", "wait", "models", "inspect", "validate", "download", "credits", "explain", "key",
            "doctor", "simulate", "options", "webhook"}
# line up to the cursor; what must be offered; what must not.
TABLE = [
    ("skillsvideo ", COMMANDS, {"complete", "shell-variables"}),
    ("skillsvideo gen", {"generate"}, {"wait"}),
    ("skillsvideo generate google/nano-banana-p", {"google/nano-banana-pro"}, {"google/nano-banana"}),
    ("skillsvideo generate google/nano-banana-pro ", {"prompt=", "aspect_ratio="},
     {"google/nano-banana-pro"}),
    ("skillsvideo generate google/nano-banana-pro prompt=x a", {"aspect_ratio="}, {"prompt="}),
    ("skillsvideo generate google/nano-banana-2 output_format=j", {"output_format=jpeg"},
     {"output_format=png"}),
    ("skillsvideo generate google/nano-banana-2 aspect_ratio=16:", {"aspect_ratio=16:9"},
     {"aspect_ratio=1:1"}),
    ("skillsvideo generate --save out google/nano-banana-pro pr", {"prompt="}, {"google/nano-banana-pro"}),
    ("skillsvideo generate --s", {"--save", "--simulate", "--silence-timeout"}, {"--json"}),
    ("skillsvideo generate --json --", {"--save"}, {"--json"}),
    ("skillsvideo inspect google/nano-banana-p", {"google/nano-banana-pro"}, {"google/nano-banana"}),
    ("skillsvideo validate google/nano-banana-pro prompt=x a", {"aspect_ratio="}, {"prompt="}),
    ("skillsvideo validate --openapi fil", {"file.json"}, set()),
    ("skillsvideo generate --check ", {"off", "warn", "strict"}, set()),
    ("skillsvideo models --category ", {"images", "videos", "audio"}, set()),
    ("skillsvideo webhook ", {"verify"}, {"generate"}),
    ("skillsvideo webhook verify --s", {"--signature", "--secret"}, {"--id"}),
    ("skillsvideo webhook verify fil", {"file.json"}, set()),
    ("skillsvideo wait gen_1 --op", {"--option"}, set()),
    ("skillsvideo generate --option poll_int", {"poll_interval_ms=", "poll_interval_max_ms="}, {"api_key="}),
    ("skillsvideo generate --save fol", {"folder"}, {"file.json"}),
    ("skillsvideo download --output fil", {"file.json"}, set()),
    ("skillsvideo generate --payload @fil", {"@file.json"}, set()),
]
BASH = r"""
source "$1"
COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9
compopt() { :; }
# As readline breaks words: at spaces, and = and : are words of their own.
read -r -a COMP_WORDS <<<"$(sed 's/[=:]/ & /g; s/@/ @ /g' <<<"$2")"
[[ $2 == *' ' ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_skillsvideo
line=${2##*[ =:]}
prefix=${2##* }; prefix=${prefix%"$line"}
for word in "${COMPREPLY[@]}"; do printf '%s%s\n' "$prefix" "$word"; done
"""
ZSH = r"""
compadd() {
  local -a names
  while (( $# )); do case $1 in -a) names=("${(@P)2}"); shift ;; -S|-d) shift ;; esac; shift; done
  for name in $names; do [[ $name == $PREFIX* ]] && print -r -- $name; done
}
compset() { PREFIX=${PREFIX#@}; at=@ }
_files() {
  local only= entry; [[ $1 == -/ ]] && only=1
  for entry in $PREFIX*(N); do [[ -n $only && ! -d $entry ]] || print -r -- $at$entry; done
}
at=; words=("${(@s: :)2}"); CURRENT=$#words; PREFIX=$words[-1]
source $1
"""


def surroundings():
    place = folder("completion")
    (place / "folder").mkdir()
    (place / "file.json").touch()
    return place, {"PATH": f"{installed()}/bin:/usr/bin:/bin"}


def compare(shell, line, output, wanted, unwanted):
    offered = {word.split("\t")[0].rstrip("/") for word in output.splitlines()}
    check(wanted <= offered, f"{shell}: {line!r} offers {sorted(offered)[:20]}, not "
                             f"{sorted(wanted - offered)}")
    check(not unwanted & offered, f"{shell}: {line!r} offers {sorted(unwanted & offered)}")


def drive(shell, command):
    if shutil.which(shell) is None:
        raise Skip(f"{shell} is not installed")
    place, environment = surroundings()
    for line, wanted, unwanted in TABLE:
        done = run(*command(line), cwd=place, env=environment, expect=None)
        check(not done.stderr, f"{shell}: {line!r}: {done.stderr}")
        compare(shell, line, done.stdout, wanted, unwanted)
    return


def test_bash():
    return drive("bash", lambda line: ("bash", "-uc", BASH, "bash", SCRIPTS / "skillsvideo.bash", line))


def test_zsh():
    return drive("zsh", lambda line: ("zsh", "-fc", ZSH, "zsh", SCRIPTS / "_skillsvideo", line))


def test_fish():
    script = "source $argv[1]; complete -C $argv[2]"
    return drive("fish", lambda line: ("fish", "--no-config", "-c", script, SCRIPTS / "skillsvideo.fish",
                                       line))


def test_bash_with_quotes():
    """A word whose quotes are still open breaks nothing."""
    place, environment = surroundings()
    for line in ("skillsvideo generate google/nano-banana-pro prompt=\"a red", "skillsvideo 'gen",
                 "skillsvideo generate $(echo x) "):
        done = run("bash", "-uc", BASH, "bash", SCRIPTS / "skillsvideo.bash", line, cwd=place,
                   env=environment, expect=None)
        check(not done.stderr, f"{line}: {done.stderr}")
