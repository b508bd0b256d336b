import CLinux

/// Work on documents and payloads that others have written: recursive, to depths with fixed limits, and too
/// deep for small stacks.
public enum DeepStack {
  private final class Task {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs it where the stack has room for it; false when there was no memory for such a stack.
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
