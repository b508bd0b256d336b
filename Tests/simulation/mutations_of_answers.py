"""Breaches of the rules about answers: what they prove about money, what is read of broken ones, and the
waits between them."""

from mutation_names import (
    ACTION,
    CODES,
    CONFIRM,
    CREATE,
    CREATE_ANSWER,
    END,
    EXPLANATION,
    LEDGER,
    MACHINE,
    POLL,
    QUIET,
    RULE,
    STATE,
    STREAM,
    WORDING,
)

PROVING = [
    (
        "say rejected for a gateway's 503",
        RULE,
        [("case 503: return codes.contains(.refusedForNow)", "case 503: return true")],
    ),
    (
        "say rejected for a gateway's 500",
        RULE,
        [("    default: return false\n    }\n  }", "    default: return httpStatus == 500\n    }\n  }")],
    ),
    (
        "say rejected for what no status table has",
        RULE,
        [("    default: return false\n    }\n  }", "    default: return httpStatus >= 600\n    }\n  }")],
    ),
    (
        "say rejected for a conflict or a time-out",
        RULE,
        [("case 408, 409, 425, 499: return false", "case 408, 409, 425, 499: return true")],
    ),
    ("doubt every refusal", RULE, [("case 300..<500: return true", "case 300..<500: return false")]),
    ("overlook that it failed late", RULE, [("    if codes.contains(.failedLate) { return false }\n", "")]),
    (
        "overlook the platform's word in a 503",
        RULE,
        [("case 503: return codes.contains(.refusedForNow)", "case 503: return false")],
    ),
    ("read no code from error", RULE, [("[code, error].map", "[code].map")]),
    (
        "read a proof in anyone's letters",
        RULE,
        [
            (
                'if code.hasEnd("_GENERATION_PROVIDER_UNAVAILABLE") || code',
                'if capitals.hasEnd("_GENERATION_PROVIDER_UNAVAILABLE") || capitals',
            )
        ],
    ),
    (
        "read a doubt in exact letters only",
        RULE,
        [
            (
                'capitals.hasEnd("GENERATION_TIMEOUT") || capitals',
                'code.hasEnd("GENERATION_TIMEOUT") || code',
            )
        ],
    ),
    (
        "take an error's own id for a generation's",
        RULE,
        [("isAboutJob || !CreateRule(httpStatus: httpStatus, fields: self).isFinal ? id : nil", "id")],
    ),
    (
        "overlook an id in an open answer",
        RULE,
        [
            (
                "isAboutJob || !CreateRule(httpStatus: httpStatus, fields: self).isFinal ?",
                "isAboutJob || (200..<300).contains(httpStatus) ?",
            )
        ],
    ),
    (
        "overlook the id of a refused path",
        CREATE_ANSWER,
        [("if pathFault != nil, let id", "if pathFault != nil, httpStatus < 0, let id")],
    ),
    (
        "leave the stream path for an unknown model",
        CREATE_ANSWER,
        [("case 404: return ErrorClassifier.isPlatformCode(end.fields) ? nil :", "case 404: return")],
    ),
    (
        "keep a stream path that is not there",
        CREATE_ANSWER,
        [
            (
                "case 404: return ErrorClassifier.isPlatformCode(end.fields) ? nil :",
                "case 404: return true ? nil :",
            )
        ],
    ),
    (
        "advise to repeat what may have been accepted",
        CODES,
        [
            (
                "    case .notSent, .rejected: true\n    case .unknown, .accepted: false",
                "    case .accepted: false\n    default: true",
            )
        ],
    ),
    (
        "advise to repeat what has an id",
        CODES,
        [
            (
                "    case .notSent, .rejected: true\n    case .unknown, .accepted: false",
                "    case .unknown: false\n    default: true",
            )
        ],
    ),
    (
        "let an end advise to buy again",
        END,
        [("if !outcome.charge.isNothingBought { outcome.retryAfter = -1 }", "")],
    ),
    (
        "let an explanation advise to buy again",
        EXPLANATION,
        [("if !charge.isNothingBought { retryable = false }", "")],
    ),
    (
        "explain an error's own id as a generation's",
        EXPLANATION,
        [("fields?.jobID(httpStatus: httpStatus)", "fields?.id")],
    ),
    (
        "explain an open answer without a warning",
        EXPLANATION,
        [
            (
                "let isOpen = charge == .unknown && status != .ok",
                "let isOpen = charge == .unknown && status == .ok",
            )
        ],
    ),
]

