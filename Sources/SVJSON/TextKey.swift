/// A text as the key of a dictionary, by its bytes.
public struct TextKey: Hashable {
  /// The text.
  public let text: String

  /// A text.
  public init(_ text: String) { self.text = text }

  /// By bytes.
  public static func == (left: TextKey, right: TextKey) -> Bool { left.text.isSameText(as: right.text) }

  /// By bytes.
  @inline(never)
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
