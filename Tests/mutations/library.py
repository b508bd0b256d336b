"""Breaches of the rules of handles, of the parts in C and C++, and of what is read of a contract."""

HANDLE = "Sources/SkillsVideo/HandleTable.swift"
EVENT = "Sources/SkillsVideo/CurrentEvent.swift"
LOCK = "Sources/CLinux/lock.c"
DECODE = "Sources/CSimdJSON/decode.cpp"
SIGNATURE = "Sources/SVProtocol/Webhooks/WebhookSignature.swift"
BASE64 = "Sources/SVProtocol/Webhooks/Base64.swift"
CODES = "Sources/SVProtocol/Answers/ErrorClassifier.swift"
REMEDY = "Sources/SVProtocol/Answers/Remedy.swift"

ADVICE = [
    (
        "advise to ask a proxy again that wants a password",
        CODES,
        [("category.isTransient && category != .transport", "category.isTransient")],
        "swift ErrorClassifierTests",
    ),
    (
        "advise a balance query that failed for good again",
        "Sources/SVEngine/Jobs/CreditsJob.swift",
        [("let isRetryable = isRetryable ?? status.isTransient", "let isRetryable = status.isTransient")],
        "python test_credits a_query_that_failed",
    ),
    (
        "advise one thing in a message and another in an explanation",
        REMEDY,
        [("case .auth: .checkKey\n", "case .auth: .sendKeyAsBearer\n")],
        "swift RemedyTests",
    ),
    (
        "say no word on a create that may have been accepted",
        REMEDY,
        [("guard isOpen else { return own }", "guard isOpen, own.isEmpty else { return own }")],
        "swift RemedyTests",
    ),
    (
        "take base64 with bits left over",
        BASE64,
        [
            (
                "return isWhole && held < 6 && bits & ((1 << UInt32(held)) &- 1) == 0",
                "return isWhole && held < 6",
            )
        ],
        "swift Base64Tests",
    ),
]

HANDLES = [
    (
        "let a client's event speak for the next one in its place",
        HANDLE,
        [
            (
                "let object = table.slots[index].object,\n"
                "        table.slots[index].generation & 0xFFFF == (ticket >> generationShift) & 0xFFFF\n    "
                "  else",
                "let object = table.slots[index].object\n      else",
            )
        ],
        "program handles",
    ),
    (
        "let a handle speak for the next one in its place",
        HANDLE,
        [
            (
                "slots[index].kind == kind,\n      slots[index].generation == handle >> "
                "HandleTable.generationShift\n    else",
                "slots[index].kind == kind\n    else",
            )
        ],
        "program handles",
    ),
    (
        "give out the same handle again",
        HANDLE,
        [("    slots[index].generation = (slots[index].generation &+ 1) & ((1 << 40) - 1)\n", "")],
        "program handles",
    ),
    (
        "take a handle of another kind",
        HANDLE,
        [
            ("    guard handle & 3 == kind.rawValue else { return nil }\n", ""),
            (
                "guard index < slots.count, slots[index].kind == kind,\n      slots",
                "guard index < slots.count,\n      slots",
            ),
        ],
        "program handles",
    ),
    (
        "keep an event alive beyond the next call",
        HANDLE,
        [
            (
                "client.hasCurrent && UInt(client.deliveries & 0xFF_FFFF) == (handle ^ clinux_copy_number()) "
                ">> 40",
                "client.hasCurrent",
            )
        ],
        "program handles",
    ),
    (
        "keep an event alive where it was handed over",
        EVENT,
        [("HandleTable.isCurrent(ticket, of: $0) ? body($0) : nil", "body($0)")],
        "program misuse",
    ),
    (
        "let a callback's event live on after the call",
        "Sources/SkillsVideo/Calls.swift",
        [("      client.endDelivery()\n", "")],
        "program lifetimes",
    ),
    (
        "let a borrowed result be freed",
        "Sources/SVEngine/Jobs/Job.swift",
        [("didSet { result?.isBorrowed = true }", "didSet { result?.isBorrowed = false }")],
        "program lifetimes",
    ),
    (
        "keep a job's result after the job",
        "Sources/SkillsVideo/Calls.swift",
        [("    _ = HandleTable.remove(job.resultHandle, .result, as: JobResult.self)\n", "")],
        "program lifetimes",
    ),
    (
        "cancel the parent's job from a child",
        "Sources/SkillsVideo/Calls.swift",
        [("    guard !job.doorbell.isForked else { return StatusCode.misuse.rawValue }\n", "")],
        "program fork",
    ),
]

