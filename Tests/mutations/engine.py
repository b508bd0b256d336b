"""Breaches of the engine's rules: where the key goes, what is sent once, and how long it waits.

Each row: what the broken rule would do, the file, the texts to replace, and the test that must notice it."""

BASE_URL = "Sources/SVEngine/Transport/BaseURL.swift"
SETTINGS = "Sources/SVEngine/Client/ClientSettings.swift"
CLIENT_SETTINGS = "Sources/SVEngine/Client/Client+Settings.swift"
CLIENT = "Sources/SVEngine/Client/Client.swift"
TURN = "Sources/SVEngine/Client/Client+Turn.swift"
REQUEST = "Sources/SVEngine/Transport/CurlRequest.swift"
GENERATION = "Sources/SVEngine/Jobs/GenerationJob+Request.swift"
JOB = "Sources/SVEngine/Jobs/Job.swift"
WEB_ADDRESS = "Sources/SVEngine/Transport/WebAddress.swift"

ADDRESSES = [
    (
        "take any four words after 127 for loopback",
        BASE_URL,
        [(" && parts.dropFirst().allSatisfy(isByte)", "")],
        "program base_url",
    ),
    (
        "take five numbers for loopback",
        BASE_URL,
        [("parts.count == 4 && ", "parts.count >= 4 && ")],
        "program base_url",
    ),
    ("take any network for loopback", BASE_URL, [('parts[0].isWord("127") && ', "")], "program base_url"),
    (
        "take a name that begins with localhost for loopback",
        BASE_URL,
        [('host.isOneOf("LOCALHOST [::1]")', 'host.hasStart("LOCALHOST") || host.isWord("[::1]")')],
        "program base_url",
    ),
    (
        "send the key in clear to anyone",
        BASE_URL,
        [('(scheme.isWord("http") && isLoopback)', 'scheme.isWord("http")')],
        "program base_url",
    ),
    (
        "take any scheme on loopback",
        BASE_URL,
        [('(scheme.isWord("http") && isLoopback)', "isLoopback")],
        "program base_url",
    ),
    (
        "take a user in the address",
        BASE_URL,
        [("guard WebAddress.part(url, CURLUPART_USER) == nil, ", "guard ")],
        "program base_url",
    ),
    (
        "take a query in the address",
        BASE_URL,
        [("WebAddress.part(url, CURLUPART_QUERY) == nil, WebAddress", "WebAddress")],
        "program base_url",
    ),
    (
        "take the path's first word for the host",
        BASE_URL,
        [('guard !text.utf8Contains(":///"), ', "guard ")],
        "program base_url",
    ),
    (
        "use an address of the environment that was refused",
        CLIENT_SETTINGS,
        [("    if let problem = settings.baseURLProblem { throw problem }\n", "")],
        "program base_url",
    ),
    (
        "fetch in clear from anywhere",
        SETTINGS,
        [("baseURL.isLoopback && Loopback.contains(address.host)", "baseURL.isLoopback")],
        "program base_url",
    ),
    (
        "fetch in clear for a platform in the world",
        SETTINGS,
        [("baseURL.isLoopback && Loopback.contains(address.host)", "Loopback.contains(address.host)")],
        "program download",
    ),
    (
        "let an option smuggle a header",
        SETTINGS,
        [("headerBytesMax, text.isPrintableASCII else", "headerBytesMax else")],
        "program options",
    ),
    (
        "take a number that is out of its range",
        SETTINGS,
        [("let value = Int64(text.trimmedASCII), range.contains(value)", "let value = "
                                                                         "Int64(text.trimmedASCII)")],
        "program options",
    ),
    (
        "take an option of one job for all",
        CLIENT_SETTINGS,
        [("option.info.scope == .job", "false")],
        "program options",
    ),
    (
        "let an option be of any length",
        SETTINGS,
        [("guard text.utf8.count <= headerBytesMax, ", "guard ")],
        "program options",
    ),
    (
        "show loopback to a proxy",
        CLIENT_SETTINGS,
        [('proxy: isPlain ? "" : settings.proxy', "proxy: settings.proxy")],
        "tls plain_http_never_meets_a_proxy",
    ),
    (
        "carry the key across a redirect",
        REQUEST,
        [("CURLOPT_FOLLOWLOCATION, 0)", "CURLOPT_FOLLOWLOCATION, 1)")],
        "lifecycle credits to another host",
    ),
    (
        "offer old protocols of TLS",
        REQUEST,
        [("      ccurl_set_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),\n", "")],
        "tls old_protocol_version",
    ),
    (
        "climb by an id of dots",
        WEB_ADDRESS,
        [('if text.isWord(".") {', "if text.isEmpty {")],
        "lifecycle the id is .",
    ),
    (
        "show the key in a message",
        JOB,
        [("    result.message.mask(clientSettings.key)\n", "")],
        "lifecycle download from an address with the key",
    ),
    (
        "show the key in a record",
        JOB,
        [("    result.json.mask(clientSettings.key)\n", "")],
        "lifecycle a refusal that says the key",
    ),
]

