"""Breaches of the rules for what of a stream is kept, and when a caller is woken for it."""

CLIENT = "Sources/SVEngine/Client/Client.swift"
TURN = "Sources/SVEngine/Client/Client+Turn.swift"
REQUEST = "Sources/SVEngine/Transport/CurlRequest.swift"
JOB = "Sources/SVEngine/Jobs/Job.swift"
MESSAGES = "Sources/SVEngine/Jobs/MessageStream.swift"
BUFFER = "Sources/CLinux/buffer.c"
DELIVERY = "Sources/SVEngine/Jobs/Delivery.swift"

STREAMS = [
    (
        "judge the text of an event by its first part",
        MESSAGES,
        [
            (
                "look.is_ascii && (isFirst || parser.bufferIsASCII)",
                "isFirst ? look.is_ascii : parser.bufferIsASCII",
            )
        ],
        "lifecycle no UTF-8 in the second part",
    ),
    (
        "search for CR only where the first part has one",
        MESSAGES,
        [
            (
                "look.has_carriage_return || (!isFirst && parser.bufferHasCarriageReturn)",
                "isFirst ? look.has_carriage_return : parser.bufferHasCarriageReturn",
            )
        ],
        "lifecycle CRLF line ends in single bytes",
    ),
    (
        "take a stream in without end",
        MESSAGES,
        [("unreadCount > MessageStream.backlogMax", "false")],
        "program flood",
    ),
    (
        "keep the events of others without end",
        TURN,
        [
            (
                "while job.queue.count < Client.keptEventsMax, job.stepAndKeep() {}",
                "while job.stepAndKeep() {}",
            )
        ],
        "program flood",
    ),
    (
        "gather any number of records",
        DELIVERY,
        [("while count < most, lines", "while lines")],
        "program flood",
    ),
    (
        "gather records of any size",
        DELIVERY,
        [("lines.text.count < Client.linesBytesEnough, ", "")],
        "program flood",
    ),
    (
        "keep the next message's data for one that waits",
        MESSAGES,
        [("if made == nil || isKnownUniquelyReferenced(&made) {", "if made == nil || true {")],
        "program flood",
    ),
    (
        "lose the data of a message that waits",
        JOB,
        [("    keepWaiting()\n    switch step() {", "    switch step() {")],
        "program flood",
    ),
    (
        "write a record over a message that still waits",
        "Sources/SVEngine/Records/ReceivedAnswer.swift",
        [("{ part.isOnlyOwner ? part : nil }", "{ part }")],
        "program held",
    ),
    (
        "forget a wake-up that comes with events",
        CLIENT,
        [
            (
                "setRinging(hasReady || hasEnds || heldBack != nil || doorbell.hasNews)",
                "setRinging(hasReady || hasEnds || heldBack != nil)",
            )
        ],
        "program wakeup",
    ),
    (
        "stay silent while events are queued",
        CLIENT,
        [
            (
                "setRinging(hasReady || hasEnds || heldBack != nil || doorbell.hasNews)",
                "setRinging(hasEnds || doorbell.hasNews)",
            )
        ],
        "program wakeup",
    ),
    (
        "take headers without end",
        REQUEST,
        [("if headerBytes > CurlRequest.headerBytesMax {", "if headerBytes < 0 {")],
        "lifecycle headers without end",
    ),
    (
        "take an answer of any size",
        "Sources/SVEngine/Transport/RequestOwner.swift",
        [("guard count + bytes.count <= max else {", "guard max >= 0 else {")],
        "lifecycle poll over the limit",
    ),
    (
        "end all jobs before a message that arrives meanwhile",
        TURN,
        [("for _ in 0..<Client.endsInTurn {", "for _ in 0..<ends.count {")],
        "program many_ends",
    ),
    (
        "end all requests before a message that arrives meanwhile",
        TURN,
        [("while !untilReady || !hasReady || taken < Client.endsInTurn, let", "while let")],
        "program many_ends",
    ),
    (
        "count a freed job among those in flight",
        CLIENT,
        [("    retire(job)\n    forgetReady(job)\n", "    forgetReady(job)\n")],
        "program undelivered",
    ),
    (
        "hand over the end of a freed job",
        CLIENT,
        [
            (
                "    job.queue = Queue<QueuedEvent>()\n    retire(job)\n    forgetReady(job)\n",
                "    retire(job)\n",
            )
        ],
        "program undelivered",
    ),
    (
        "drop what has arrived at a cancel",
        TURN,
        [("job.willStop() }\n    receive()\n", "job.willStop() }\n")],
        "program undelivered",
    ),
    (
        "stop at the end of a client what has ended",
        CLIENT,
        [("      job.readToEnd()\n", "")],
        "program undelivered",
    ),
    (
        "drop what follows a large message",
        MESSAGES,
        [
            (
                "guard let rest = ByteBuffer(copying: unread) else { return nil }",
                "_ = unread\n    let rest = ByteBuffer()",
            )
        ],
        "lifecycle large success, and another message after it",
    ),
    (
        "keep a large message without memory for what follows it",
        MESSAGES,
        [
            (
                "guard let rest = ByteBuffer(copying: unread) else { return nil }",
                "let rest = ByteBuffer(copying: unread) ?? ByteBuffer()",
            )
        ],
        "host memory.rest",
    ),
    (
        "write a record around a message without room for it",
        BUFFER,
        [
            (
                "if (needed > buffer->count && !clinux_buffer_reserve(buffer, needed - buffer->count)) "
                "return false;",
                "if (needed == 0) return false;",
            )
        ],
        "host memory.wrap",
    ),
    (
        "move a message before there is memory for its record",
        BUFFER,
        [
            (
                "  size_t needed = front_count + count + 1;\n",
                "  size_t needed = front_count + count + 1;\n"
                "  memmove(buffer->bytes, buffer->bytes + start, count);\n  start = 0;\n",
            )
        ],
        "host memory.wrap",
    ),
    (
        "wrap bytes that are not in the buffer",
        BUFFER,
        [("count > buffer->count - start || ", "")],
        "host memory.wrap",
    ),
]
