"""Breaches of the rules of the Python package, the shell functions and the command."""

PACKAGE = "bindings/python/src/skillsvideo/"
ERRORS = PACKAGE + "_errors.py"
BASE = PACKAGE + "_error_base.py"
TARGET = PACKAGE + "_target.py"
PUMP = PACKAGE + "_pump.py"
DETACHED = PACKAGE + "_detached.py"
SHELL_FILE = "bindings/shell/skillsvideo.sh"
NAMES = "Sources/skillsvideo-cli/Files/FileName.swift"
WORDS = "Sources/skillsvideo-cli/Support/ShownText.swift"

PYTHON = [
    (
        "never repeat what may be repeated at once",
        ERRORS,
        [("if end.retry_after_ms >= 0 else", "if end.retry_after_ms > 0 else")],
        "python test_errors retry_after",
    ),
    (
        "call everything retryable",
        BASE,
        [("return self.retry_after is not None and", "return self.retry_after != 0 and")],
        "python test_errors retry_after",
    ),
    (
        "advise to wait before what was bought is sent again",
        BASE,
        [("        self.retry_after = None\n", "")],
        "python test_errors retryable_needs_proof",
    ),
    (
        "leave what was bought retryable",
        BASE,
        [(" and self.charge_state in NOTHING_BOUGHT", "")],
        "python test_errors retryable_needs_proof",
    ),
    (
        "say that what failed later was not sent",
        BASE,
        [("        self.charge_state = charge_state\n", "        pass\n")],
        "python test_outputs_bought cannot_be_fetched",
    ),
    (
        "claim that nothing was sent when nothing is known",
        BASE,
        [('_own_charge: ClassVar[str] = "unknown"', '_own_charge: ClassVar[str] = "not_sent"')],
        "python test_rebuilt",
    ),
    (
        "believe any charge in an error's arguments",
        BASE,
        [(' and (name != "charge_state" or value in _CHARGES)', "")],
        "python test_rebuilt",
    ),
    (
        "forget an id that is known",
        ERRORS,
        [('charge_state="accepted" if generation_id else charge_state', "charge_state=charge_state")],
        "python test_async_loops close_wakes",
    ),
    ("save a hidden file", TARGET, [('.strip().lstrip(".")', ".strip()")], "python test_outputs test_names"),
    (
        "save outside the folder",
        TARGET,
        [('name = name.replace("\\\\", "/").rpartition("/")[2]', "name = str(name)")],
        "python test_outputs test_names",
    ),
    (
        "save under a name with control characters",
        TARGET,
        [("letter if letter.isprintable() else", "letter if letter else")],
        "python test_outputs test_names",
    ),
    (
        "replace a file whose name turns out wrong",
        TARGET,
        [("        if overwrite and not self._is_named:\n", "        if False:\n")],
        "python test_outputs_content wrong_name_stays",
    ),
    (
        "replace a file where there are no links",
        TARGET,
        [("        if os.path.lexists(target):\n", "        if os.path.exists(target):\n")],
        "python test_outputs_content without_links",
    ),
    (
        "count tasks of a loop that is gone",
        PUMP,
        [('they never run again."""\n        self._waiting.clear()\n', 'they never run again."""\n')],
        "python test_async_loops loop_that_is_gone",
    ),
    (
        "keep a failed poll from those who wait",
        PUMP,
        [("            self._wake_all(error)\n", "            self._wake_all()\n")],
        "python test_async_loops poll_that_fails",
    ),
    (
        "keep native jobs that have ended",
        PACKAGE + "_in_flight.py",
        [("self._forget(job.tag)\n            lib.sv_job_free(handle)\n", "self._forget(job.tag)\n")],
        "python test_native_jobs what_held_it",
    ),
    (
        "keep native jobs that were left",
        DETACHED,
        [
            (
                "            del self._by_tag[tag]\n            lib.sv_job_free(detached.handle)\n",
                "            del self._by_tag[tag]\n",
            )
        ],
        "python test_native_jobs what_held_it",
    ),
    (
        "forget ids of jobs that were left",
        DETACHED,
        [
            (
                "            if generation_id is not None:\n                self._unfinished[generation_id] "
                "= None\n                # The program",
                "            if generation_id is not None:\n                # The program",
            )
        ],
        "python test_lifetime dropped_create",
    ),
    (
        "leave a create before its id is known",
        DETACHED,
        [("        if tag not in self._keys:\n            return False\n", "        return False\n")],
        "python test_lifetime dropped_create",
    ),
    (
        "use a client from two threads",
        PACKAGE + "_engine.py",
        [("return bool(self._claims) and self._claimed_by != get_ident()", "return False")],
        "python test_errors after_the_create",
    ),
    (
        "give all lines to the job of the first one",
        PACKAGE + "_lines.py",
        [("    if len(set(tags)) == 1:\n", "    if True:\n")],
        "python test_lines",
    ),
    (
        "keep the JSON escapes of a status",
        PACKAGE + "_lines.py",
        [('if "\\\\" in word else word', "if False else word")],
        "python test_lines",
    ),
    (
        "treat a message without a status as one with null",
        PACKAGE + "_events.py",
        [("if kind == message and status is not None:", "if kind == message:")],
        "python test_events order_of_the_record",
    ),
    (
        "decode an ill-formed address again and again",
        PACKAGE + "_output.py",
        [("if self._has_read_address or not", "if not")],
        "python test_data_urls decoded_once",
    ),
    (
        "put ids into Python code unescaped",
        PACKAGE + "_remedies.py",
        [("{_literal(generation_id)}", "'{generation_id}'")],
        "python test_remedies",
    ),
    (
        "say of a balance query that it may have been charged",
        PACKAGE + "_job_state.py",
        [("if self.id is None and self._key is None:", "if False:")],
        "python test_async_loops balance_query",
    ),
]

