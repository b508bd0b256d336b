"""The breaches: a name that says what the broken rule would do, the file below Sources/SVProtocol, and
texts to replace."""

import mutations_of_answers
from mutation_names import (
    CLASSIFIER,
    CREATE,
    CREATE_ANSWER,
    CREDITS,
    END,
    ENDPOINT,
    GENERATION,
    LEDGER,
    MACHINE,
    POLL,
    QUIET,
    RETRY_AFTER,
    RULE,
    SCHEDULE,
    STATE,
    STATUS,
    STREAM,
    WORDING,
)

CREATING = [
    (
        "repeat a create whose connection was lost",
        CREATE_ANSWER,
        [
            (
                'return outcomeIsUnknown(\n        end.reason ?? "the connection ended without an '
                'answer", httpStatus: httpStatus)',
                'return createWasNotSent(create.request, reason: "lost", now: now)',
            )
        ],
    ),
    (
        "give a general step after a reason with its own",
        CREATE_ANSWER,
        [("if namesStep { outcome.remedy", "if false { outcome.remedy")],
    ),
    (
        "take every broken create for unsent",
        CREATE_ANSWER,
        [("if !create.hasLeft {", "if !create.hasLeft || end.head == nil {")],
    ),
    (
        "repeat every 5xx",
        RULE,
        [
            ("case 503: return codes.contains(.refusedForNow)", "case 500...599: return true"),
            ("(httpStatus == 429 || httpStatus == 503)", "(httpStatus == 429 || httpStatus >= 500)"),
        ],
    ),
    ("never repeat a 503", RULE, [("(httpStatus == 429 || httpStatus == 503)", "httpStatus == 429")]),
    (
        "repeat a 429 for lack of credits",
        CREATE_ANSWER,
        [("if rule.mayRepeat, outcome.retryAfter >= 0 {", "if rule.mayRepeat {")],
    ),
    (
        "one create too many",
        CREATE_ANSWER,
        [("createTries < settings.createTries", "createTries <= settings.createTries")],
    ),
    (
        "one create too few",
        CREATE_ANSWER,
        [("createTries < settings.createTries", "createTries + 1 < settings.createTries")],
    ),
    ("forget the tries on the polling path", CREATE_ANSWER, [("createTries -= 1", "createTries = 0")]),
    ("count the refused stream path as a try", CREATE_ANSWER, [("createTries -= 1\n", "")]),
    (
        "obey any Retry-After of a create",
        CREATE_ANSWER,
        [("if delay <= settings.retryAfterMax,\n        let", "if true,\n        let")],
    ),
    ("ignore the Retry-After of a create", CREATE_ANSWER, [("head.retryAfter ?? jitter", "jitter")]),
    (
        "wait beyond the total for a create",
        CREATE_ANSWER,
        [("    guard leavesTime(for: later(now, delay)) else { return nil }\n", "")],
    ),
    (
        "forget that a wait for a create takes time",
        CREATE_ANSWER,
        [("leavesTime(for: later(now, delay))", "leavesTime(for: now)")],
    ),
    (
        "leave no time for the answer of a repeat",
        GENERATION,
        [("later(moment, settings.answerReserve) < $0", "moment < $0")],
    ),
    (
        "leave 415 a refusal of the stream path",
        CREATE_ANSWER,
        [("case 405, 406, 415: return", "case 405, 406: return")],
    ),
    (
        "leave the stream path for a 400",
        CREATE_ANSWER,
        [("case 405, 406, 415: return", "case 400, 405, 406, 415: return")],
    ),
    (
        "create on the stream path again",
        CREATE_ANSWER,
        [("    return .create(.createPolling)", "    return .create(.createStream)")],
    ),
    ("do not report the id", GENERATION, [("    emit(.accepted(id: id))\n", "")]),
    ("overlook a job in an error answer", RULE, [("isAboutJob || !CreateRule(", "!CreateRule(")]),
    (
        "call an unrecognised success rejected",
        CREATE_ANSWER,
        [
            (
                "GenerationOutcome(status: .protocolViolation, category: .protocolViolation, charge: charge)",
                "GenerationOutcome("
                "status: .protocolViolation, category: .protocolViolation, charge: .rejected)",
            )
        ],
    ),
    ("call a see-other rejected", RULE, [("case 302, 303: return false", "case 302, 303: return true")]),
    (
        "call unsent what was refused before",
        CREATE_ANSWER,
        [
            (
                "GenerationOutcome(status: .transport, category: .transport, charge: charge)",
                "GenerationOutcome(status: .transport, category: .transport, charge: .notSent)",
            )
        ],
    ),
    (
        "leave a slow connection in flight",
        CREATE,
        [('      dropRequest()\n      let reason = "no connection', '      let reason = "no connection')],
    ),
    (
        "end on a cut create answer",
        CREATE,
        [("if status.isTerminal, fields.parseError == nil {", "if status.isTerminal {")],
    ),
    (
        "poll at once after a create answer",
        CREATE,
        [("pause(settings.pollInterval, now: now)", "pause(0, now: now)")],
    ),
    (
        "count silence from the last byte before the id",
        STREAM,
        [("    lastByteAt = now\n", "    lastByteAt = 0\n")],
    ),
]

