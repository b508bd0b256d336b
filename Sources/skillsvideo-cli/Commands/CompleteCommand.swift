import ArgumentParser
import Glibc
import SVText

/// Answers the shells' completion scripts. The scripts contain no names themselves, so they cannot differ
/// from what the command accepts.
struct CompleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Print completions for the scripts of the shells.",
    discussion: """
      Prints the completions of the last WORD, one per line; a tab and a note may
      follow. ':file' and ':directory' stand for names of files and folders. No
      line ends in a space; after a line that ends in = a value must follow.
      """,
    shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough, help: "The words of the command line after the program's name.")
  var words: [String] = []

  func run() throws {
    let out = OutputDescriptor(STDOUT_FILENO)
    let words = words.first == "--" ? Array(words.dropFirst()) : words
    guard let current = words.last else { return }
    let grammar = JSON.parse(Array(SkillsVideoCommand._dumpHelp().utf8))?["command"]
    let completion = Completion(before: Array(words.dropLast()), current: current, grammar: grammar)
    for candidate in completion.candidates
    where candidate.name.hasPrefix(current) || candidate.name.hasPrefix(":") {
      let note = ShownText.printable(candidate.note)
      out.line(note.isEmpty ? candidate.name : candidate.name + "\t" + note)
    }
  }
}
