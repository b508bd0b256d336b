import Glibc

/// A line at the bottom of the terminal that is redrawn, and erased at the end. It goes to standard error, so
/// that standard output contains results only.
final class ProgressLine {
  private let output: OutputDescriptor
  private let color: Bool
  private var isDrawn = false
  private var drawnAt: Int64 = 0
  private var needsDrawing = true
  private static let shortestPause: Int64 = 100

  /// Nil if standard error is not a terminal that can move its cursor.
  init?(_ output: OutputDescriptor) {
    guard System.isTerminal(output.descriptor) else { return nil }
    let terminal = System.environment("TERM") ?? ""
    if terminal == "dumb" { return nil }
    self.output = output
    color = (System.environment("NO_COLOR") ?? "").isEmpty && !terminal.isEmpty
  }

  /// Marks the text as changed.
  func touch() {
    needsDrawing = true
  }

  /// The time until `draw` is due: at most ten times a second after changes, and once a second for the clock.
  /// In milliseconds.
  func pause(at now: Int64) -> Int64 {
    let next = drawnAt + (needsDrawing ? Self.shortestPause : 1000)
    return isDrawn ? max(0, next - now) : 0
  }

  func draw(_ state: ProgressState, at now: Int64) {
    guard pause(at: now) == 0 else { return }
    drawnAt = now
    needsDrawing = false
    isDrawn = true
    Interrupt.lineIsOpen(true)
    output.write("\r\u{1B}[K" + render(state, at: now))
  }

  func clear() {
    guard isDrawn else { return }
    isDrawn = false
    needsDrawing = true
    output.write("\r\u{1B}[K")
    Interrupt.lineIsOpen(false)
  }

  private func render(_ state: ProgressState, at now: Int64) -> String {
    var room = System.terminalSize(output.descriptor).columns - 1
    var line = ""
    for (index, part) in state.parts(at: now).enumerated() where !part.isEmpty && room > 2 {
      let gap = line.isEmpty ? "" : "  "
      let shown = String(Self.plain(part).prefix(room - gap.count))
      room -= gap.count + shown.count
      line += gap + (color && index == 0 ? "\u{1B}[1m\(shown)\u{1B}[0m" : shown)
    }
    return line
  }

  /// Only characters of one column, so that the line never wraps: a wrapped line cannot be redrawn.
  private static func plain(_ text: String) -> String {
    String(text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" })
  }
}
