import ArgumentParser
import Glibc
import SVText

/// What the completion scripts of the shells ask. All that they know comes from here, so that they cannot
/// differ from what the command takes.
struct CompleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Answer the completion scripts of shells.",
    discussion: """
      Prints what the last WORD can become, one a line, with a tab and a note
      where there is one. ':file' and ':directory' alone ask for names of files
      and folders. No line ends in a space; one that ends in = wants a value.
      """,
    shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough, help: "The words of the command line behind its name.")
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