ARRIVING = [
    (
        "lose the id of a broken stream",
        CREATE_ANSWER,
        [("return idWasInBrokenStream(id, end, now: now)", "return streamEndedWithoutID(end)")],
    ),
    (
        "take an unfinished message for one",
        CREATE_ANSWER,
        [
            (
                "guard end.head?.isStream != true else { return idWas",
                "guard end.head != nil else { return idWas",
            )
        ],
    ),
    (
        "lose what had come when the end was decided",
        MACHINE,
        [("      if let found = end.jobID { generation.adopt(found, now: now) }\n", "")],
    ),
    (
        "never search a silent answer",
        CREATE,
        [("    if let since = create.unexaminedSince { due = examinationAt(since, create) }\n", "")],
    ),
    (
        "do not search before the total",
        CREATE,
        [("return min(due, lastPollAt)", "return max(due, min(due, lastPollAt))")],
    ),
    (
        "search too early",
        CREATE,
        [("let due = later(since, settings.silence)", "let due = later(since, settings.silence / 2)")],
    ),
    (
        "search only in a lull",
        CREATE,
        [
            (
                "let due = later(since, settings.silence)",
                "let due = later(create.lastByteAt, settings.silence)",
            )
        ],
    ),
    (
        "drop a stream that lives with the id",
        CREATE,
        [("return isSilent ? streamIsSilent(&stream) : .follow(stream)", "return streamIsSilent(&stream)")],
    ),
    (
        "leave a silent stream with the id in flight",
        CREATE,
        [("return isSilent ? streamIsSilent(&stream) : .follow(stream)", "return .follow(stream)")],
    ),
    (
        "leave a held-back answer in flight",
        CREATE,
        [
            (
                '    dropRequest()\n    ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: '
                '"accepted; the',
                '    ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: "accepted; the',
            )
        ],
    ),
    (
        "call a half-sent create unknown",
        CREATE_ANSWER,
        [
            (
                "guard charge == .unknown else { return createIsNotWhole(",
                "guard httpStatus >= 0 else { return createIsNotWhole(",
            )
        ],
    ),
    (
        "call half-sent what a success has answered",
        CREATE,
        [("    if head?.isSuccess == true { charge = .unknown }\n", "")],
    ),
    (
        "try the polling path without time",
        CREATE_ANSWER,
        [("if let pathFault, leavesTime(for: now) {", "if let pathFault {")],
    ),
    (
        "overlook a status that came before the total",
        MACHINE,
        [
            (
                "create.errorHeadAt != nil, !generation.isTotalOver {",
                "create.errorHeadAt != nil, generation.isTotalOver {",
            )
        ],
    ),
    (
        "call a create half-sent that was whole",
        STATE,
        [("    create.isWhole = create.isWhole || isWhole\n", "")],
    ),
    (
        "call a create whole that has only begun",
        MACHINE,
        [("if isWhole, state.isCreating {", "if state.isCreating {")],
    ),
    (
        "wait gracefully for a half-sent create",
        MACHINE,
        [
            (
                "if state.isCreating, generation.charge == .unknown { return }",
                "if case .creating(let create) = state, create.hasLeft { return }",
            )
        ],
    ),
    (
        "never give up an upload",
        CREATE,
        [("    if !create.isWhole { due = min(due ?? .max, later(create.sentAt, settings.upload)) }\n", "")],
    ),
    (
        "overlook that an upload goes on",
        STATE,
        [("    create.sentAt = now\n    create.isWhole", "    create.isWhole")],
    ),
    (
        "never give up an answer that does not begin",
        CREATE,
        [
            (
                "    if create.isWhole, !create.answerBegan, settings.firstByte > 0 {\n      due = "
                "later(create.sentAt, settings.firstByte)\n    }\n",
                "",
            )
        ],
    ),
    (
        "give up an answer that has begun",
        CREATE,
        [("if create.isWhole, !create.answerBegan, settings", "if create.isWhole, settings")],
    ),
    (
        "wait for the end of an error's body",
        STATE,
        [("    changeCreate { $0.errorHeadAt = $0.errorHeadAt ?? now }\n", "")],
    ),
    ("wait for the end of a redirect's body", ACTION, [("{ httpStatus >= 300 }", "{ httpStatus >= 400 }")]),
    (
        "read no status of an error that is cut",
        POLL,
        [("    if end.head?.isError == true { return readRefusal(end, now: now) }\n", "")],
    ),
    (
        "believe no whole answer under broken framing",
        POLL,
        [("    if isWhole, let fields", "    if end.reason == nil, isWhole, let fields")],
    ),
    (
        "poll again beyond the limit",
        POLL,
        [
            (
                "    if case .limit(let reason) = end.cause { return .refused(overLimit(reason, end), "
                "reason: reason) }\n",
                "",
            )
        ],
    ),
    (
        "say nothing of a half-sent create",
        MACHINE,
        [
            (
                "create.hasLeft && generation.charge != .unknown",
                "create.hasLeft && generation.charge == .unknown",
            )
        ],
    ),
    (
        "no word on a half-sent create",
        WORDING,
        [
            (
                "case .notSent where outcome.isPartlySent:",
                "case .notSent where outcome.isPartlySent && outcome.isTerminal:",
            )
        ],
    ),
]