C_PARTS = [
    (
        "swallow a SIGPIPE of the host",
        LOCK,
        [("if (!state.was_pending && sigpending", "if (sigpending")],
        "program sigpipe",
    ),
    (
        "let the host's SIGPIPE loose",
        LOCK,
        [("if (!state.was_blocked) sigprocmask", "sigprocmask")],
        "program sigpipe",
    ),
    (
        "keep SIGPIPE blocked",
        LOCK,
        [("if (!state.was_blocked) sigprocmask", "if (state.was_blocked) sigprocmask")],
        "program sigpipe",
    ),
    (
        "let a program of the host's inherit a connection",
        "Sources/CLinux/descriptors.c",
        [("type | SOCK_CLOEXEC", "type")],
        "program started_program",
    ),
    (
        "let a socket be a standard stream",
        "Sources/CLinux/descriptors.c",
        [("  if (fd >= STANDARD) return fd;", "  return fd;")],
        "program descriptors",
    ),
    (
        "close what the host has put where a gap was filled",
        "Sources/CLinux/descriptors.c",
        [("  if (is_ours) (void)close(gap);", "  (void)is_ours; (void)close(gap);")],
        "program descriptors",
    ),
    (
        "let a program of the host's inherit a file",
        "Sources/CLinux/file.c",
        [("O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC", "O_WRONLY | O_CREAT | O_EXCL")],
        "program started_program",
    ),
    (
        "let a program of the host's inherit the set of descriptors",
        "Sources/CLinux/reactor.c",
        [("epoll_create1(EPOLL_CLOEXEC)", "epoll_create1(0)")],
        "program started_program",
    ),
    ("overlook a fork", LOCK, [("  forks++;\n", "")], "program fork"),
    (
        "leave a secret after its first occurrence",
        "Sources/CLinux/mask.c",
        [("!= NULL; at += key_count) {", "!= NULL; at = end) {")],
        "lifecycle says the key twice",
    ),
    (
        "make a code point of two low surrogates",
        DECODE,
        [("first < 0xDC00 ? unit(at, end) : -1", "unit(at, end)")],
        "swift DocumentTests",
    ),
    (
        "make a code point of a high surrogate and anything",
        DECODE,
        [("if (second < 0xDC00 || second > 0xDFFF) return", "if (second < 0) return")],
        "swift DocumentTests",
    ),
    (
        "read numbers as the host's locale does",
        DECODE,
        [("*out = strtod_l(text, nullptr, c_locale)", "*out = std::strtod(text, nullptr)")],
        "group locale",
    ),
    (
        "wrap an integer that is too large",
        DECODE,
        [("  if (value > uint64_t(INT64_MAX) + (decimal.negative ? 1 : 0)) return false;\n", "")],
        "swift DocumentTests",
    ),
    (
        "believe a signature that only begins right",
        SIGNATURE,
        [("if given.count == expected.count, ccrypto_equal", "if ccrypto_equal")],
        "swift WebhookTests",
    ),
    (
        "believe a webhook of any age",
        SIGNATURE,
        [("    if overflow || age > tolerance { return .tooOld }\n", "    _ = overflow\n")],
        "swift WebhookTests",
    ),
    (
        "believe a webhook of the future",
        SIGNATURE,
        [("return age < 0 && age.magnitude > tolerance.magnitude ? .tooNew : nil", "return nil")],
        "swift WebhookTests",
    ),
    (
        "believe any body",
        SIGNATURE,
        [(", ccrypto_part(bytes: body.baseAddress, count: body.count),", ",")],
        "swift WebhookTests",
    ),
]

CONTRACT = [
    (
        "choose a variant by a tag that several share",
        "Sources/SVContract/Validation/Evaluator+Discriminator.swift",
        [("return fitting.count == 1 ? fitting.first : nil", "return fitting.first")],
        "swift UnionTests",
    ),
    (
        "forget that an integer is a number",
        "Sources/SVContract/Schema/SchemaTypes.swift",
        [("      both.insert(.integer)\n", "      both = both.union([])\n")],
        "inspect all",
    ),
    (
        "fill in a default that the schema refuses",
        "Sources/SVContract/Template/TemplateMaker.swift",
        [
            (
                "for candidate in stated(shape, at: place) where check.accepts(candidate, set) { return "
                "candidate }",
                "for candidate in stated(shape, at: place) { return candidate }",
            )
        ],
        "inspect all",
    ),
]
