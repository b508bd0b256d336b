"""Breaches of the rules about answers: what they prove about money, what is read of broken ones, and the waits between them."""

from mutation_names import (
    ACTION, CODES, CONFIRM, CREATE, EXPLANATION, LEDGER, MACHINE, OUTCOME, POLL, QUIET, RULE, STOP, STREAM, WORDING,
)

PROVING = [
    ("say rejected for a gateway's 503", RULE, [
        ("case 503: return codes.contains(.refusedForNow)", "case 503: return true")]),
    ("say rejected for a gateway's 500", RULE, [
        ("    default: return false\n    }\n  }", "    default: return httpStatus == 500\n    }\n  }")]),
    ("say rejected for what no status table has", RULE, [
        ("    default: return false\n    }\n  }", "    default: return httpStatus >= 600\n    }\n  }")]),
    ("say rejected for a conflict or a time-out", RULE, [
        ("case 408, 409, 425, 499: return false", "case 408, 409, 425, 499: return true")]),
    ("doubt every refusal", RULE, [("case 300..<500: return true", "case 300..<500: return false")]),
    ("overlook that it failed late", RULE, [("    if codes.contains(.failedLate) { return false }\n", "")]),
    ("overlook the platform's word in a 503", RULE, [
        ("case 503: return codes.contains(.refusedForNow)", "case 503: return false")]),
    ("read no code from error", RULE, [("[code, error].map", "[code].map")]),
    ("read a proof in anyone's letters", RULE, [
        ('if code.hasSuffixUTF8("_GENERATION_PROVIDER_UNAVAILABLE") || code',
         'if capitals.hasSuffixUTF8("_GENERATION_PROVIDER_UNAVAILABLE") || capitals')]),
    ("read a doubt in exact letters only", RULE, [
        ('capitals.hasSuffixUTF8("GENERATION_TIMEOUT") || capitals',
         'code.hasSuffixUTF8("GENERATION_TIMEOUT") || code')]),
    ("take an error's own id for a generation's", RULE, [
        ("isAboutJob || !CreateRule(httpStatus: httpStatus, fields: self).isFinal ? id : nil", "id")]),
    ("overlook an id in an open answer", RULE, [
        ("isAboutJob || !CreateRule(httpStatus: httpStatus, fields: self).isFinal ?",
         "isAboutJob || (200..<300).contains(httpStatus) ?")]),
    ("overlook the id of a refused path", CREATE, [
        ("if pathFault != nil, let id", "if pathFault != nil, httpStatus < 0, let id")]),
    ("leave the stream path for an unknown model", CREATE, [
        ("case 404: return ErrorClassifier.isPlatformCode(end.fields) ? nil :", "case 404: return")]),
    ("keep a stream path that is not there", CREATE, [
        ("case 404: return ErrorClassifier.isPlatformCode(end.fields) ? nil :", "case 404: return true ? nil :")]),
    ("advise to repeat what may have been accepted", CODES, [
        ("    case .notSent, .rejected: true\n    case .unknown, .accepted: false", "    case .accepted: false\n    default: true")]),
    ("advise to repeat what has an id", CODES, [
        ("    case .notSent, .rejected: true\n    case .unknown, .accepted: false", "    case .unknown: false\n    default: true")]),
    ("let an end advise to buy again", OUTCOME, [
        ("if !outcome.charge.isNothingBought { outcome.retryAfter = -1 }", "")]),
    ("let an explanation advise to buy again", EXPLANATION, [("if !charge.isNothingBought { retryable = false }", "")]),
    ("explain an error's own id as a generation's", EXPLANATION, [("fields?.jobID(httpStatus: httpStatus)", "fields?.id")]),
    ("explain an open answer without a warning", EXPLANATION, [
        ("isOpen: charge == .unknown && status != .ok", "isOpen: charge == .unknown && status == .ok")]),
]

