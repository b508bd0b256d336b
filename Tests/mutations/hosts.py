"""Breaches of the rules of unusual hosts: set-uid ones, keys that a platform repeats, small stacks."""

VARIABLES_C = "Sources/CLinux/environment.c"
MASK = "Sources/CLinux/mask.c"
SECRET = "Sources/SVEngine/Client/Secret.swift"
STACK = "Sources/CLinux/stack.c"

VARIABLES = [
    (
        "obey the caller of a set-uid program",
        VARIABLES_C,
        [("{ return secure_getenv(name); }", "{ return getenv(name); }")],
        "host environment.a_set_uid_program",
    ),
    (
        "write the secrets of TLS where the caller of a set-uid program says",
        VARIABLES_C,
        [("(void)unsetenv(unsafe);", "(void)unsafe;")],
        "host environment.a_set_uid_program",
    ),
    (
        "take SSLKEYLOGFILE from an ordinary program",
        VARIABLES_C,
        [("getenv(unsafe) != NULL && secure_getenv(unsafe) == NULL", "getenv(unsafe) != NULL")],
        "host environment.an_ordinary_program",
    ),
    (
        "read the variables after libcurl has",
        "Sources/SVEngine/Client/Environment.swift",
        [("    clinux_environment_clean()\n", "")],
        "host environment.a_set_uid_program",
    ),
]

KEYS = [
    (
        "mask the key only as it is",
        MASK,
        [
            (
                "if (memchr(text, '\\\\', count) == NULL && memchr(text, '%', count) == NULL) return;",
                "if (count > 0) return;",
            )
        ],
        "records masking",
    ),
    (
        "mask the key only where both sorts of escapes are",
        MASK,
        [
            (
                "if (memchr(text, '\\\\', count) == NULL && memchr",
                "if (memchr(text, '\\\\', count) == NULL || memchr",
            )
        ],
        "records masking",
    ),
    (
        "mask the key only where JSON escapes it",
        MASK,
        [("if (*at != '%') return 0;", "if (*at != 0) return 0;")],
        "records masking",
    ),
    (
        "know escapes in small letters",
        MASK,
        [("uint8_t lower = byte | 0x20;", "uint8_t lower = byte;")],
        "records masking",
    ),
    (
        "know no JSON in JSON",
        MASK,
        [("*next == '\\\\' && next - at < backslashes_max", "*next == '\\\\' && next - at < 1")],
        "records masking",
    ),
    ("know no address in an address", MASK, [("percents_max = 16", "percents_max = 0")], "records masking"),
    (
        "cover what ends another escape",
        MASK,
        [("  at = cover_start(at, text, end);\n", "  (void)cover_start;\n")],
        "records masking",
    ),
    (
        "leave a part of the key after what looks like an escape",
        MASK,
        [("    if (!begins_escape(slash, text)) return at;\n", "    (void)begins_escape;\n")],
        "records masking",
    ),
    (
        "leave a part of the key after four letters that are no number",
        MASK,
        [("return is_unicode_escape(slash, end) ? slash + 6 : at;", "return slash + 6;")],
        "records masking",
    ),
    (
        "cut what is quoted within an escaped key",
        SECRET,
        [("12 * buffer.count", "buffer.count")],
        "records masking",
    ),
    (
        "send a key that is too short to be masked",
        SECRET,
        [("static let shortest = 8", "static let shortest = 7")],
        "program input",
    ),
    (
        "send a key that masks innocent words",
        SECRET,
        [("if buffer.count < Secret.shortest {", "if buffer.count < 0 {")],
        "program input",
    ),
]

STACKS = [
    (
        "work on whatever stack there is",
        STACK,
        [("if (room() >= CLINUX_DEEP_STACK) {", "if (room() < SIZE_MAX) {")],
        "host stacks.switch",
    ),
    (
        "work on the stack of a coroutine above that of its thread",
        STACK,
        [("here >= own.low && here < own.high ?", "here >= own.low ?")],
        "host stacks.switch",
    ),
    (
        "work on the stack of a coroutine below that of its thread",
        STACK,
        [("here >= own.low && here < own.high ?", "here < own.high ?")],
        "host stacks.switch",
    ),
]