STREAMING = [
    (
        "let the last id win",
        MACHINE,
        [("if generation.id == nil, let id = fields.id {", "if let id = fields.id, generation.id != id {")],
    ),
    (
        "take another job's message for ours",
        MACHINE,
        [("let belongs = fields.id.map { generation.isOwn($0) } ?? true", "let belongs = true")],
    ),
    (
        "deliver the message before the id",
        MACHINE,
        [
            ("    generation.act(.deliverMessage)\n    guard belongs", "    guard belongs"),
            (
                "    if generation.id == nil, let id = fields.id {",
                "    generation.act(.deliverMessage)\n    if generation.id == nil, let id = fields.id {",
            ),
        ],
    ),
    (
        "call another job's end terminal",
        MACHINE,
        [("belongs && !hasEnded && fields.isWholeEnd", "!hasEnded && fields.isWholeEnd")],
    ),
    (
        "call a second end terminal",
        MACHINE,
        [("belongs && !hasEnded && fields.isWholeEnd", "belongs && fields.isWholeEnd")],
    ),
    ("call a part of an end terminal", STATUS, [("{ parseError == nil && (status", "{ (status")]),
    (
        "drop a message",
        MACHINE,
        [("    generation.act(.deliverMessage)\n    guard belongs", "    guard belongs")],
    ),
    (
        "end on a cut message",
        STREAM,
        [("    guard fields.parseError == nil else {", "    guard true else {")],
    ),
    ("let the last terminal status win", STREAM, [("    if hasEnded {", "    if hasEnded, false {")]),
    (
        "wait before the first poll after a stream",
        STREAM,
        [
            (
                "    fallBack()\n    return .poll",
                "    fallBack()\n    return pause(settings.pollInterval, now: stream.lastByteAt)",
            )
        ],
    ),
    (
        "leave a silent stream in flight",
        STREAM,
        [
            (
                "mutating func streamIsSilent(_ stream: inout StreamInFlight) -> GenerationStep {\n    "
                "dropStream(&stream)",
                "mutating func streamIsSilent(_ stream: inout StreamInFlight) -> GenerationStep {",
            )
        ],
    ),
    (
        "overlook an error event",
        STREAM,
        [
            (
                'return .leaveStream(reason: "the stream reported an error: " + (fields.message ?? '
                'fields.code ?? ""))',
                "return .stay",
            )
        ],
    ),
    (
        "create again after a stream without an id",
        STREAM,
        [
            (
                'return outcomeIsUnknown(\n      (end.reason ?? "the stream ended") + "; no id had '
                'arrived" + details,\n      httpStatus: end.head?.httpStatus ?? 0)',
                "return details.isEmpty ? .stay : .create(.createStream)",
            )
        ],
    ),
    (
        "treat a message with another id as unchanged",
        MACHINE,
        [(" && (fields.id.map { generation.isOwn($0) } ?? true)", "")],
    ),
    (
        "report unknown words without end",
        GENERATION,
        [("status == .unknown, reportedWords.count < 16", "status == .unknown")],
    ),
    (
        "report an unknown word each time",
        GENERATION,
        [("    if reportedWords.contains(where: { $0.isSameText(as: word) }) { return }\n", "")],
    ),
    (
        "leave the poll in flight when the stream reports the end",
        MACHINE,
        [("    dropRequests()\n    var outcome = decided", "    var outcome = decided")],
    ),
    ("take an unknown word for a failure", STATUS, [("      self = .unknown", "      self = .failed")]),
    ("do not know SUCCEEDED", STATUS, [('"COMPLETED SUCCEEDED"', '"COMPLETED"')]),
    ("do not know queued", STATUS, [(" QUEUED ", " ")]),
    ("distinguish the case of words", STATUS, [("let word = word.asciiUppercased", "let word = word")]),
]

