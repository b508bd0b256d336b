import CBytes

/// A text that is put together from others, as "the field \(name) is missing". What is put in is copied at
/// once.
public struct Words: ExpressibleByStringInterpolation, @unchecked Sendable {
  /// The parts as they come.
  public struct StringInterpolation: StringInterpolationProtocol {
    /// Literals are kept for ever.
    public typealias StringLiteralType = StaticString

    let output: JSONOutput

    /// No parts so far.
    @inline(never)
    public init(literalCapacity: Int, interpolationCount: Int) { output = JSONOutput() }

    /// What stands between the parts that are put in.
    @inline(never)
    public mutating func appendLiteral(_ literal: StaticString) {
      output.append(UTF8Slice(stringLiteral: literal).memory)
    }

    /// A text.
    @inline(never)
    public mutating func appendInterpolation(_ text: UTF8Slice) { output.append(text.memory) }

    /// A number.
    @inline(never)
    public mutating func appendInterpolation(_ number: Int) {
      number.description.withSlice { output.append($0.memory) }
    }

    /// Other words.
    @inline(never)
    public mutating func appendInterpolation(_ words: Words) { words.read { output.append($0.memory) } }

    /// A string.
    @inline(never) @_disfavoredOverload
    public mutating func appendInterpolation(_ text: String) { text.withSlice { output.append($0.memory) } }
  }

  private let output: JSONOutput

  /// A literal.
  @inline(never)
  public init(stringLiteral text: StaticString) {
    output = JSONOutput()
    output.append(UTF8Slice(stringLiteral: text).memory)
  }

  /// The parts.
  @inline(never)
  public init(stringInterpolation parts: StringInterpolation) { output = parts.output }

  /// What a function makes of the text, which is empty where there was no memory for it.
  func read<Result>(_ body: (UTF8Slice) -> Result) -> Result {
    output.withBytes { body($0.map { UTF8Slice($0) } ?? "") }
  }

  /// A copy as a string.
  @inline(never)
  public var text: String { read { $0.copied() } }

  /// Whether it is this text.
  @inline(never)
  public func isText(_ text: UTF8Slice) -> Bool { read { $0 == text } }
}
