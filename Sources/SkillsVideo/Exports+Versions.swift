import CLinux
import CSkillsVideo
import SVEngine
import SVProtocol

@implementation @_cdecl("sv_version_number")
public func sv_version_number() -> UInt32 { Version.number }

@implementation @_cdecl("sv_version_string")
public func sv_version_string() -> UnsafePointer<CChar>? { StaticTexts.version() }

@implementation @_cdecl("sv_version_check")
public func sv_version_check(_ header_version: UInt32) -> Int32 {
  let isSame = header_version / 1_000_000 == Version.major && header_version / 1000 % 1000 == Version.minor
  return (isSame ? StatusCode.ok : StatusCode.misuse).rawValue
}

@implementation @_cdecl("sv_status_name")
public func sv_status_name(_ status: Int32) -> UnsafePointer<CChar>? {
  StaticTexts.pointer(StatusCode(rawValue: status).name)
}

/// Texts that live as long as the process.
enum StaticTexts {
  static func pointer(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Made once, because the versions cannot change while the libraries are loaded.
  static func version() -> UnsafePointer<CChar>? {
    clinux_prepare()
    clinux_lock()
    defer { clinux_unlock() }
    return clinux_text_once(Version.description)
  }
}