POLLING = [
    ("count failures that are not in a row", POLL, [("    polls.failures = 0\n", "")]),
    (
        "one failure too many",
        POLL,
        [("polls.failures >= settings.pollFailures", "polls.failures > settings.pollFailures")],
    ),
    ("end on an early 404", POLL, [("now - knownAt < settings.notFoundGrace", "now - knownAt < 0")]),
    (
        "tolerate 404 for ever",
        POLL,
        [("if httpStatus == 404, now - knownAt < settings.notFoundGrace {", "if httpStatus == 404 {")],
    ),
    (
        "believe a poll about another job",
        POLL,
        [
            (
                "guard let other = fields.id, !isOwn(other) else",
                "guard let other = fields.id, !isOwn(other), false else",
            )
        ],
    ),
    ("ask again after a 501", POLL, [("case 501, 505: isPage", "case 501, 505: true")]),
    ("end on a 500", POLL, [("isPage || httpStatus >= 500", "isPage || httpStatus > 500")]),
    ("end on a 408", POLL, [("407, 408, 421, 425, 429: true", "407, 421, 425, 429: true")]),
    ("end on a page", POLL, [("isPage || httpStatus >= 500", "httpStatus >= 500")]),
    ("end on a login's redirect", POLL, [("case 300..<400, 407", "case 407")]),
    ("poll an address that has moved for good", POLL, [("case 301, 308: false", "case 301, 308: true")]),
    (
        "take a page's 404 for the platform's word",
        POLL,
        [
            (
                "isTemporaryOrNotFromPlatform(httpStatus, isPage: end.isPage)",
                "isTemporaryOrNotFromPlatform(httpStatus, isPage: end.isPage && httpStatus != 404)",
            )
        ],
    ),
    (
        "call an unknown id a time-out",
        END,
        [("polls.isMissing && createTries == 0 ? .notFound : .timeout", ".timeout")],
    ),
    ("call a job of this client unknown", END, [("isMissing && createTries == 0 ?", "isMissing ?")]),
    (
        "believe a 404 that was overtaken",
        POLL,
        [("      polls.isMissing = false\n      return onPollStatus", "      return onPollStatus")],
    ),
    (
        "call a filter's page a refusal",
        RULE,
        [("case 403, 406, 451: return !isPage", "case 403, 406, 451: return true")],
    ),
    ("call a cache's answer a refusal", RULE, [("    case 304: return false\n", "")]),
    (
        "ignore the Retry-After of a failed poll",
        POLL,
        [("let delay = requestedWait ?? jitter.spread", "let delay = jitter.spread")],
    ),
    (
        "ignore the Retry-After of a good poll",
        POLL,
        [("max(jitter.spread(polls.delay), requestedWait ?? 0)", "jitter.spread(polls.delay)")],
    ),
    (
        "end on a cut poll answer",
        POLL,
        [("end.fields.map { $0.parseError == nil } ?? false", "end.fields != nil")],
    ),
    (
        "overlook the job in a poll's error answer",
        POLL,
        [("end.head?.isSuccess == true || fields.isAboutJob\n", "end.head?.isSuccess == true\n")],
    ),
    (
        "believe an error answer about any job",
        POLL,
        [("let found = fields.id, isOwn(found),", "let found = fields.id, !found.isEmpty,")],
    ),
    (
        "do not report a final refusal",
        POLL,
        [("      reportFailedPoll(httpStatus, reason, isTransient: false, delay: nil)\n", "")],
    ),
    (
        "poll at an even pace",
        POLL,
        [
            (
                "polls.delay = RetrySchedule.pace(\n      previous: polls.delay, first: "
                "settings.pollInterval, last: settings.pollIntervalMax)",
                "polls.delay = settings.pollInterval",
            )
        ],
    ),
]

