import SVText

/// Which faults of a payload prevent its sending.
public enum ValidationMode: Sendable {
  /// Nothing is compared with a document.
  case off
  /// All faults are reported, and the payload is sent.
  case warn
  /// Sure faults are refused: misspelt fields, and problems of models that the document is sure of.
  case auto
  /// Every fault is refused.
  case strict

  /// The mode with this name; nil if there is none.
  public init?(name: UTF8Slice) {
    switch name {
    case "off": self = .off
    case "warn": self = .warn
    case "auto": self = .auto
    case "strict": self = .strict
    default: return nil
    }
  }

  @inline(never)
  func refuses(sure: Bool) -> Bool {
    switch self {
    case .off, .warn: false
    case .auto: sure
    case .strict: true
    }
  }
}

extension ValidationReport {
  /// A fault of the payload.
  private struct Fault {
    /// A document without certainty, or a rule that is a guess, makes a fault unsure. A misspelt field is a
    /// fault in any case.
    let isSure: Bool
    let words: Words
  }

  @inline(never)
  private func eachFault(_ body: (Fault) -> Void) {
    for problem in problems { body(Fault(isSure: !problem.isAssumed, words: problem.words)) }
    if !isValid, problems.isEmpty { body(Fault(isSure: doubt == nil, words: "its schema refuses it")) }
    for field in unknownFields { body(Fault(isSure: field.nearest != nil, words: field.words)) }
    for name in blankFields { body(Fault(isSure: false, words: Self.blank(name))) }
  }

  /// A required text that is blank, as a sentence.
  public static func blank(_ name: String) -> Words { "\(name) is required, and blank" }

  /// Why the mode refuses the payload, in one line; nil if it does not.
  public func refusal(by mode: ValidationMode) -> String? {
    var first: Words?
    var others = 0
    eachFault { fault in
      guard mode.refuses(sure: fault.isSure) else { return }
      if first == nil { first = fault.words } else { others &+= 1 }
    }
    guard let first else { return nil }
    let more: Words = others > 0 ? "; \(FindingWording.count(others, "more problem", "more problems"))" : ""
    let refusal: Words =
      "the payload is not valid: \(first)\(more). Nothing was sent, so nothing was charged."
    return refusal.text
  }

  /// The faults that the mode does not refuse.
  public func warnings(in mode: ValidationMode) -> [Words] {
    var warnings: [Words] = []
    eachFault { if !mode.refuses(sure: $0.isSure) { warnings.append($0.words) } }
    return warnings
  }

  /// Whether only misspelt fields prevent the sending in the mode auto.
  public var isOnlyMisspelt: Bool {
    var isMisspelt = false
    for field in unknownFields where field.nearest != nil { isMisspelt = true }
    for problem in problems where !problem.isAssumed { return false }
    return isMisspelt && (isValid || !problems.isEmpty)
  }
}

extension UnknownField {
  /// The field as a sentence.
  fileprivate var words: Words {
    let place = pointer.part(1, pointer.utf8.count)
    guard let nearest else { return "the document does not know the field \(place)" }
    return "the document does not know the field \(place); \(nearest) was probably meant"
  }
}
