@preconcurrency import Glibc

/// Shows a saved picture in the terminal with chafa, if that is installed and the terminal supports pictures.
/// Otherwise it does nothing.
enum Preview {
  private static let program = "chafa"
  private static let endings: Set<String> = [
    "png", "jpg", "jpeg", "webp", "gif", "avif", "tiff", "bmp", "svg",
  ]
  private static let largestWidth = 60
  private static let largestHeight = 20
  private static let timeout: Int64 = 10_000

  enum Mode {
    /// If standard output is a terminal that is known to show pictures.
    case automatic
    /// On any terminal; with characters if it cannot show pictures.
    case wanted
    case never
  }

  static func show(_ path: String, _ mode: Mode, on descriptor: Int32) {
    guard mode != .never, System.isTerminal(descriptor), isPicture(path) else { return }
    let known = protocolName(System.environment)
    guard mode == .wanted || known != nil, let chafa = Programs.onPath(program) else { return }
    let room = System.terminalSize(descriptor)
    let size = "\(min(room.columns, largestWidth))x\(min(max(room.rows - 4, 2), largestHeight))"
    var arguments = [chafa, "--size", size, "--animate", "off"]
    if let known { arguments += ["--format", known] }
    Programs.run(arguments + ["--", path], output: descriptor, timeout: timeout)
  }

  private static func isPicture(_ path: String) -> Bool {
    path.lastIndex(of: ".").map { endings.contains(path[path.index(after: $0)...].lowercased()) } ?? false
  }

  /// The picture protocol of the terminal, from the variables that terminals set; nil if none is known.
  /// Inside a multiplexer the variables describe the outer terminal, which does not receive the picture
  /// unchanged, so they do not count.
  static func protocolName(_ environment: (String) -> String?) -> String? {
    let terminal = environment("TERM") ?? ""
    if environment("TMUX") != nil || environment("STY") != nil || terminal == "dumb" { return nil }
    if terminal == "xterm-kitty" || terminal == "xterm-ghostty" || environment("KITTY_WINDOW_ID") != nil {
      return "kitty"
    }
    switch environment("TERM_PROGRAM") {
    case "iTerm.app", "WezTerm", "mintty": return "iterm"
    case "ghostty": return "kitty"
    default: break
    }
    let sixel = ["foot", "mlterm", "contour", "yaft", "sixel"]
    return sixel.contains(where: terminal.contains) ? "sixels" : nil
  }
}
