import CLinux
import SVProtocol
import SVText

/// Converts texts from C.
public enum CArgument {
  /// Rejects a text that is not UTF-8. If it were repaired, a path could name another file, and an id another
  /// generation.
  public static func text(_ pointer: UnsafePointer<CChar>, _ name: String) throws(CallError) -> String {
    let bytes = UnsafeRawBufferPointer(start: pointer, count: clinux_text_length(pointer))
    guard JSONText.isValidUTF8(bytes) else {
      throw CallError(
        .argument, "\(name) is not UTF-8, at byte \(UTF8Repair.firstFault(in: bytes)). Nothing was sent.")
    }
    return String(cString: pointer)
  }

  /// Nil for NULL.
  public static func optional(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(CallError) -> String? {
    guard let pointer else { return nil }
    return try text(pointer, name)
  }
}