ENDING = [
    ("stop what has ended", MACHINE, [("case .ending, .ended: break", "case .ended: break")]),
    (
        "stop gracefully while an answer is out",
        MACHINE,
        [("    if state.isCreating, generation.charge == .unknown { return }\n", "")],
    ),
    (
        "wait gracefully for what was not sent",
        MACHINE,
        [("if state.isCreating, generation.charge == .unknown {", "if state.isCreating {")],
    ),
    (
        "wait gracefully for a further try",
        MACHINE,
        [
            (
                "if state.isCreating, generation.charge == .unknown { return }",
                "switch state {\n    case .creating, .waitingToCreate: return\n    default: break\n    }",
            )
        ],
    ),
    (
        "create on the polling path after a stop",
        MACHINE,
        [
            (
                "      if generation.isStopWanted { return cancel(now: now) }\n      state = .creating",
                "      state = .creating",
            )
        ],
    ),
    (
        "announce another create after a stop",
        CREATE_ANSWER,
        [
            (
                "guard createTries < settings.createTries, !isStopWanted else",
                "guard createTries < settings.createTries else",
            )
        ],
    ),
    (
        "poll after a stop",
        MACHINE,
        [
            (
                "      if generation.isStopWanted { return cancel(now: now) }\n      state = .polling",
                "      state = .polling",
            )
        ],
    ),
    ("pause after a stop", POLL, [("    if isStopWanted { return .stop }\n", "")]),
    (
        "follow a stream after a stop",
        MACHINE,
        [("    if state.isStreaming, generation.isStopWanted { cancel(now: now) }\n", "")],
    ),
    ("finish twice", MACHINE, [("      state = .ended\n", "")]),
    (
        "start twice",
        MACHINE,
        [
            (
                "public mutating func start(_ request: GenerationRequest, now: Int64) {\n    guard case "
                ".idle = state else { return }",
                "public mutating func start(_ request: GenerationRequest, now: Int64) {",
            )
        ],
    ),
    (
        "fire an early timer",
        MACHINE,
        [("guard let deadline, now >= deadline else", "guard deadline != nil else")],
    ),
    (
        "overlook the total",
        MACHINE,
        [
            (
                "    if let total = generation.totalDeadline, now >= total { return totalIsOver(now: "
                "now) }\n",
                "",
            )
        ],
    ),
    (
        "give up a create that left",
        CREATE,
        [("guard create.hasLeft else { return later(", "guard create.hasLeft, false else { return later(")],
    ),
    (
        "never give up a connection",
        CREATE,
        [
            (
                "guard create.hasLeft else { return later(create.startedAt, settings.connect) }",
                "guard create.hasLeft else { return nil }",
            )
        ],
    ),
    (
        "never give up a silent stream",
        QUIET,
        [("let silence = later(stream.lastByteAt, settings.silence)", "let silence = Int64.max")],
    ),
    ("never give up a poll", STATE, [("generation.later(since, generation.settings.pollRequest)", "nil")]),
    ("put a budget before the total", STATE, [("own.map { min($0, total) } ?? total", "own ?? total")]),
    (
        "bound a job without a total",
        GENERATION,
        [("settings.total == 0 ? nil : later", "settings.total < 0 ? nil : later")],
    ),
    (
        "forget an id among the last messages",
        END,
        [("    if id != nil {\n      outcome.charge = .accepted\n", "    if id != nil {\n")],
    ),
    (
        "call an outcome unknown although its id came",
        END,
        [("if outcome.status == .outcomeUnknown {", "if outcome.status == .outcomeUnknown, false {")],
    ),
    (
        "forget that a create left",
        MACHINE,
        [("    if isWhole, state.isCreating { generation.charge = .unknown }\n", "")],
    ),
    ("do not hear bytes", STATE, [("    changeStream { $0.lastByteAt = now }\n", "")]),
    ("keep no answer", MACHINE, [("if outcome.ownsAnswer { generation.act(.keepAnswer) }", "")]),
    ("overflow on a far budget", GENERATION, [("overflow ? Int64.max : sum", "sum")]),
    (
        "call an open create a time-out",
        END,
        [("if id == nil, charge == .unknown {", "if id == nil, charge == .unknown, false {")],
    ),
    ("take canceled for failed", END, [("case .canceled: .jobCanceled", "case .canceled: .jobFailed")]),
    ("take failed for a success", END, [("default: .jobFailed", "default: .ok")]),
    (
        "forget the category of a failure",
        END,
        [("errorClass.category == .unknown ? .jobFailed : errorClass.category", ".jobFailed")],
    ),
    (
        "advise to repeat what is refused",
        END,
        [("errorClass.retryable ? end.head?.retryAfter ?? 0 : -1", "0")],
    ),
    (
        "call a redirect a platform error",
        END,
        [("if httpStatus >= 300, httpStatus < 400 {", "if httpStatus >= 300, httpStatus < 300 {")],
    ),
]