WAITING = [
    (
        "wait past the total",
        POLL,
        [("now < lastPollAt ? lastPollAt : totalDeadline", "now < lastPollAt ? lastPollAt : .max")],
    ),
    (
        "no last poll after a pause",
        POLL,
        [
            (
                "now < lastPollAt ? lastPollAt : totalDeadline",
                "now < lastPollAt ? totalDeadline : totalDeadline",
            )
        ],
    ),
    (
        "call the own wait the platform's",
        POLL,
        [("polls.cutDelay = requestedWait.flatMap", "polls.cutDelay = Optional(delay).flatMap")],
    ),
    (
        "do not mention the wait that the platform requested",
        END,
        [("    if let cutDelay = polls.cutDelay {", "    if let cutDelay = polls.cutDelay, cutDelay < 0 {")],
    ),
    (
        "mention a wait that was kept",
        POLL,
        [("later(now, $0) < totalDeadline ?? .max ? nil : $0", "later(now, $0) < 0 ? nil : $0")],
    ),
    (
        "report no delay of a failed poll",
        POLL,
        [
            (
                "reportFailedPoll(httpStatus, reason, isTransient: true, delay: step.wait(from: now))\n  "
                "  guard isLast",
                "reportFailedPoll(httpStatus, reason, isTransient: true, delay: nil)\n    guard isLast",
            )
        ],
    ),
    (
        "never poll beside a quiet stream",
        QUIET,
        [("let quiet = isOff ? nil : max(", "let quiet = isOff || true ? nil : max(")],
    ),
    ("poll beside a stream with 0", QUIET, [("let isOff = settings.quietPoll == 0 || ", "let isOff = ")]),
    (
        "repeat a quiet poll that was refused",
        QUIET,
        [("stream.quietPollNotBefore = isRefused ? .max : later", "stream.quietPollNotBefore = later")],
    ),
    (
        "ignore Retry-After between quiet polls",
        QUIET,
        [
            (
                "max(later(stream.lastEventAt, settings.quietPoll), stream.quietPollNotBefore)",
                "later(stream.lastEventAt, settings.quietPoll)",
            )
        ],
    ),
    (
        "wait as long as the platform likes",
        POLL,
        [
            (
                "return totalDeadline == nil ? min(wait, max(settings.retryAfterMax, "
                "settings.pollIntervalMax)) : wait",
                "return wait",
            )
        ],
    ),
    (
        "no last poll beside the stream",
        QUIET,
        [("return min(quiet ?? .max, lastPollAt)", "return max(quiet ?? .max, lastPollAt)")],
    ),
    (
        "poll beside a stream that brings events",
        MACHINE,
        [("default: state.eventArrived(now: now)", "default: break")],
    ),
    (
        "overlook events that repeat",
        MACHINE,
        [("eventsRepeated(now: Int64) { state.eventArrived(now: now) }", "eventsRepeated(now: Int64) {}")],
    ),
    (
        "two polls beside the stream",
        QUIET,
        [
            (
                "guard stream.quietPollStartedAt == nil else {\n      act(.cut",
                "guard stream.quietPollStartedAt == nil || true else {\n      act(.cut",
            )
        ],
    ),
    (
        "never give up a poll beside the stream",
        QUIET,
        [("return min(silence, later(startedAt, settings.pollRequest))", "return max(silence, startedAt)")],
    ),
    ("leave the poll beside the stream in flight", QUIET, [("    act(.abortQuietPoll)\n", "")]),
    (
        "keep the poll beside a stream that is dropped",
        STREAM,
        [('    dropQuietPoll(&stream, "dropped")\n', "")],
    ),
    (
        "believe a quiet poll that was dropped",
        MACHINE,
        [
            (
                "guard case .streaming(let stream) = state, stream.quietPollStartedAt != nil else",
                "guard case .streaming = state else",
            )
        ],
    ),
    (
        "lose the stream by a failed quiet poll",
        QUIET,
        [
            (
                "httpStatus: httpStatus, now: now)\n      return .stay",
                'httpStatus: httpStatus, now: now)\n      return streamFailed(&stream, "a poll beside it '
                'failed")',
            )
        ],
    ),
    (
        "end nothing by a quiet poll",
        QUIET,
        [
            (
                "guard status.isTerminal else {\n      reportIfUnknown(status, word)",
                "guard status.isTerminal, false else {\n      reportIfUnknown(status, word)",
            )
        ],
    ),
    (
        "end a stream by any quiet poll",
        QUIET,
        [
            (
                "guard status.isTerminal else {\n      reportIfUnknown(status, word)\n      return "
                ".stay\n    }\n",
                "",
            )
        ],
    ),
    ("close the other of two open tries", LEDGER, [("$0.isOpen && $0.isBeside == isBeside", "$0.isOpen")]),
]

