"""Breaches of the rules of web pages: in place of the platform's answers they end no wait, blame no key."""

POLL = "Sources/SVProtocol/Generation/Generation+Poll.swift"
CLASSIFIER = "Sources/SVProtocol/Answers/ErrorClassifier.swift"
WORDS = "Sources/SVProtocol/Answers/AnswerWords.swift"
HEAD = "Sources/SVEngine/Transport/CurlHead.swift"
RULES = "swift GenerationPageTests"
IS_PAGE = "fields == nil && (head?.content == .page || excerpt.beginsAsPage)"

PAGES = [
    (
        "end a paid wait for a page",
        POLL,
        [("    default: isPage || httpStatus >= 500\n", "    default: httpStatus >= 500\n")],
        RULES,
    ),
    (
        "end a paid wait for a page of a server that knows no such request",
        POLL,
        [("    case 501, 505: isPage\n", "    case 501, 505: false\n")],
        RULES,
    ),
    (
        "wait on though the platform knows no such request",
        POLL,
        [("    case 501, 505: isPage\n", "    case 501, 505: true\n")],
        "swift GenerationPollTests",
    ),
    (
        "end a paid wait for a login",
        POLL,
        [("    case 300..<400, 407, 408, 421, 425, 429: true\n", "    case 408, 425, 429: true\n")],
        RULES,
    ),
    (
        "blame the key for a page",
        CLASSIFIER,
        [("if isPage, let known", "if isPage, httpStatus < 0, let known")],
        RULES,
    ),
    (
        "call a page a refusal by the platform",
        "Sources/SVProtocol/Answers/CreateRule.swift",
        [("case 403, 406, 451: return !isPage", "case 403, 406, 451: return true")],
        RULES,
    ),
    (
        "know a page by its type alone",
        WORDS,
        [(IS_PAGE, "fields == nil && head?.content == .page")],
        RULES,
    ),
    (
        "know a page by its first byte alone",
        WORDS,
        [(IS_PAGE, "fields == nil && excerpt.beginsAsPage")],
        RULES,
    ),
    (
        "call the platform's own words a page",
        WORDS,
        [(IS_PAGE, IS_PAGE.removeprefix("fields == nil && "))],
        RULES,
    ),
    (
        "know no page by its type",
        HEAD,
        [('if mediaType.isOneOf("TEXT/HTML APPLICATION/XHTML+XML") { return .page }\n', "")],
        "lifecycle poll 403 that is a page by its type",
    ),
    (
        "advise to check the key after a page",
        WORDS,
        [("(isPage ? pageWords : quote(httpStatus: httpStatus))", "quote(httpStatus: httpStatus)")],
        RULES,
    ),
]