HELPERS = [
    ("keep every try", LEDGER, [("attempts.count >= AttemptLedger.kept {", "attempts.count >= 100_000 {")]),
    (
        "rewrite a try that has ended",
        LEDGER,
        [("$0.isOpen && $0.isBeside == isBeside", "$0.isBeside == isBeside")],
    ),
    (
        "keep any words of an answer",
        LEDGER,
        [("outcome.shortened(to: AttemptLedger.outcomeBytesMax)", "outcome")],
    ),
    ("cut words within a character", LEDGER, [("while end > 0, text[end]", "while false, text[end]")]),
    (
        "lose the tries that are dropped",
        LEDGER,
        [
            (
                "omitted += attempts.remove(at: oldest).count",
                "omitted += min(attempts.remove(at: oldest).count, 0)",
            )
        ],
    ),
    (
        "drop an open try",
        LEDGER,
        [("firstIndex { !$0.isOpen } ?? AttemptLedger", "firstIndex { _ in true } ?? AttemptLedger")],
    ),
    (
        "put the status before the code",
        CLASSIFIER,
        [
            (
                "    if let code, let known = byCode(code) { return known }\n",
                "    if let code, byStatus(httpStatus) == nil, let known = byCode(code) { return known }\n",
            )
        ],
    ),
    (
        "put words before the status",
        CLASSIFIER,
        [
            (
                "    if let known = byStatus(httpStatus) { return known }",
                '    if let known = byStatus(httpStatus), byWords(message ?? "").category == .unknown { '
                'return known }',
            )
        ],
    ),
    (
        "overlook a code in error",
        CLASSIFIER,
        [("    if let error, let known = byCode(error) { return known }\n", "")],
    ),
    (
        "know a code without its family only",
        CLASSIFIER,
        [("for (ending, result) in table where code.hasEnd(ending) {",
          "for (ending, result) in table where code == ending {")],
    ),
    (
        "know a code within a word",
        CLASSIFIER,
        [
            (
                'if code == ending || code[code.count &- ending.count &- 1] == UInt8(ascii: "_") { return',
                "do { return",
            )
        ],
    ),
    (
        "take 521 for unknown",
        CLASSIFIER,
        [("    case 500...599: ErrorClass", "    case 500...504: ErrorClass")],
    ),
    ("take 501 for transient", CLASSIFIER, [("case 501, 505:", "case 505:")]),
    ("jitter by half", SCHEDULE, [("Jitter.longest) / 5", "Jitter.longest) / 2")]),
    (
        "do not jitter",
        SCHEDULE,
        [("guard width > 0 else { return delay }", "guard width > 0, false else { return delay }")],
    ),
    (
        "back off beyond sixteen seconds",
        SCHEDULE,
        [("min(max(failures, 1), 5) - 1", "min(max(failures, 1), 6) - 1")],
    ),
    (
        "do not back off",
        SCHEDULE,
        [("return 1000 << Int64(doublings)", "return 1000 << Int64(doublings * 0)")],
    ),
    ("double the pace", SCHEDULE, [("max(previous / 2, 1)", "max(previous, 1)")]),
    ("pace that overflows", SCHEDULE, [("overflow ? last : min(longer, last)", "min(longer, last)")]),
    ("round Retry-After down", RETRY_AFTER, [("value + (roundUp ? 1 : 0)", "value + (roundUp ? 0 : 0)")]),
    (
        "read a sign in Retry-After",
        RETRY_AFTER,
        [
            (
                "guard byte >= 0x30, byte <= 0x39 else { return nil }",
                "guard byte >= 0x2D, byte <= 0x39 else { return nil }\n      if byte == 0x2D { continue }",
            )
        ],
    ),
    ("climb by an endpoint", ENDPOINT, [('isOneOf(". ..")', 'isOneOf(".")')]),
    ("take five segments", ENDPOINT, [("segments.count <= 4", "segments.count <= 5")]),
    (
        "encode in an endpoint",
        ENDPOINT,
        [("0x2D, 0x2E, 0x5F, 0x7E: true", "0x25, 0x2D, 0x2E, 0x5F, 0x7E: true")],
    ),
    (
        "stream where polling was requested",
        ENDPOINT,
        [("stream = wantsStream ? ", "stream = !model.isEmpty ? ")],
    ),
    (
        "no way to resume",
        WORDING,
        [
            (
                "if outcome.charge == .accepted, !outcome.isTerminal {",
                "if outcome.charge == .accepted, outcome.isTerminal {",
            )
        ],
    ),
    (
        "no word on an unknown charge",
        WORDING,
        [
            (
                "    if outcome.charge == .unknown {\n      return",
                "    if outcome.charge == .unknown, outcome.status == .ok {\n      return",
            )
        ],
    ),
]

