import SVText

/// Completes the message of an outcome: what happened, then what it means for the user's money, then the next
/// step.
public enum Wording {
  /// The complete message for a call that never costs anything.
  public static func free(_ outcome: GenerationOutcome) -> String {
    sentence(outcome.message) + " Nothing was bought by this. " + freeRemedy(outcome)
  }

  /// The next step of such a call.
  public static func freeRemedy(_ outcome: GenerationOutcome) -> String {
    switch outcome.category {
    // Such a call sends no payload and no content.
    case .validation, .contentRejected: Remedy.checkEndpoint.text
    default: remedy(outcome, id: nil)
    }
  }

  /// Appends `more` to a text from outside, which may end with a period.
  static func joined(_ text: String, _ more: String) -> String {
    guard text.hasEnd("."), !more.isEmpty else { return text + more }
    return text.part(0, text.utf8.count - 1) + more
  }

  /// In whole seconds if possible, else in milliseconds.
  static func duration(_ milliseconds: Int64) -> String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }

  static func complete(_ outcome: inout GenerationOutcome, id: String?) {
    guard outcome.status != .ok else { return completeSuccess(&outcome, id: id) }
    let happened = outcome.message.isEmpty ? defaultMessage(outcome) : outcome.message
    let remedy = remedy(outcome, id: id)
    outcome.remedy = remedy
    outcome.message = sentence(happened) + " " + money(outcome, id: id) + " " + remedy
  }

  /// A success has no message, unless its answer names no output.
  private static func completeSuccess(_ outcome: inout GenerationOutcome, id: String?) {
    guard outcome.lacksOutputs else { return }
    let remedy = Remedy.lookForOutputs(id)
    outcome.remedy = remedy
    let failure =
      outcome.message.isEmpty ? "" : sentence(" The last poll for them failed: " + outcome.message)
    outcome.message =
      paid(id) + "its answer names no output that can be read." + failure + " " + remedy
  }

  @inline(never)
  private static func paid(_ id: String?) -> String {
    "The generation " + (id.map { $0 + " " } ?? "") + "succeeded and is paid for, but "
  }

  /// The message for a success whose answer could not be kept for lack of memory. It says that the answer can
  /// be read again.
  static func completeLoss(_ outcome: inout GenerationOutcome, id: String?) {
    let remedy = Remedy.readAnswerAgain(id)
    outcome.remedy = remedy
    outcome.message = paid(id) + "there is no memory for its answer. " + remedy
  }

  private static func sentence(_ text: String) -> String {
    text.hasEnd(".") || text.hasEnd("!") || text.hasEnd("?") ? text : text + "."
  }

  private static func defaultMessage(_ outcome: GenerationOutcome) -> String {
    switch outcome.status {
    case .jobFailed: "the generation failed"
    case .jobCanceled: "the generation was canceled"
    default: "the generation ended with " + outcome.status.name.description
    }
  }

  private static func money(_ outcome: GenerationOutcome, id: String?) -> String {
    switch outcome.charge {
    case .notSent where outcome.isPartlySent:
      return "The platform never got a whole request, so nothing was bought."
    case .notSent:
      return outcome.credits == nil
        ? "Nothing was sent, so nothing was bought." : "The generation was not sent, so nothing was bought."
    case .rejected: return "The request was refused, so nothing was bought."
    case .unknown: return "It is not known whether the platform accepted the request and charged for it."
    case .accepted: break
    }
    switch outcome.status {
    case .jobFailed, .jobCanceled:
      return Remedy.creditsMayReturn.text
    case .notFound: return "If the generation \(id ?? "") was accepted, it may be running and paid for."
    default: return "The generation \(id ?? "") was accepted and may be running and paid for."
    }
  }

  private static func remedy(_ outcome: GenerationOutcome, id: String?) -> String {
    if let own = outcome.remedy { return own }
    if outcome.charge == .accepted, !outcome.isTerminal {
      return Remedy.follow(id ?? "", after: outcome.status)
    }
    if outcome.charge == .notSent, outcome.credits != nil, let special = remedyOfFloor(outcome) {
      return special.text
    }
    let validation = Remedy.ofValidation(
      httpStatus: outcome.httpStatus, code: outcome.code, message: outcome.message)
    if outcome.isTerminal { return Remedy.ofEnd(outcome.category, validation: validation).text }
    if let special = Remedy.ofRefusal(outcome.category, validation: validation) { return special.text }
    if outcome.charge == .unknown {
      return Remedy.unknownOutcome.text
    }
    switch outcome.status {
    case .transport, .protocolViolation:
      let isExplained = outcome.httpStatus == 407 || outcome.httpStatus == 421
      return (isExplained ? Remedy.correctThis : .checkNetworkThenSend).text
    case .notFound: return Remedy.checkEndpoint.text
    case .timeout, .stopped, .memory, .file: return Remedy.sendAsItIs.text
    default:
      guard outcome.retryAfter >= 0 else { return Remedy.changeBeforeSending.text }
      guard let wait = outcome.askedWait, wait > 0 else { return Remedy.sendLater.text }
      return Remedy.sendAgain(in: duration(wait))
    }
  }

  /// The step if min_credits prevented the create.
  private static func remedyOfFloor(_ outcome: GenerationOutcome) -> Remedy? {
    switch outcome.status {
    case .credits: .topUpOrLowerFloor
    case .protocolViolation, .notFound, .unknown, .validation, .contentRejected: .askForBalance
    default: nil
    }
  }
}
