"""What a script that sources the functions does, and what it must see."""

import re
from dataclasses import dataclass, field

PROMPT = "-- it's \"quoted\", $HOME `x` \\n %s *\n  two lines; über\ttab"
ID = r"gen_[0-9a-f]{16}"
URL = rf"http://127\.0\.0\.1:\d+/outputs/{ID}/0\.png"


@dataclass
class Case:
    name: str
    script: str
    # Patterns, one for each line of standard output.
    output: list
    exit_status: int = 0
    simulator: list = field(default_factory=lambda: ["--latency-ms", "150"])
    variables: dict = field(default_factory=dict)
    # The prompt that the platform must have received.
    prompt: str = ""
    complaint: str = ""
    # The command without which the case makes no sense.
    needs: str = "key"

    def judge(self, done, log):
        seen = f"stdout: {done.stdout}\nstderr: {done.stderr}"
        if done.returncode != self.exit_status:
            return f"exit {done.returncode}, not {self.exit_status}; {seen}"
        lines = done.stdout.splitlines()
        if len(lines) != len(self.output):
            return f"{len(lines)} lines, not {len(self.output)}; {seen}"
        for line, pattern in zip(lines, self.output):
            if not re.fullmatch(pattern, line):
                return f"{line!r} is not {pattern!r}; {seen}"
        if self.prompt and self.prompt not in prompts(log):
            return f"the platform received {prompts(log)}"
        if bool(self.complaint) != bool(done.stderr) or self.complaint not in done.stderr:
            return f"complained of {done.stderr!r}, not of {self.complaint!r}"
        return ""


def prompts(log):
    """The prompts of all generations that the simulator has made."""
    return [job["prompt"] for job in log["jobs"]]


