import CSimdJSON

/// What an answer or event says about a job, as far as it could be read. Only members of the top-level object
/// count, of members with the same name the last.
public struct LifecycleFields: Sendable {
  /// `id` as a string that is not empty, or the token of a number.
  public var id: String?
  /// `status`, if it is a string.
  public var status: String?
  /// The machine's word for an error: `code`, else `error`, else `error.code`, whichever is a string and not
  /// empty.
  public var code: String?
  /// The human words for an error: `message`, else `error.message`, else `error.detail`, else `detail`,
  /// whichever is a string and not empty.
  public var message: String?
  /// `error`, if it is a string.
  public var error: String?
  /// How many bytes from the start settle `id` and `status`, the delimiter behind them included; nil without
  /// a status.
  public var headCount: Int?
  /// Where the JSON text of `usage` lies, if that is an object.
  public var usage: Range<Int>?
  /// Where the JSON text of `data` lies, if that is there and not null.
  public var data: Range<Int>?
  /// True when the text is an object, if perhaps a broken one.
  public var isObject = false
  /// What keeps the text from being a whole JSON object. The other fields hold what was found nevertheless.
  public var parseError: JSONError?

  /// Texts are cut at so many bytes.
  static let longestText = 4096
  /// A longer id counts as none: no request could carry it.
  static let longestID = 65_536

  /// Nothing found.
  public init() {}
}

/// The members that are asked for, in the order of the tables given to C.
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

/// The tokens of one object, by name.
struct LifecycleTokens {
  let tokens: UnsafeMutableBufferPointer<csimdjson_token>
  let bytes: UnsafeRawBufferPointer

  subscript(name: LifecycleName) -> csimdjson_token {
    name.rawValue < tokens.count ? tokens[name.rawValue] : csimdjson_token()
  }

  func string(_ name: LifecycleName) -> String? {
    guard Int(self[name].kind) == CSIMDJSON_STRING, let raw = bytes.part(self[name].range) else { return nil }
    // Longer words are nobody's, and would be stored in memory whose exhaustion cannot be reported.
    return JSONText.decode(UnsafeRawBufferPointer(rebasing: raw.prefix(LifecycleFields.longestText)))
  }

  func filledString(_ name: LifecycleName) -> String? {
    self[name].count > 0 ? string(name) : nil
  }

  func number(_ name: LifecycleName) -> String? {
    guard Int(self[name].kind) == CSIMDJSON_NUMBER, let raw = bytes.part(self[name].range) else { return nil }
    return String(decoding: raw, as: UTF8.self)
  }

  /// Whole, for an id that had to be cut would be another one, or not at all.
  var id: String? {
    guard self[.id].count <= LifecycleFields.longestID else { return nil }
    guard Int(self[.id].kind) == CSIMDJSON_STRING else { return number(.id) }
    guard self[.id].count > 0, let raw = bytes.part(self[.id].range) else { return nil }
    return JSONText.decode(raw)
  }

  /// Where a string's JSON text lies includes its quotes.
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

  /// Adds what an `error` that is an object says; `messageGiven` tells that `message` itself was there.
  mutating func takeErrorObject(_ found: LifecycleTokens, messageGiven: Bool) {
    code = code ?? found.filledString(.code)
    if messageGiven { return }
    message = found.filledString(.message) ?? found.filledString(.detail) ?? message
  }
}
