import SVText

/// Completes the last word of a command line.
struct Completion {
  typealias Candidate = (name: String, note: String)
  /// The words before it, without the program's name.
  let before: [String]
  let current: String
  /// The command's description of its options, from argument-parser.
  let grammar: JSONNode?

  private static let files: Candidate = (":file", "")
  private static let directories: Candidate = (":directory", "")

  private static func commands(of node: JSONNode?) -> [JSONNode] {
    (node?["subcommands"].map { Array($0.elements) } ?? []).filter { $0["shouldDisplay"]?.boolean ?? true }
  }

  /// The command that the first words name. A group of commands is followed by the command in it.
  private var command: JSONNode? {
    var found: JSONNode?
    for word in before {
      guard let next = Self.commands(of: found ?? grammar).first(where: { $0["commandName"]?.string == word })
      else { break }
      found = next
    }
    return found
  }

  var candidates: [Candidate] {
    let command = command ?? grammar
    let inner = Self.commands(of: command)
    if let option = before.last, takesValue(option) { return values(of: option) }
    if current.hasPrefix("-") { return options(of: command) }
    if !inner.isEmpty || before.first == "help" {
      return (before.first == "help" ? Self.commands(of: grammar) : inner).map(Self.described)
    }
    switch before.first {
    case "generate", "validate": return request
    case "inspect": return positionals.isEmpty ? models : []
    case "webhook": return [Self.files]
    default: return []
    }
  }

  private static func described(_ command: JSONNode) -> Candidate {
    (command["commandName"]?.string ?? "", command["abstract"]?.string ?? "")
  }

  private func arguments(of command: JSONNode?) -> [JSONNode] {
    command?["arguments"].map { Array($0.elements) } ?? []
  }

  private static func names(of argument: JSONNode) -> [String] {
    (argument["names"].map { Array($0.elements) } ?? []).compactMap { name in
      name["name"]?.string.map { (name["kind"]?.isString("short") == true ? "-" : "--") + $0 }
    }
  }

  /// Options that were used and cannot be repeated are left out.
  private func options(of command: JSONNode?) -> [Candidate] {
    arguments(of: command).flatMap { argument -> [Candidate] in
      let names = Self.names(of: argument)
      let isDone = argument["isRepeating"]?.boolean != true && names.contains(where: before.contains)
      let note = argument["abstract"]?.string ?? ""
      return isDone ? [] : names.filter { $0.hasPrefix("--") }.map { ($0, note) }
    }
  }

  private func takesValue(_ word: String) -> Bool {
    arguments(of: command).contains {
      $0["kind"]?.isString("option") == true && Self.names(of: $0).contains(word)
    }
  }

  private func values(of option: String) -> [Candidate] {
    switch option {
    case "--save": [Self.directories]
    case "--output", "-o", "--openapi", "--docs": [Self.files]
    case "--check": CheckMode.allCases.map { ($0.rawValue, "") }
    case "--category": ["images", "videos", "audio"].map { ($0, "") }
    case "--option": EngineOption.all.filter { $0.name != "api_key" }.map { ($0.name + "=", $0.help) }
    case "--payload", "--body": current.hasPrefix("@") ? [Self.files] : []
    default: []
    }
  }

  private var models: [Candidate] { Catalogue.shipped?.models.map { ($0, "") } ?? [] }

  /// The model, then its fields, then the allowed values of a field.
  private var request: [Candidate] {
    guard let catalogue = Catalogue.shipped else { return [] }
    let given = positionals
    guard let endpoint = given.first else { return catalogue.models.map { ($0, "") } }
    if let sign = current.firstIndex(of: "=") {
      let start = current[...sign]
      return catalogue.choices(of: String(start.dropLast()), endpoint: endpoint).map { (start + $0, "") }
    }
    let taken = given.dropFirst().map { $0.prefix { $0 != "=" && $0 != ":" } }
    return catalogue.fields(of: endpoint).filter { field in !taken.contains(field.name[...]) }
      .map { ($0.name + "=", $0.summary) }
  }

  private var positionals: [String] {
    var found: [String] = []
    var isValue = false
    for word in before.dropFirst() {
      if isValue {
        isValue = false
      } else if word.hasPrefix("-") {
        isValue = takesValue(word)
      } else {
        found.append(word)
      }
    }
    return found
  }
}
