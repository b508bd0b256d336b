import CLinux
import SVProtocol
import SVText

/// The environment, read once when a client is created. In a program with more rights than its caller
/// (set-uid, set-gid, file capabilities) every variable counts as unset. Otherwise the caller could set an
/// address that receives the program's key.
struct Environment {
  let key: Secret?
  let baseURL: String?
  let proxy: String?
  /// The name of the variable with the proxy.
  let proxyVariable: String?
  let noProxy: String?
  let certificateFile: String?
  let certificateDirectory: String?

  init() {
    clinux_environment_clean()
    key = Environment.secret("SKILLS_VIDEO_API_KEY")
    baseURL = Environment.value("SKILLS_VIDEO_BASE_URL")
    (proxyVariable, proxy) = Environment.first(of: SystemSettings.proxyVariables) ?? (nil, nil)
    noProxy = Environment.first(of: SystemSettings.noProxyVariables)?.value
    certificateFile = Environment.value(SystemSettings.certificateFileVariable)
    certificateDirectory = Environment.value(SystemSettings.certificateFolderVariable)
  }

  private static func first(of names: [StaticString]) -> (name: String?, value: String?)? {
    for name in names {
      if let value = value(name) { return (name.description, value) }
    }
    return nil
  }

  /// Nil if the variable is unset or blank.
  private static func value(_ name: StaticString) -> String? {
    guard let text = clinux_environment(name.description) else { return nil }
    let trimmed = String(cString: text).trimmedASCII
    return trimmed.isEmpty ? nil : trimmed
  }

  /// The same without a String, which could not be overwritten.
  private static func secret(_ name: String) -> Secret? {
    guard let text = clinux_environment(name) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: text, count: clinux_text_length(text))
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
    else {
      return nil
    }
    return Secret(UnsafeRawBufferPointer(rebasing: bytes[first...last]))
  }
}
