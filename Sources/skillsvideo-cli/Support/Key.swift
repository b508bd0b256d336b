import SVProtocol
import SVText

/// Checks the API key, and explains how to get one. The key is never printed.
enum Key {
  static let variable = "SKILLS_VIDEO_API_KEY"
  static let present = "\(variable) is set."
  private static let dashboard = Remedy.keys.description
  private static let missing = "\(variable) is not set, so there is no key for skills.video."
  private static let steps = [
    "Sign in at \(dashboard).",
    "Choose \"Create API Key\" and copy the key.",
    "Set \(variable) in your environment and run the command again.",
  ]
  private static let examples = [
    "export \(variable)='YOUR_API_KEY'",
    "echo \"export \(variable)='YOUR_API_KEY'\" >> ~/.profile",
  ]

  /// White space alone does not count as a key.
  static var isSet: Bool {
    System.environment(variable)?.contains { !$0.isWhitespace } ?? false
  }

  /// Why the engine would reject the key; nil if it would not.
  static var problem: String? {
    do {
      let client = try LibraryClient()
      try client.set("api_key", System.environment(variable) ?? "")
      return nil
    } catch {
      return "\(variable) is set, but it cannot be a key: \(error.message)"
    }
  }

  static var advice: String {
    var lines = [missing, "", "To get one:"]
    for (index, step) in steps.enumerated() { lines.append("  \(index + 1). \(step)") }
    lines += ["", "To set it for this shell, or for every later one:"]
    lines += examples.map { "  \($0)" }
    return (lines + ["", "To try without a key, at no cost: add --simulate to 'skillsvideo generate'."])
      .joined(
        separator: "\n")
  }

  /// Reports that the key is missing. Every networked command does this.
  static func refuse(_ streams: Streams, json: Bool) -> Int32 {
    if json { streams.out.line(missingRecord(event: "error")) }
    streams.err.line("skillsvideo: " + advice)
    return ExitStatus.refused
  }

  static func presentRecord(problem: String?) -> String {
    Record.object(event: "key") { writer in
      writer.field("ok", problem == nil)
      writer.field("env_var", variable)
      writer.field("message", problem ?? present)
    }
  }

  /// The member names of the script that this command replaces.
  static func missingRecord(event: String) -> String {
    Record.object(event: event) { writer in
      if event == "error" { writer.field("error", "missing_api_key") }
      writer.field("ok", false)
      writer.field("env_var", variable)
      writer.field("message", missing)
      writer.field("dashboard_url", dashboard)
      for (name, lines) in [("how_to_get_key", steps), ("set_env_examples", examples)] {
        writer.key(name)
        writer.beginArray()
        for line in lines { writer.string(line) }
        writer.endArray()
      }
    }
  }
}
