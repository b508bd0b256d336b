import ArgumentParser
import Glibc

struct OptionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "options",
    abstract: "List the options of the engine, for --option NAME=VALUE.",
    discussion: """
      Each with its default in brackets and what it does. Times are in
      milliseconds.

      EXAMPLE
        skillsvideo generate google/nano-banana-pro prompt=fox --option poll_interval_ms=500
      """)

  func run() throws {
    let out = Output(STDOUT_FILENO)
    for option in EngineOption.all where option.name != "api_key" {
      out.line("\(option.name) [\(option.fallback)]\n    \(Self.plain(option.help))")
    }
  }

  /// Without the note on which call takes the option, which is for callers of the library.
  private static func plain(_ help: String) -> String {
    let note = "Client: "
    guard help.hasPrefix(note) else { return help }
    let rest = help.dropFirst(note.count)
    return rest.prefix(1).uppercased() + rest.dropFirst()
  }
}
