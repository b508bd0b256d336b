/// A field of a request on the command line.
struct PayloadField {
  enum Value {
    /// FIELD=TEXT: the model's type for the field decides the JSON type.
    case text(String)
    /// FIELD:=JSON: validated and sent unchanged.
    case json(String)
    /// FIELD@=PATH: the file is uploaded with the request.
    case file(String)
  }

  var name: String
  var value: Value

  init(argument: String) throws(CommandError) {
    guard let sign = argument.firstIndex(of: "=") else {
      throw .refused("'\(argument)' is not FIELD=TEXT, FIELD:=JSON or FIELD@=PATH.")
    }
    let text = String(argument[argument.index(after: sign)...])
    let isJSON = argument[..<sign].hasSuffix(":")
    let isFile = argument[..<sign].hasSuffix("@")
    name = String(isJSON || isFile ? argument[..<sign].dropLast() : argument[..<sign])
    if name.isEmpty { throw .refused("'\(argument)' has no field name before its '='.") }
    if isFile {
      if text.isEmpty { throw .refused("'\(argument)' names no file after '@='.") }
      value = .file(text)
    } else {
      value = isJSON ? .json(try Self.checked(text, name)) : .text(text)
    }
  }

  private static func checked(_ text: String, _ name: String) throws(CommandError) -> String {
    do {
      _ = try JSON.parse(Array(text.utf8), from: "\(name):=")
      return text
    } catch {
      throw .refused("\(error.message) For text, leave the colon out: \(name)=TEXT.")
    }
  }
}

/// The catalogue's type of a field.
struct FieldType {
  enum Kind {
    case text, number, integer, boolean, null, list, object
  }

  var kinds: Set<Kind> = []
  /// The types of the elements, if the field takes a list.
  var items: Set<Kind> = []

  /// For a field that is not in the catalogue. These three fields are numbers for every model that has them.
  static func guess(_ name: String) -> FieldType {
    switch name {
    case "n", "seed", "duration": FieldType(kinds: [.number, .text])
    default: FieldType(kinds: [.text])
    }
  }

  /// If the field only takes a list, a single text becomes a list of one.
  var wantsList: Bool { kinds.contains(.list) && !kinds.contains(.text) }

  /// The JSON for a text from the command line.
  func convert(_ text: String, field: String, asElement: Bool) throws(CommandError) -> String {
    let kinds = asElement && self.kinds.contains(.list) ? items : self.kinds
    if kinds.contains(.boolean), text == "true" || text == "false" { return text }
    if kinds.contains(.number) || kinds.contains(.integer), NumberText.isNumber(text) { return text }
    if kinds.contains(.null), !kinds.contains(.text), text == "null" { return text }
    if kinds.contains(.text) || kinds.isEmpty { return JSON.quoted(text) }
    throw .refused(
      """
      \(field) is \(Self.words(for: kinds)) for this model, not '\(text)'. Other JSON can be sent with \
      \(field):=JSON, \
      text with \(ShownText.shellWord("\(field):=\(JSON.quoted(text))")).
      """)
  }

  private static func words(for kinds: Set<Kind>) -> String {
    let words: [(kind: Kind, word: String)] = [
      (.number, "a number"), (.integer, "an integer"), (.boolean, "true or false"), (.list, "a list"),
      (.object, "an object"),
      (.null, "null"),
    ]
    return words.filter { kinds.contains($0.kind) }.map(\.word).joined(separator: " or ")
  }
}

/// The grammar of JSON numbers. It is stricter than most number parsers: no leading plus, zero or point.
enum NumberText {
  static func isNumber(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let whole = digits(&rest)
    guard whole.count == 1 || (whole.count > 1 && whole.first != UInt8(ascii: "0")) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      if digits(&rest).isEmpty { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      if digits(&rest).isEmpty { return false }
    }
    return rest.isEmpty
  }

  private static func digits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let found = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(found.count)
    return found
  }
}