CASES = [
    Case("a prompt of every kind arrives whole, and the results are in variables",
         'sv_generate google/nano-banana-pro "prompt=$PROMPT" image_size=64x64 --check off --save "out dir"\n'
         'printf "%s\\n" "$SV_EXIT" "$SV_ID" "$SV_STATUS" "$SV_URLS" "$SV_FILES" "$SV_CREDITS_USED" '
         '"$SV_CHARGE" "[$SV_ERROR$SV_MESSAGE]"\n'
         'test -s "$SV_FILES" && printf "%s\\n" "$SV_RECORD"',
         ["0", ID, "COMPLETED", URL, r"out dir/.*-1\.png", "10", "accepted", r"\[\]",
          r'\{"v":1,"event":"downloaded".*\}'],
         variables={"PROMPT": PROMPT}, prompt=PROMPT),
    Case("two files are two lines",
         "sv_generate google/nano-banana-pro prompt=fox n=2 image_size=64x64 --check off --save .\n"
         'printf "%s\\n" "$SV_URLS" "$SV_FILES"',
         [URL, URL.replace("/0", "/1"), r"fox-[12]\.png", r"fox-[12]\.png"]),
    Case("the hook hears of every event, with the variables as they are then, on standard output",
         'hook() { printf "%s %s %s\\n" "$1" "${SV_ID:-none}" "${SV_STATUS:-none}"; cat; SV_ID=lost; false; '
         '}\n'
         'SV_ON_EVENT=hook\nsv_generate google/nano-banana-pro prompt=fox\necho "$SV_ID"',
         ["start none none", "sse_open none none", f"accepted {ID} none", f"sse_event {ID} IN_QUEUE",
          f"sse_event {ID} IN_PROGRESS", f"sse_event {ID} COMPLETED", f"terminal {ID} COMPLETED", ID],
         simulator=["--latency-ms", "100", "--events", "1"]),
    Case("a failure keeps its exit status, and says what it cost and what to do",
         'sv_generate google/nano-banana-pro prompt=fox || echo "$? $SV_EXIT $SV_ERROR $SV_CHARGE"\necho '
         '"$SV_MESSAGE"\necho "$SV_REMEDY"',
         ["20 20 insufficient_credits rejected", ".*skills.video/dashboard.*", ".*[Tt]op up.*"],
         simulator=["--fault", "status=402"], complaint="skillsvideo: The workspace has not enough credits"),
    Case("a file that cannot be fetched: the generation is paid, and the remedy's command fetches it at no "
         "cost",
         'sv_generate google/nano-banana-pro prompt=fox image_size=64x64 --check off --save out'
         ' || echo "$? $SV_EXIT $SV_ERROR $SV_CHARGE $SV_ID"\necho "$SV_REMEDY"\necho "$SV_MESSAGE"',
         [f"13 13 file accepted {ID}",
          f"Fetch its files again, at no cost, with: skillsvideo wait {ID} --save out",
          f"the generation {ID} has succeeded and is paid, but 1 file was not saved.*"],
         simulator=["--latency-ms", "30", "--fault", "output-status=404"],
         complaint="is paid, but 1 file was not saved"),
    Case("set -e ends a script where a generation fails",
         "sv_generate google/nano-banana-pro prompt=fox\necho not reached", [], exit_status=10,
         simulator=["--fault", "failed"], complaint="skillsvideo: "),
    Case("a generation is followed by its id",
         'sv_generate google/nano-banana-pro prompt=fox\nid=$SV_ID\nsv_wait "$id"\n[ "$id" = "$SV_ID" ] && '
         'echo "$SV_STATUS $SV_URLS"\n'
         'sv_wait -- "--x" || echo "$? [$SV_ID]"',
         [f"COMPLETED {URL}", r"\d+ \[.*\]"], complaint="skillsvideo: "),
    Case("what an endpoint takes",
         'sv_inspect google/nano-banana-2 --template\nprintf "%s\\n" "$SV_ENDPOINT" "$SV_FIELDS" | head -n '
         '3\necho "$SV_TEMPLATE"\n'
         'sv_inspect google/nano-banana-9 || echo "$?"',
         ["POST /generation/.*google/nano-banana-2", "prompt", "resolution", r'\{.*"prompt".*\}', "23"],
         complaint="skillsvideo: ", needs="inspect"),
    Case("the balance", 'sv_credits && echo "$SV_BALANCE"', ["100000"]),
    Case("a floor of the balance, and the balance after",
         'sv_generate google/nano-banana-pro prompt=fox --min-credits 16 || echo "$SV_EXIT $SV_CHARGE '
         '$SV_BALANCE"\n'
         'sv_generate google/nano-banana-pro prompt=fox --min-credits 15 --report-credits && echo '
         '"$SV_BALANCE"',
         ["20 not_sent 15", "5"], simulator=["--latency-ms", "50", "--credits", "15"],
         complaint="lower than min_credits"),
    Case("a key that is there", "sv_check_key && echo \"$SV_EXIT $SV_MESSAGE\"",
         ["0 SKILLS_VIDEO_API_KEY is set."]),
    Case("no key: nothing is sent, and the way to one is said",
         'sv_check_key || echo "$?"\nsv_generate google/nano-banana-pro prompt=fox || echo "$? $SV_ERROR"',
         ["1", "1 missing_api_key"],
         variables={"SKILLS_VIDEO_API_KEY": None}, complaint="https://skills.video/dashboard/developer"),
    Case("answers explained: by status, by body, by both, whatever the body begins with",
         'sv_explain_error 429 || echo "$? $SV_CATEGORY $SV_RETRY"\n'
         'sv_explain_error "" \'{"code":"INSUFFICIENT_CREDITS","message":"it\'"\'"\'s over"}\' || echo "$? '
         '$SV_CODE $SV_MESSAGE"\n'
         'sv_explain_error 500 "@/etc/hostname" || echo "$SV_MESSAGE"\n'
         'sv_explain_error 500 "--json" || echo "$SV_MESSAGE"\n'
         'sv_explain_error 402 || printf "%s\\n" "$SV_GUIDANCE" | head -n 1\n'
         'sv_explain_error 200 && echo "fine $SV_EXIT"',
         ["26 rate_limited yes", "20 INSUFFICIENT_CREDITS it's over", "@/etc/hostname", "--json",
          ".*dashboard.*", "fine 0"]),
    Case("what the caller had set changes nothing, and results of before are gone",
         'IFS=:e0\nset -f\nsv_credits\nsv_generate google/nano-banana-pro prompt=fox x=y\necho "$SV_STATUS" '
         '"[$SV_BALANCE]"\n[ "$IFS" = :e0 ] && echo kept',
         [r"COMPLETED \[\]", "kept"]),
    Case("a command that is not there",
         'SKILLSVIDEO=/nowhere/skillsvideo\nsv_credits 2>/dev/null || echo "$? $SV_EXIT"', ["127 127"]),
    Case("a refused argument keeps its status and message",
         'sv_generate google/nano-banana-pro prompt || echo "$? $SV_MESSAGE"', ["1 .*FIELD=TEXT.*"],
         complaint="FIELD=TEXT"),
]
