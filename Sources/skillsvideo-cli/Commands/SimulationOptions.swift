import ArgumentParser

/// Options to try a command without the platform.
struct SimulationOptions: ParsableArguments {
  @Flag(
    help:
      """
      Use a local platform that is started for this call: no key, no network, no cost. Only --save keeps \
      its files.
      """
  )
  var simulate = false

  @Option(
    help: ArgumentHelp(
      "With --simulate: a fault to try; 'skillsvideo-simulator --list-faults' lists them. Repeatable.",
      valueName: "name[=value]"))
  var fault: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      With --simulate: an option of skillsvideo-simulator without its dashes, such as latency-ms=3000. May \
      be repeated.
      """,
      valueName: "name=value"))
  var simulatorOption: [String] = []

  /// The simulator's arguments; nil to use the real platform.
  var simulatorArguments: [String]? {
    simulate ? fault.flatMap { ["--fault", $0] } + simulatorOption.map { "--" + $0 } : nil
  }

  func validate() throws {
    if !simulate && !(fault.isEmpty && simulatorOption.isEmpty) {
      throw ValidationError("--fault and --simulator-option go with --simulate.")
    }
  }
}