ARRIVING = [
    ("lose the id of a broken stream", CREATE, [
        ("return idWasInBrokenStream(id, end, now: now)", "return streamEndedWithoutID(end, now: now)")]),
    ("take an unfinished message for one", CREATE, [
        ("guard end.head?.isStream != true else { return idWas", "guard end.head != nil else { return idWas")]),
    ("lose what had come when the end was decided", OUTCOME, [
        ("case .ending: adopt(found, now: now)", "case .ending: break")]),
    ("never search a silent answer", CREATE, [("    if let unexaminedSince { due = examinationAt(unexaminedSince) }\n", "")]),
    ("do not search before the total", CREATE, [
        ("return min(due, lastPollAt)", "return max(due, min(due, lastPollAt))")]),
    ("search too early", CREATE, [
        ("let due = later(since, settings.silence)", "let due = later(since, settings.silence / 2)")]),
    ("search only in a lull", CREATE, [
        ("let due = later(since, settings.silence)", "let due = later(lastByteAt, settings.silence)")]),
    ("drop a stream that lives with the id", CREATE, [
        ("return isSilent ? silenceIsOver(now: now) : ()", "return silenceIsOver(now: now)")]),
    ("leave a silent stream with the id in flight", CREATE, [
        ("return isSilent ? silenceIsOver(now: now) : ()", "return isSilent ? () : ()")]),
    ("leave a held-back answer in flight", CREATE, [
        ("    dropRequest()\n    ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: \"accepted; the",
         "    ledger.close(httpStatus: end.head?.httpStatus ?? 0, outcome: \"accepted; the")]),
    ("call a half-sent create unknown", CREATE, [
        ("guard charge == .unknown else { return createIsNotWhole(", "guard httpStatus >= 0 else { return createIsNotWhole(")]),
    ("call half-sent what a success has answered", MACHINE, [
        ("if head?.isSuccess == true, case .creating = state { charge = .unknown }", "")]),
    ("try the polling path without time", CREATE, [
        ("if let pathFault, leavesTime(for: now) {", "if let pathFault {")]),
    ("overlook a status that came before the total", STOP, [
        ("errorHeadAt != nil, !isTotalOver {", "errorHeadAt != nil, isTotalOver {")]),
    ("call a create half-sent that was whole", MACHINE, [("    requestIsWhole = true\n    if case", "    if case")]),
    ("call a create whole that has only begun", MACHINE, [("    guard isWhole else { return }\n", "")]),
    ("wait gracefully for a half-sent create", STOP, [
        ("if case .creating = state, charge == .unknown {", "if case .creating = state, requestLeft {")]),
    ("never give up an upload", CREATE, [
        ("    if !requestIsWhole { due = min(due ?? .max, later(sentAt, settings.upload)) }\n", "")]),
    ("overlook that an upload goes on", MACHINE, [("    sentAt = now\n    guard isWhole", "    guard isWhole")]),
    ("never give up an answer that does not begin", CREATE, [
        ("    if requestIsWhole, !answerBegan, settings.firstByte > 0 { due = later(sentAt, settings.firstByte) }\n",
         "")]),
    ("give up an answer that has begun", CREATE, [
        ("if requestIsWhole, !answerBegan, settings", "if requestIsWhole, settings")]),
    ("wait for the end of an error's body", MACHINE, [
        ("    if ResponseHead.isError(httpStatus) { errorHeadAt = errorHeadAt ?? now }\n", "")]),
    ("wait for the end of a redirect's body", ACTION, [("{ httpStatus >= 300 }", "{ httpStatus >= 400 }")]),
    ("read no status of an error that is cut", POLL, [
        ("    if end.head?.isError == true { return readRefusal(end, now: now) }\n", "")]),
    ("believe no whole answer under broken framing", POLL, [
        ("    if isWhole, let fields", "    if end.reason == nil, isWhole, let fields")]),
    ("poll again beyond the limit", POLL, [
        ("    if case .limit(let reason) = end.cause { return .refused(overLimit(reason, end), reason: reason) }\n",
         "")]),
    ("say nothing of a half-sent create", OUTCOME, [
        ("outcome.isPartlySent = requestLeft && charge != .unknown", "outcome.isPartlySent = requestLeft && charge == .unknown")]),
    ("no word on a half-sent create", WORDING, [
        ("case .notSent where outcome.isPartlySent:",
         "case .notSent where outcome.isPartlySent && outcome.isTerminal:")]),
]

