import SVText

/// The description of an option. Texts are static, so that C gets pointers that stay valid.
public struct OptionInfo: Sendable {
  public let name: StaticString
  public let unit: OptionUnit
  public let scope: OptionScope
  /// The default, as a caller would write it.
  public let fallback: StaticString
  /// The smallest and largest value of a number; nil for a text.
  public let range: ClosedRange<Int64>?
  public let help: StaticString

  public static func number(
    _ name: StaticString, _ fallback: StaticString, _ unit: OptionUnit, _ range: ClosedRange<Int64>,
    _ help: StaticString
  ) -> OptionInfo {
    OptionInfo(name: name, unit: unit, scope: .any, fallback: fallback, range: range, help: help)
  }

  /// A number that is 0 or 1.
  public static func flag(
    _ name: StaticString, fallback: StaticString = "0", _ help: StaticString
  ) -> OptionInfo {
    .number(name, fallback, .flag, 0...1, help)
  }

  public static func text(
    _ name: StaticString, _ unit: OptionUnit, _ scope: OptionScope, fallback: StaticString = "",
    _ help: StaticString
  ) -> OptionInfo {
    OptionInfo(name: name, unit: unit, scope: scope, fallback: fallback, range: nil, help: help)
  }

  /// The default as a number.
  public var number: Int64 {
    var value: Int64 = 0
    for index in 0..<fallback.utf8CodeUnitCount {
      value = value &* 10 &+ Int64(fallback.utf8Start[index] &- UInt8(ascii: "0"))
    }
    return value
  }
}

/// The unit or the kind of an option's value.
public enum OptionUnit: Sendable {
  case milliseconds
  case bytes
  case count
  case credits
  /// 0 or 1.
  case flag
  case text
  case url
  case path
  case json

  public var name: StaticString {
    switch self {
    case .milliseconds: "ms"
    case .bytes: "bytes"
    case .count: "count"
    case .credits: "credits"
    case .flag: "flag"
    case .text: "text"
    case .url: "url"
    case .path: "path"
    case .json: "json"
    }
  }
}

/// Where an option may be set.
public enum OptionScope: Sendable {
  /// On a client only.
  case client
  /// On a client, for all its jobs, or on one job.
  case any
  /// On one job only, because a value for all jobs would be wrong.
  case job

  public var name: StaticString {
    switch self {
    case .client: "client"
    case .any: "any"
    case .job: "job"
    }
  }
}

/// A group of options that are parsed in the same way. The raw values count up from 0.
public protocol OptionGroup: RawRepresentable where RawValue == Int32 {
  var info: OptionInfo { get }
}

extension OptionGroup {
  public static func forEach(_ body: (Self) -> Void) {
    var index: Int32 = 0
    while let option = Self(rawValue: index) {
      body(option)
      index += 1
    }
  }

  public init?(name: String) {
    var found: Self?
    Self.forEach { if name.isWord(UTF8Slice(stringLiteral: $0.info.name)) { found = $0 } }
    guard let found else { return nil }
    self = found
  }

  public static var count: Int32 {
    var count: Int32 = 0
    forEach { _ in count += 1 }
    return count
  }
}
