import ArgumentParser
import Glibc
import SVText

/// Converts records to shell variables. skillsvideo.sh uses this, because shells cannot parse JSON.
struct VariablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell-variables",
    abstract: "Convert records on standard input to assignments for a POSIX shell.",
    discussion: """
      Two lines for each record: the assignments of its values, then that of
      SV_RECORD. Values are quoted for eval. The variable sv__nl must contain a
      line end.
      """,
    shouldDisplay: false)

  func run() throws {
    // These signals are meant for the command before the pipe. Its last records must still be read.
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
    let out = OutputDescriptor(STDOUT_FILENO)
    var files: [String] = []
    while let line = readLine(strippingNewline: true) {
      guard let record = JSON.parse(Array(line.utf8)), record.kind == .object else { continue }
      if record["event"]?.isString("downloaded") == true, let path = record["path"]?.string {
        files.append(path)
      }
      let assignments = ShellVariables(record, files: files).assignments
      out.line(assignments.map { "\($0.name)=\(ShellVariables.word($0.value))" }.joined(separator: " "))
      out.line("SV_RECORD=" + ShellVariables.word(line))
    }
  }
}

/// The values of a record, under the names used in shell scripts.
struct ShellVariables {
  let assignments: [(name: String, value: String)]
  private static let texts = [
    ("event", "SV_EVENT"), ("generation_id", "SV_ID"), ("error", "SV_ERROR"), ("message", "SV_MESSAGE"),
    ("endpoint", "SV_ENDPOINT"), ("remedy", "SV_REMEDY"), ("charge_state", "SV_CHARGE"),
    ("category", "SV_CATEGORY"),
    ("code", "SV_CODE"),
  ]
  private static let others = [
    ("status", "SV_STATUS"), ("retry_after_ms", "SV_RETRY_AFTER_MS"), ("exit_status", "SV_EXIT"),
  ]

  init(_ record: JSONNode, files: [String]) {
    var found = Self.texts.compactMap { key, name in record[key]?.string.map { (name, $0) } }
    found += Self.others.compactMap { key, name in JSON.scalar(record[key]).map { (name, $0) } }
    if let retry = record["should_retry"]?.boolean { found.append(("SV_RETRY", retry ? "yes" : "no")) }
    if let outputs = record["outputs"] {
      found.append(("SV_URLS", Self.lines(outputs.elements.compactMap { $0["url"]?.string })))
    }
    if let guidance = record["guidance"] {
      found.append(("SV_GUIDANCE", Self.lines(guidance.elements.compactMap { $0.string })))
    }
    if let fields = record["fields"] {
      found.append(("SV_FIELDS", Self.lines(fields.elements.compactMap { $0["name"]?.string })))
    }
    if let template = record["request_template"] { found.append(("SV_TEMPLATE", JSON.line(template))) }
    if let problems = record["problems"] {
      found.append(("SV_PROBLEMS", Self.lines(problems.elements.map(Self.problem))))
    }
    if let used = JSON.scalar(record["usage"]?["total"]) { found.append(("SV_CREDITS_USED", used)) }
    let credits = record["credits"]
    let balances = [record["balance"], credits?["after"], credits?["before"]]
    if let balance = balances.lazy.compactMap({ JSON.scalar($0) }).first {
      found.append(("SV_BALANCE", balance))
    }
    if !files.isEmpty { found.append(("SV_FILES", Self.lines(files))) }
    assignments = found
  }

  /// "/prompt: string expected, 7 found".
  private static func problem(_ problem: JSONNode) -> String {
    let place = problem["pointer"]?.string ?? ""
    let words = [("expected", problem["expected"]), ("found", problem["found"])].compactMap { word, node in
      JSON.scalar(node).map { "\($0) \(word)" }
    }
    return (place.isEmpty ? "the payload" : place) + ": " + words.joined(separator: ", ")
  }

  private static func lines(_ texts: [String]) -> String {
    texts.joined(separator: "\n")
  }

  /// Quotes a text for eval, on one line. NUL is removed, because shell variables cannot contain it.
  static func word(_ text: String) -> String {
    var word = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": word += "'\\''"
      case "\n": word += "'\"$sv__nl\"'"
      case "\0": break
      default: word.unicodeScalars.append(scalar)
      }
    }
    return word + "'"
  }
}
