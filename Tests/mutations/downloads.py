"""Breaches of the rules of downloads: what goes where, what is gone on with, and when it is over."""

JOB = "Sources/SVEngine/Jobs/DownloadJob.swift"
SINK = "Sources/SVEngine/Files/FileSink.swift"
ADDRESS = "Sources/SVEngine/Files/DataURL.swift"
MACHINE = "Sources/SVProtocol/Downloads/DownloadMachine.swift"
RULES = "swift DownloadMachineTests"

DOWNLOADS = [
    (
        "judge a new file by the bytes of the old one",
        JOB,
        [("    firstBytes = ByteBuffer()\n    guard let sink", "    guard let sink")],
        "lifecycle download of a cut picture, then a page",
    ),
    (
        "restart after the bytes that are there",
        JOB,
        [("    do { try sink.restart() } catch { failure = error }\n", "    _ = sink\n")],
        "lifecycle download of a cut page, then a picture",
    ),
    (
        "download for longer than the total",
        JOB,
        [
            ("return total == 0 ? own : min(own, startedAt + total)", "return own"),
            ("if total > 0, client.now >= startedAt + total {", "if total > 0, client.now < startedAt {"),
        ],
        "lifecycle download that trickles without end",
    ),
    (
        "count silence from the start of the request",
        JOB,
        [("    lastByteAt = client.now\n    if let failure", "    if let failure")],
        "lifecycle download that trickles for longer",
    ),
    (
        "wait for ever for a silent host",
        JOB,
        [("let own = retryAt ?? lastByteAt + settings.generation.silence", "let own = retryAt ?? Int64.max")],
        "lifecycle download falls silent",
    ),
    (
        "send the key to the host of a file",
        JOB,
        [("withKey: false", "withKey: true")],
        "files downloads.table",
    ),
    (
        "follow a redirect to where none may lead",
        JOB,
        [(", clientSettings.mayFetch(address) else", ', address.host != "" else')],
        "files downloads.table",
    ),
    (
        "save another kind of file than was announced",
        "bindings/python/src/skillsvideo/_media.py",
        [('return {"expected_type": stated}', "return {}")],
        "python test_outputs another_kind",
    ),
    (
        "follow redirects without end",
        JOB,
        [("guard redirects <= settings.redirectsMax else", "guard redirects >= 0 else")],
        "lifecycle download in a circle",
    ),
    (
        "save a page in the place of a picture",
        JOB,
        [("if let mismatch = mismatch() { return", "if false, let mismatch = mismatch() { return")],
        "files downloads.data_addresses",
    ),
    (
        "save a long page in the place of a picture",
        JOB,
        [
            ("return firstBytes.count >= MediaType.prefix ? mismatch() : nil", "return nil"),
            ("if let mismatch = mismatch() { return", "if false, let mismatch = mismatch() { return"),
        ],
        "files downloads.table",
    ),
    (
        "save more than download_bytes_max",
        JOB,
        [("guard machine.allows(bytes.count) else", "guard bytes.count >= 0 else")],
        "lifecycle download over the limit in chunks",
    ),
    (
        "decode more than download_bytes_max",
        JOB,
        [("limit == 0 || sink.written + Int64(bytes.count) <= limit", "limit >= 0")],
        "files downloads.data_addresses",
    ),
    (
        "take base64 in capitals for text",
        ADDRESS,
        [
            (
                'as: UTF8.self).asciiUppercased\n    guard word.isWord("BASE64")',
                'as: UTF8.self)\n    guard word.isWord("base64")',
            )
        ],
        "files data_urls.in_memory",
    ),
    (
        "take the scheme in capitals for another",
        ADDRESS,
        [('copied().asciiUppercased.isWord("DATA:")', 'copied().isWord("data:")')],
        "files data_urls.to_a_file",
    ),
    (
        "decode a percent sign without digits",
        "Sources/SVText/PercentEncoding.swift",
        [("    default: nil\n", "    default: 0\n")],
        "files data_urls.in_memory",
    ),
    (
        "take base64 that breaks off",
        ADDRESS,
        [
            (
                "guard !isBase64 || decoder.isComplete else",
                "guard !isBase64 || !decoder.isComplete || true else",
            )
        ],
        "files data_urls.in_memory",
    ),
    (
        "refuse a file that is there too late",
        SINK,
        [("if !overwrites, clinux_file_exists(target) {", "if !overwrites, target.isEmpty {")],
        "program download",
    ),
    (
        "replace a file without --overwrite",
        SINK,
        [
            (
                "clinux_file_publish(temporary, target, overwrites)",
                "clinux_file_publish(temporary, target, true)",
            )
        ],
        "command files.two_commands_at_once",
    ),
    ("leave what was not finished", SINK, [("    clinux_file_remove(temporary)\n", "")], "program download"),
    (
        "follow a name that was put in the way",
        "Sources/CLinux/file.c",
        [
            (
                "renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE)",
                "renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)",
            )
        ],
        "command files.two_commands_at_once",
    ),
    (
        "ask for a part of whatever is there now",
        MACHINE,
        [
            (
                'return ["Range: bytes=\\(written)-", "If-Range: " + validator]',
                'return ["Range: bytes=\\(written)-" + (validator.isEmpty ? " " : "")]',
            )
        ],
        RULES,
    ),
    ("trust a weak tag", MACHINE, [('$0.hasStart("\\"") ? $0 : nil', "$0")], RULES),
    (
        "take a file that ends early for whole",
        MACHINE,
        [
            (
                "guard let total, written != total else { return .done }",
                "guard let total, written > total else { return .done }",
            )
        ],
        RULES,
    ),
    (
        "append another part than was requested",
        MACHINE,
        [("range.first == written, written > 0,", "written > 0,")],
        RULES,
    ),
    (
        "append a part of another file",
        MACHINE,
        [("total == nil || range.total == nil || total == range.total", "total == nil || range.first >= 0")],
        RULES,
    ),
    (
        "take any refusal of a part for the end",
        MACHINE,
        [
            (
                "ContentRange.unsatisfied($0) }), range == written { return .done }",
                "ContentRange.unsatisfied($0) }), range >= 0 { return .done }",
            )
        ],
        RULES,
    ),
    (
        "go on where nothing names the content",
        MACHINE,
        [("    if validator == nil { discardProgress() }\n", "")],
        RULES,
    ),
    (
        "try for ever while nothing comes",
        MACHINE,
        [("guard failures < triesMax else", "guard failures >= 0 else")],
        RULES,
    ),
    (
        "repeat what cannot work",
        MACHINE,
        [("guard known.retryable else", "guard known.retryable || status == 404 else")],
        RULES,
    ),
]
