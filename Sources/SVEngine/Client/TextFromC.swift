import CLinux
import SVProtocol
import SVText

/// Text that comes from C.
public enum Given {
  /// Refuses what is not UTF-8: repaired, a path would name another file and an id another generation.
  public static func text(_ pointer: UnsafePointer<CChar>, _ name: String) throws(CallError) -> String {
    let bytes = UnsafeRawBufferPointer(start: pointer, count: clinux_text_length(pointer))
    guard JSONText.isValidUTF8(bytes) else {
      throw CallError(
        .argument, "\(name) is not UTF-8, at byte \(UTF8Repair.firstFault(in: bytes)). Nothing was sent.")
    }
    return String(cString: pointer)
  }

  /// nil for NULL.
  public static func optional(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(CallError) -> String? {
    guard let pointer else { return nil }
    return try text(pointer, name)
  }
}
