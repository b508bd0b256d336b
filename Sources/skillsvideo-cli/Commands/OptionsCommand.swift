import ArgumentParser
import Glibc

struct OptionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "options",
    abstract: "List the options of the library, for --option NAME=VALUE.",
    discussion: """
      For each option: its default in brackets, its unit, its smallest and
      largest value, and its description. A flag is 0 or 1.

      EXAMPLE
        skillsvideo generate google/nano-banana-pro prompt=fox --option poll_interval_ms=500
      """)

  func run() throws {
    let out = OutputDescriptor(STDOUT_FILENO)
    for option in EngineOption.all where option.name != "api_key" {
      let range = option.range.map { ", \($0.lowerBound) to \($0.upperBound)" } ?? ""
      let bounds = option.unit == "flag" ? "" : range
      out.line("\(option.name) [\(option.fallback)] \(option.unit)\(bounds)\n    \(option.help)")
    }
  }
}