MONEY = [
    (
        "create on a warm connection",
        REQUEST,
        [("        ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1),\n", "")],
        "lifecycle two creates on one client",
    ),
    (
        "create without the key that makes it once",
        GENERATION,
        [('    headers.append("Idempotency-Key: " + idempotencyKey)\n', "")],
        "lifecycle two creates on one client",
    ),
    (
        "forget the caller's own key",
        "Sources/SVEngine/Jobs/GenerationJob.swift",
        [("settings.idempotencyKey.isEmpty ? key : settings.idempotencyKey", "key")],
        "program options",
    ),
    (
        "send a body without its end",
        REQUEST,
        [
            (
                "CURLOPT_POSTFIELDSIZE_LARGE, bodySize)",
                "CURLOPT_POSTFIELDSIZE_LARGE, bodySize - 1)",
            )
        ],
        "command payload-text",
    ),
    ("start after a cancel", TURN, [("    for job in jobs { job.honourCancel() }\n", "")], "program cancel"),
    (
        "cancel at once although a graceful stop was requested",
        JOB,
        [("      stopGracefully()\n    }\n  }", "      stop()\n    }\n  }")],
        "program cancel",
    ),
    (
        "drop what has arrived at the end of a client",
        CLIENT,
        [
            (
                "    for job in jobs { job.willStop() }\n    receive()\n    for job in jobs {\n      "
                "job.stop()",
                "    for job in jobs {\n      job.stop()",
            )
        ],
        "program cancel",
    ),
    ("follow the parent's jobs in a child", CLIENT, [("!isForked && isBusy", "isBusy")], "program fork"),
    (
        "let two threads into one client",
        CLIENT,
        [
            (
                "!isForked && isBusy.compareExchange(expected: false, desired: true, ordering: "
                ".acquiringAndReleasing).exchanged",
                "!isForked",
            )
        ],
        "program misuse",
    ),
]

WAITS = [
    (
        "read no date in Retry-After",
        "Sources/SVEngine/Transport/CurlHead.swift",
        [("let moment = Int64(curl_getdate(text, nil))", "let moment = Int64(-1)")],
        "lifecycle poll 429 with a date that is over",
    ),
    (
        "wait a negative time",
        "Sources/SVEngine/Transport/CurlHead.swift",
        [("max(0, moment * 1000 - clinux_wall_ms())", "moment * 1000 - clinux_wall_ms()")],
        "lifecycle poll 429 with a date that is over",
    ),
    (
        "read milliseconds as nothing",
        "Sources/SVEngine/Transport/CurlHead.swift",
        [('header(easy, "retry-after-ms")', 'header(easy, "retry-after-msec")')],
        "lifecycle poll 429 in milliseconds",
    ),
]