WAITING = [
    ("wait past the total", POLL, [
        ("now < lastPollAt ? lastPollAt : totalDeadline", "now < lastPollAt ? lastPollAt : .max")]),
    ("no last poll after a pause", POLL, [
        ("now < lastPollAt ? lastPollAt : totalDeadline", "now < lastPollAt ? totalDeadline : totalDeadline")]),
    ("call the own wait the platform's", POLL, [("cutDelay = wish.flatMap", "cutDelay = Optional(delay).flatMap")]),
    ("no word on the wait the platform asked for", STOP, [
        ("    if let cutDelay {", "    if let cutDelay, cutDelay < 0 {")]),
    ("mention a wait that was kept", POLL, [
        ("later(now, $0) < totalDeadline ?? .max ? nil : $0", "later(now, $0) < 0 ? nil : $0")]),
    ("tell no delay of a failed poll", POLL, [
        ("isTransient: true, delay: pause)", "isTransient: true, delay: nil)")]),
    ("never poll beside a quiet stream", QUIET, [
        ("let quiet = isOff ? nil : max(", "let quiet = isOff || true ? nil : max(")]),
    ("poll beside a stream unasked", QUIET, [
        ("let isOff = settings.quietPoll == 0 || ", "let isOff = ")]),
    ("repeat a quiet poll that was refused", QUIET, [("quietPollNotBefore = isRefused ? .max : later", "quietPollNotBefore = later")]),
    ("heed no wish between quiet polls", QUIET, [
        ("max(later(lastEventAt, settings.quietPoll), quietPollNotBefore)", "later(lastEventAt, settings.quietPoll)")]),
    ("wait as long as the platform likes", POLL, [
        ("return totalDeadline == nil ? min(wish, max(settings.retryAfterMax, settings.pollIntervalMax)) : wish", "return wish")]),
    ("no last poll beside the stream", QUIET, [
        ("return min(quiet ?? .max, lastPollAt)", "return max(quiet ?? .max, lastPollAt)")]),
    ("poll beside a stream that tells events", STREAM, [("    lastEventAt = now\n", "")]),
    ("overlook events that repeat", MACHINE, [
        ("eventsRepeated(now: Int64) { lastEventAt = now }", "eventsRepeated(now: Int64) {}")]),
    ("two polls beside the stream", QUIET, [
        ("if quietPollStartedAt != nil { return act", "if quietPollStartedAt == nil, false { return act")]),
    ("never give up a poll beside the stream", QUIET, [
        ("return min(silence, later(quietPollStartedAt, settings.pollRequest))",
         "return max(silence, quietPollStartedAt)")]),
    ("leave the poll beside the stream in flight", QUIET, [("    act(.abortQuietPoll)\n", "")]),
    ("keep the poll beside a stream that is dropped", MACHINE, [('    dropQuietPoll("dropped")\n', "")]),
    ("believe a quiet poll that was dropped", QUIET, [
        ("guard case .streaming = state, quietPollStartedAt != nil else", "guard case .streaming = state else")]),
    ("lose the stream by a failed quiet poll", QUIET, [
        ("      return quietPollFailed(", '      streamFails("a poll beside it failed", now: now)\n      return quietPollFailed(')]),
    ("end nothing by a quiet poll", QUIET, [
        ("guard status.isTerminal else { return reportIfUnknown(status, word) }",
         "guard status.isTerminal, false else { return reportIfUnknown(status, word) }")]),
    ("end a stream by any quiet poll", QUIET, [
        ("guard status.isTerminal else { return reportIfUnknown(status, word) }", "")]),
    ("close the other of two open tries", LEDGER, [("$0.isOpen && $0.isBeside == isBeside", "$0.isOpen")]),
]

CONFIRMING = [
    ("accept a success without outputs", CONFIRM, [
        ("guard terminal.status == .ok, !hasOutputs else", "guard terminal.status == .ok, !hasOutputs, false else")]),
    ("ask a failure for outputs", CONFIRM, [
        ("guard terminal.status == .ok, !hasOutputs else", "guard !hasOutputs else")]),
    ("confirm without an id", CONFIRM, [
        ("guard id != nil, !isStopWanted, !isEnding", "guard !isStopWanted, !isEnding")]),
    ("confirm after a stop", CONFIRM, [("guard id != nil, !isStopWanted, !isEnding", "guard id != nil, !isEnding")]),
    ("confirm an answer at once", CONFIRM, [
        ("isMessage ? 0 : settings.pollInterval", "0")]),
    ("let a confirming poll end in another way", CONFIRM, [
        ("guard status == .succeeded, end.hasOutputs else", "guard status.isTerminal else")]),
    ("keep looking for outputs as lost", CONFIRM, [
        ("guard status == .succeeded, end.hasOutputs else", "guard status == .succeeded, !end.hasOutputs else")]),
    ("no notice of missing outputs", CONFIRM, [
        ('    emit(.notice(.noOutputs, message: "the generation succeeded, but its answer names no output that can be read"))\n',
         "")]),
    ("no mark of missing outputs", CONFIRM, [("    outcome.lacksOutputs = true\n", "")]),
    ("leave the confirming poll open in the ledger", CONFIRM, [
        ('    ledger.close(httpStatus: 0, outcome: "dropped")\n', "")]),
    ("leave the stream open while confirming", CONFIRM, [
        ("    dropRequest()\n    act(.keepAnswer)\n", "    act(.keepAnswer)\n")]),
    ("lose the answer that is confirmed", CONFIRM, [
        ("    dropRequest()\n    act(.keepAnswer)\n", "    dropRequest()\n")]),
    ("lose a success that still waits for its outputs", STOP, [
        ("    case .waitingToConfirm(let outcome, _), .confirming(let outcome): endWithoutOutputs(outcome, now: now)\n", "")]),
    ("lose a success while its outputs are asked for", STOP, [
        ("case .waitingToConfirm(let outcome, _), .confirming(let outcome): end", "case .waitingToConfirm(let outcome, _): end")]),
    ("take a success back by a late message", STREAM, [
        ("case .ending(let outcome), .waitingToConfirm(let outcome, _), .confirming(let outcome): outcome",
         "case .ending(let outcome): outcome")]),
    ("no word on missing outputs", WORDING, [
        ("guard outcome.lacksOutputs else", "guard outcome.lacksOutputs, outcome.status != .ok else")]),
]

MUTATIONS = PROVING + ARRIVING + WAITING + CONFIRMING
