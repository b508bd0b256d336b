import CBytes

/// A message built by interpolation, such as "the field \(name) is missing". Interpolated texts are copied at
/// once.
public struct Words: ExpressibleByStringInterpolation, @unchecked Sendable {
  public struct StringInterpolation: StringInterpolationProtocol {
    /// Literals are valid for ever, so they are not copied.
    public typealias StringLiteralType = StaticString

    let output: JSONOutput

    @inline(never)
    public init(literalCapacity: Int, interpolationCount: Int) { output = JSONOutput() }

    @inline(never)
    public mutating func appendLiteral(_ literal: StaticString) {
      output.append(UTF8Slice(stringLiteral: literal).memory)
    }

    @inline(never)
    public mutating func appendInterpolation(_ text: UTF8Slice) { output.append(text.memory) }

    @inline(never)
    public mutating func appendInterpolation(_ number: Int) {
      number.description.withSlice { output.append($0.memory) }
    }

    @inline(never)
    public mutating func appendInterpolation(_ words: Words) { words.read { output.append($0.memory) } }

    @inline(never) @_disfavoredOverload
    public mutating func appendInterpolation(_ text: String) { text.withSlice { output.append($0.memory) } }
  }

  private let output: JSONOutput

  @inline(never)
  public init(stringLiteral text: StaticString) {
    output = JSONOutput()
    output.append(UTF8Slice(stringLiteral: text).memory)
  }

  @inline(never)
  public init(stringInterpolation parts: StringInterpolation) { output = parts.output }

  /// Passes the text to `body`; it is empty if there was no memory for it.
  func read<Result>(_ body: (UTF8Slice) -> Result) -> Result {
    output.withBytes { body($0.map { UTF8Slice($0) } ?? "") }
  }

  /// A copy as a `String`.
  @inline(never)
  public var text: String { read { $0.copied() } }

  @inline(never)
  public func isText(_ text: UTF8Slice) -> Bool { read { $0 == text } }
}