CONFIRMING = [
    (
        "accept a success without outputs",
        MACHINE,
        [
            (
                "guard terminal.status == .ok, !hasOutputs else",
                "guard terminal.status == .ok, !hasOutputs, false else",
            )
        ],
    ),
    (
        "ask a failure for outputs",
        MACHINE,
        [("guard terminal.status == .ok, !hasOutputs else", "guard !hasOutputs else")],
    ),
    (
        "confirm without an id",
        MACHINE,
        [
            (
                "guard generation.id != nil, !generation.isStopWanted, !state.isEnding else",
                "guard !generation.isStopWanted, !state.isEnding else",
            )
        ],
    ),
    (
        "confirm after a stop",
        MACHINE,
        [
            (
                "guard generation.id != nil, !generation.isStopWanted, !state.isEnding else",
                "guard generation.id != nil, !state.isEnding else",
            )
        ],
    ),
    ("confirm an answer at once", CONFIRM, [("isMessage ? 0 : settings.pollInterval", "0")]),
    (
        "let a confirming poll end in another way",
        CONFIRM,
        [("guard status == .succeeded, end.hasOutputs else", "guard status.isTerminal else")],
    ),
    (
        "keep looking for outputs as lost",
        CONFIRM,
        [
            (
                "guard status == .succeeded, end.hasOutputs else",
                "guard status == .succeeded, !end.hasOutputs else",
            )
        ],
    ),
    (
        "no notice of missing outputs",
        CONFIRM,
        [
            (
                '    emit(.notice(.noOutputs, message: "the generation succeeded, but its answer names '
                'no output that can be read"))\n',
                "",
            )
        ],
    ),
    ("no mark of missing outputs", MACHINE, [("    outcome.lacksOutputs = true\n", "")]),
    (
        "leave the confirming poll open in the ledger",
        CONFIRM,
        [('    ledger.close(httpStatus: 0, outcome: "dropped")\n', "")],
    ),
    (
        "leave the stream open while confirming",
        MACHINE,
        [
            (
                "    dropRequests()\n    generation.act(.keepAnswer)\n    outcome.owns",
                "    generation.act(.keepAnswer)\n    outcome.owns",
            )
        ],
    ),
    ("confirm before a wait is over", MACHINE, [("state.pausesUntil ?? now)", "now)")]),
    (
        "wait on with an id after a graceful stop",
        CREATE,
        [
            (
                "    if isStopWanted, end.head?.isStream == true || end.fields?.parseError != nil "
                "{ return .stop }\n",
                "",
            )
        ],
    ),
    (
        "lose the answer that is confirmed",
        MACHINE,
        [
            (
                "    dropRequests()\n    generation.act(.keepAnswer)\n    outcome.owns",
                "    dropRequests()\n    outcome.owns",
            )
        ],
    ),
    (
        "lose a success that still waits for its outputs",
        MACHINE,
        [
            (
                "    case .waitingToConfirm(let outcome, _), .confirming(let outcome, _):\n      go(",
                "    case .confirming(let outcome, _):\n      go(",
            )
        ],
    ),
    (
        "lose a success while its outputs are polled",
        MACHINE,
        [
            (
                "    case .waitingToConfirm(let outcome, _), .confirming(let outcome, _):\n      go(",
                "    case .waitingToConfirm(let outcome, _):\n      go(",
            )
        ],
    ),
    (
        "take a success back by a late message",
        STATE,
        [
            (
                "case .ending(let outcome, _), .waitingToConfirm(let outcome, _), .confirming(let "
                "outcome, _): outcome",
                "case .ending(let outcome, _): outcome",
            )
        ],
    ),
    (
        "no word on missing outputs",
        WORDING,
        [("guard outcome.lacksOutputs else", "guard outcome.lacksOutputs, outcome.status != .ok else")],
    ),
]

MUTATIONS = PROVING + ARRIVING + WAITING + CONFIRMING