SHELL = [
    ("lose the variables by Ctrl-C", SHELL_FILE, [("  trap '' INT HUP TERM\n", "")], "shell interrupted"),
    (
        "lose the exit status by Ctrl-C",
        SHELL_FILE,
        [("sv__records() {\n  trap : INT HUP TERM\n", "sv__records() {\n")],
        "shell interrupted",
    ),
    (
        "keep the results of the call before",
        SHELL_FILE,
        [(" SV_BALANCE='' SV_ERROR", " SV_ERROR")],
        "shell what the caller had set",
    ),
    (
        "call every exit a success",
        SHELL_FILE,
        [('  return "$SV_EXIT"\n', "  return 0\n")],
        "shell a failure keeps its exit status",
    ),
    (
        "run what the body of an error looks like",
        SHELL_FILE,
        [('--status "$1" --body - <<EOF', '--status "$1" --body "${2:-}" <<EOF')],
        "shell answers explained",
    ),
]

COMMAND = [
    (
        "name a file by whatever an id holds",
        NAMES,
        [
            (
                'return isPlain || scalar == "_" || scalar == "-" ? Character(scalar) : "_"',
                "return isPlain ? Character(scalar) : Character(scalar)",
            )
        ],
        "command name_of_a_hostile_id",
    ),
    (
        "name a file like an option",
        NAMES,
        [('stem.isEmpty || stem.hasPrefix("-") ?', "stem.isEmpty ?")],
        "command name_of_a_hostile_id",
    ),
    (
        "name a file as long as an id",
        NAMES,
        [("String(safe.prefix(longestStem))", "String(safe)")],
        "command name_of_a_hostile_id",
    ),
    (
        "save a program under its own ending",
        NAMES,
        [("return MediaTypeTable.isHarmless(ending: ending) ? ending : nil", "return ending")],
        "command file_contents.first_bytes_decide",
    ),
    (
        "name a file by a path in a prompt",
        NAMES,
        [
            (
                "|| scalar.properties.numericType != nil || isMark(scalar)",
                '|| scalar.properties.numericType != nil || isMark(scalar) || scalar == "/"',
            )
        ],
        "command file_names.names",
    ),
    (
        "print a command that an apostrophe breaks",
        WORDS,
        [
            (
                '"\'" + text.split(separator: "\'", omittingEmptySubsequences: false).joined(separator: '
                '"\'\\\\\'\'") + "\'"',
                '"\'" + text + "\'"',
            )
        ],
        "command way_back_can_be_pasted",
    ),
    (
        "print a command that does more",
        WORDS,
        [('UInt8(ascii: "/"), UInt8(ascii: ":"): true', 'UInt8(ascii: "/"), UInt8(ascii: "$"): true')],
        "command way_back_can_be_pasted",
    ),
    (
        "let the platform move the cursor",
        WORDS,
        [("case 0..<0x20, 0x7F..<0xA0,", "case 0..<0x1B, 0x7F..<0xA0,")],
        "command hostile_words",
    ),
    (
        "let the platform turn the text around",
        WORDS,
        [(", 0x202A...0x202E, 0x2066", ", 0x2066")],
        "command hostile_words",
    ),
]