ASKING = [
    (
        "create below the floor",
        CREDITS,
        [("balance.value < Double(settings.creditsMin)", "balance.value < 0")],
    ),
    (
        "refuse at the floor",
        CREDITS,
        [("balance.value < Double(settings.creditsMin)", "balance.value <= Double(settings.creditsMin)")],
    ),
    (
        "create without knowing the balance",
        CREDITS,
        [("      guard settings.creditsMin > 0 else {\n", "      guard false else {\n")],
    ),
    (
        "let the report keep a create back",
        CREDITS,
        [("      guard settings.creditsMin > 0 else {\n", "      guard true else {\n")],
    ),
    (
        "ask once too often",
        CREDITS,
        [("balanceTries < settings.createTries", "balanceTries <= settings.createTries")],
    ),
    ("never ask again", CREDITS, [("balanceTries < settings.createTries", "balanceTries < 0")]),
    ("obey any Retry-After of the balance", CREDITS, [("delay <= settings.retryAfterMax, ", "")]),
    (
        "create after asking without time for the answer",
        CREDITS,
        [("if leavesTime(for: now) { return", "if true { return")],
    ),
    (
        "ask again without time for the create",
        CREDITS,
        [(", leavesTime(for: later(now, delay)) else", " else")],
    ),
    ("report after a stop", CREDITS, [(" && !isStopWanted", "")]),
    ("report an attached generation", CREDITS, [("createTries > 0 && mayHaveCost", "mayHaveCost")]),
    ("report what cost nothing", CREDITS, [("createTries > 0 && mayHaveCost", "createTries > 0")]),
    (
        "wait for the report as for a poll",
        CREDITS,
        [("min(settings.pollRequest, settings.reportTimeoutMax)", "settings.pollRequest")],
    ),
    (
        "put the balance after in the place of the one before",
        CREDITS,
        [("credits.after = balance.raw", "credits.before = balance.raw")],
    ),
    (
        "overlook a whole balance whose transfer broke off",
        CREDITS,
        [
            (
                "if end.head?.isSuccess == true, let balance",
                "if end.reason == nil, end.head?.isSuccess == true, let balance",
            )
        ],
    ),
    (
        "leave a slow balance in flight",
        MACHINE,
        [
            (
                "      generation.dropRequest()\n      go(to: generation.onBalanceAfterEndFailed",
                "      go(to: generation.onBalanceAfterEndFailed",
            )
        ],
    ),
    (
        "end a generation by its report",
        MACHINE,
        [
            (
                "if case .queryingFinalBalance = state { return generation",
                "if case .queryingFinalBalance = state, false { return generation",
            )
        ],
    ),
]

MUTATIONS = CREATING + STREAMING + POLLING + ENDING + ASKING + HELPERS + mutations_of_answers.MUTATIONS
