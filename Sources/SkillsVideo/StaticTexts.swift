import CLinux
import SVEngine

/// Texts that live as long as the process.
enum StaticTexts {
  static func pointer(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Made once: what it names cannot change while the libraries are loaded.
  static func version() -> UnsafePointer<CChar>? {
    clinux_prepare()
    clinux_lock()
    defer { clinux_unlock() }
    return clinux_text_once(Version.description)
  }
}
