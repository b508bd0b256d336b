import CLinux

/// Runs work on untrusted documents and payloads. It is recursive up to fixed limits, which are too deep for
/// small stacks.
public enum DeepStack {
  private final class Task {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs the work on a stack with enough room. Returns false if there was no memory for such a stack.
  public static func run(_ body: @escaping () -> Void) -> Bool {
    let task = Unmanaged.passRetained(Task(body))
    defer { task.release() }
    let run: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
      guard let context else { return }
      Unmanaged<Task>.fromOpaque(context).takeUnretainedValue().body()
    }
    return clinux_run_deep(run, task.toOpaque())
  }
}
