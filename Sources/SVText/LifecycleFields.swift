import CSimdJSON

/// The fields of an answer or event that describe a job. Only members of the top-level object count; of
/// duplicates the last one counts.
public struct LifecycleFields: Sendable {
  /// `id`, if it is a non-empty string or a number.
  public var id: String?
  /// `status`, if it is a string.
  public var status: String?
  /// The error code: the first non-empty string of `code`, `error`, `error.code`.
  public var code: String?
  /// The error message: the first non-empty string of `message`, `error.message`, `error.detail`, `detail`.
  public var message: String?
  /// `error`, if it is a string.
  public var error: String?
  /// The length of the text that contains `id` and `status`, including the next delimiter; nil without a
  /// status.
  public var headCount: Int?
  /// The range of the JSON text of `usage`, if that is an object.
  public var usage: Range<Int>?
  /// The range of the JSON text of `data`, if that is present and not null.
  public var data: Range<Int>?
  /// Whether the text begins as an object. It may be incomplete.
  public var isObject = false
  /// Why the text is not a complete JSON object; nil if it is. The other fields contain what was found
  /// anyway.
  public var parseError: JSONError?

  /// Longer texts are truncated, in bytes.
  static let longestText = 4096
  /// A longer id is ignored, because no request could contain it. In bytes.
  static let longestID = 65_536

  public init() {}
}

/// The members to read, in the order of the table passed to C.
enum LifecycleName: Int {
  case id, status, code, message, error, detail, usage, data

  static let count = 8
  static var all: [LifecycleName] { [.id, .status, .code, .message, .error, .detail, .usage, .data] }

  var name: csimdjson_name {
    switch self {
    case .id: csimdjson_name("id")
    case .status: csimdjson_name("status")
    case .code: csimdjson_name("code")
    case .message: csimdjson_name("message")
    case .error: csimdjson_name("error")
    case .detail: csimdjson_name("detail")
    case .usage: csimdjson_name("usage")
    case .data: csimdjson_name("data")
    }
  }
}

/// The tokens of one object.
struct LifecycleTokens {
  let tokens: UnsafeMutableBufferPointer<csimdjson_token>
  let bytes: UnsafeRawBufferPointer

  subscript(name: LifecycleName) -> csimdjson_token {
    name.rawValue < tokens.count ? tokens[name.rawValue] : csimdjson_token()
  }

  func string(_ name: LifecycleName) -> String? {
    guard Int(self[name].kind) == CSIMDJSON_STRING, let raw = bytes.part(self[name].range) else { return nil }
    // Longer words are never valid. They would be copied into Swift memory, which ends the process if it runs
    // out.
    return JSONText.decode(UnsafeRawBufferPointer(rebasing: raw.prefix(LifecycleFields.longestText)))
  }

  func filledString(_ name: LifecycleName) -> String? {
    self[name].count > 0 ? string(name) : nil
  }

  func number(_ name: LifecycleName) -> String? {
    guard Int(self[name].kind) == CSIMDJSON_NUMBER, let raw = bytes.part(self[name].range) else { return nil }
    return String(decoding: raw, as: UTF8.self)
  }

  /// Never truncated: a truncated id would be a different one.
  var id: String? {
    guard self[.id].count <= LifecycleFields.longestID else { return nil }
    guard Int(self[.id].kind) == CSIMDJSON_STRING else { return number(.id) }
    guard self[.id].count > 0, let raw = bytes.part(self[.id].range) else { return nil }
    return JSONText.decode(raw)
  }

  /// The range of a string's JSON text, including its quotes.
  func text(_ name: LifecycleName) -> Range<Int>? {
    let token = self[name]
    switch Int(token.kind) {
    case CSIMDJSON_ABSENT, CSIMDJSON_NULL: return nil
    case CSIMDJSON_STRING: return (token.start &- 1)..<(token.start &+ token.count &+ 1)
    default: return token.range
    }
  }
}

extension LifecycleFields {
  mutating func take(_ found: LifecycleTokens) {
    id = found.id
    status = found.string(.status)
    error = found.string(.error)
    code = found.filledString(.code) ?? found.filledString(.error)
    message = found.filledString(.message) ?? found.filledString(.detail)
    headCount =
      status == nil
      ? nil : min(max(found[.id].range.upperBound, found[.status].range.upperBound) &+ 1, found.bytes.count)
    usage = Int(found[.usage].kind) == CSIMDJSON_OBJECT ? found[.usage].range : nil
    data = found.text(.data)
  }

  /// Adds the members of an `error` that is an object. `messageGiven` is true if `message` itself was
  /// present.
  mutating func takeErrorObject(_ found: LifecycleTokens, messageGiven: Bool) {
    code = code ?? found.filledString(.code)
    if messageGiven { return }
    message = found.filledString(.message) ?? found.filledString(.detail) ?? message
  }
}
