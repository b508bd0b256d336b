/// The HTML Standard's algorithm, literally, over decoded text. It is slow and simple; the parser is compared
/// with it.
enum SSEReference {
  static func outcome(_ bytes: [UInt8]) -> SSEOutcome {
    var text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    if text.first == "\u{FEFF}" { text.removeFirst() }
    var outcome = SSEOutcome()
    var data = ""
    var name = ""
    var id = ""
    for line in finishedLines(text) {
      if line.isEmpty {
        outcome.lastEventID = id
        if !data.isEmpty {
          data.unicodeScalars.removeLast()
          outcome.messages.append(SSEExpectation(data, name: name.isEmpty ? "message" : name, id: id))
        }
        data = ""
        name = ""
        continue
      }
      let (field, value) = parts(line)
      switch field {
      case "event": name = value
      case "data": data.unicodeScalars.append(contentsOf: (value + "\n").unicodeScalars)
      case "id": if !value.unicodeScalars.contains("\0") { id = value }
      case "retry": if let number = number(value) { outcome.retry = number }
      default: break
      }
    }
    return outcome
  }

  private static func finishedLines(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = []
    var line: [Unicode.Scalar] = []
    for (index, scalar) in text.enumerated() {
      switch scalar {
      case "\n" where index > 0 && text[index - 1] == "\r": break
      case "\n", "\r":
        lines.append(line)
        line = []
      default: line.append(scalar)
      }
    }
    return lines
  }

  private static func parts(_ line: [Unicode.Scalar]) -> (field: String, value: String) {
    guard let colon = line.firstIndex(of: ":") else { return (string(line), "") }
    var value = line[(colon + 1)...]
    if value.first == " " { value.removeFirst() }
    return (string(line[..<colon]), string(value))
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private static func number(_ value: String) -> Int64? {
    guard !value.isEmpty, value.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int64(value) ?? .max
  }
}
