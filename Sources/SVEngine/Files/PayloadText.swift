import SVContract
import SVProtocol
import SVText

/// Detects texts that JSON can contain but UTF-8 or C cannot: a NUL, and an unpaired surrogate. The platform
/// might reject, truncate or misread them, so a payload with one is not sent.
enum PayloadText {
  struct Fault {
    let offset: Int
    let name: StaticString
  }

  /// The first one in a valid JSON text. There, a backslash is always inside a string and begins a complete
  /// escape.
  static func fault(in text: UnsafeRawBufferPointer) -> Fault? {
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\") else {
        index &+= 1
        continue
      }
      guard let value = unit(text, at: index) else {
        index &+= 2
        continue
      }
      if value == 0 { return Fault(offset: index, name: "a NUL character") }
      let isPair = value & 0xFC00 == 0xD800 && (unit(text, at: index &+ 6) ?? 0) & 0xFC00 == 0xDC00
      if value & 0xF800 == 0xD800, !isPair { return Fault(offset: index, name: "a lone surrogate") }
      index &+= isPair ? 12 : 6
    }
    return nil
  }

  /// The code of the escape `\uXXXX` that begins here; nil for anything else.
  private static func unit(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
    guard index &+ 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index &+ 1] == UInt8(ascii: "u")
    else {
      return nil
    }
    var value: UInt32 = 0
    for byte in text[(index &+ 2)..<(index &+ 6)] {
      guard let digit = hexadecimal(byte) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }

  /// The JSON pointer of the text that contains this byte: a value, or the name of a member.
  static func pointer(at offset: Int, in root: JSONNode) -> String {
    var pointer = ""
    var node = root
    while let (token, next) = step(from: node, to: offset) {
      JSONPointer.append(token, to: &pointer)
      guard let next else { break }
      node = next
    }
    return pointer
  }

  private static func step(from node: JSONNode, to offset: Int) -> (token: String, next: JSONNode?)? {
    var members = node.members
    while let (key, value) = members.nextNodes() {
      if key.rawRange.contains(offset) { return (key.string ?? "", nil) }
      if value.rawRange.contains(offset) { return (key.string ?? "", value) }
    }
    var index = 0
    for element in node.elements {
      if element.rawRange.contains(offset) { return (index.description, element) }
      index &+= 1
    }
    return nil
  }
}

extension PayloadText {
  /// Why a valid JSON payload is not sent; nil if it may be sent.
  static func refusal(of document: JSONDocument) -> CallError? {
    guard let fault = fault(in: document.bytes) else { return nil }
    return refusal(fault.name.description, at: fault.offset, in: document.root)
  }

  /// The same for bytes that are not UTF-8.
  static func refusal(ofBytes payload: UnsafeRawBufferPointer) -> CallError {
    let offset = UTF8Repair.firstFault(in: payload)
    var root: JSONNode?
    // After the repair, the text before the error keeps its offsets.
    if let repaired = Repair.copy(payload) {
      do { root = try JSONDocument(repaired.bytes).root } catch {}
    }
    return refusal("a byte that is not UTF-8", at: offset, in: root)
  }

  private static func refusal(_ what: String, at offset: Int, in root: JSONNode?) -> CallError {
    let place = root.map { pointer(at: offset, in: $0) } ?? ""
    return CallError(
      .argument,
      """
      the payload contains \(what)\(place.isEmpty ? "" : " in \(place)"), at byte \(offset). Correct it. \
      Nothing was sent.
      """
    )
  }
}
