"""Breaches of the rules of content codings, of what a host calls a file, and of where it is looked for."""

CODINGS_C = "Sources/CCodings/codings.c"
DECODER = "Sources/SVEngine/Transport/ContentDecoder.swift"
REQUEST = "Sources/SVEngine/Transport/CurlRequest.swift"
HEAD = "Sources/SVEngine/Transport/CurlHead.swift"
MACHINE = "Sources/SVProtocol/Downloads/DownloadMachine.swift"
ADDRESS = "Sources/SVEngine/Transport/WebAddress.swift"
RULES = "swift DownloadMachineTests"

CODINGS = [
    (
        "believe the header that a body is gzip",
        DECODER,
        [("let start, code == Int(CCODINGS_BROKEN) else", "let start, code != Int(CCODINGS_BROKEN) else")],
        "lifecycle stream that is called gzip and is not",
    ),
    (
        "know deflate in one of its two forms",
        CODINGS_C,
        [("if ((state->next[0] & 0x0F) != Z_DEFLATED)", "if (false)")],
        "lifecycle poll in deflate , window -15",
    ),
    (
        "end at the first member of a gzip",
        CODINGS_C,
        [("bool is_end = state->kind != CCODINGS_GZIP ||", "bool is_end = true ||")],
        "lifecycle poll of two members of gzip",
    ),
    (
        "let nested codings expand without end",
        CODINGS_C,
        [("    if (*budget < 0) return CCODINGS_TOO_LARGE;\n", "")],
        "lifecycle empty members in three codings",
    ),
    (
        "believe a status whose body cannot be read",
        "Sources/SVProtocol/Answers/CreateRule.swift",
        [("guard !isRead, end.head?.unreadCoding != nil else {", "guard !isRead, false else {")],
        "lifecycle refusal in an unknown coding",
    ),
    (
        "undo codings in the order of the header",
        DECODER,
        [("for kind in kinds.reversed()", "for kind in kinds")],
        "lifecycle stream in two codings",
    ),
    (
        "decode again what a pause had decoded",
        DECODER,
        [("        repeatedBytes += rest.count - Int(ccodings_unused(state))\n", "")],
        "lifecycle 40 MB of events in 40 KB",
    ),
    (
        "take half of a coding for the whole",
        REQUEST,
        [("decoder?.isWhole == false ?", "decoder == nil && code != CURLE_OK ?")],
        "lifecycle download of half of a gzip",
    ),
    (
        "refuse storage's name for no coding",
        DECODER,
        [('isOneOf("identity aws-chunked")', 'isOneOf("identity")')],
        "lifecycle download in aws-chunked",
    ),
    (
        "read one line of the codings",
        HEAD,
        [("for index in 0..<linesMax {", "for index in 0..<1 {")],
        "lifecycle poll in two codings on two lines",
    ),
    (
        "ask for a stream in gzip",
        REQUEST,
        [('plan.isCreate || plan.isExternal ? "identity"', 'plan.isExternal ? "identity"')],
        "lifecycle stream in gzip, window",
    ),
    (
        "go on with a part of an encoded file",
        MACHINE,
        [("      (total, validator) = (nil, nil)\n",
          "      total = nil\n      validator = head.entityTag\n")],
        RULES,
    ),
    ("save nothing", MACHINE, [("if written == 0 { return broken", "if written < 0 { return broken")], RULES),
    ("look once for a new file", MACHINE,
     [("status == 404, elapsed < absenceGrace", "status == 404, elapsed < 0")], RULES),
    (
        "refuse an address with a space",
        ADDRESS,
        [("UInt32(CURLU_URLENCODE)", "UInt32(0)")],
        "lifecycle download from /füchse.png",
    ),
]
