import CSkillsVideo
import SVProtocol
import SVText

/// The checks of `skillsvideo doctor`. Each one checks a single thing, so that a failure identifies its
/// cause. Later checks are skipped if an earlier failure would make them fail too.
struct DoctorChecks {
  let options: ConnectionOptions
  private static let variable = "SKILLS_VIDEO_BASE_URL"

  init(_ options: ConnectionOptions) {
    self.options = options
  }

  func findings(offline: Bool) -> [DoctorFinding] {
    var found = [version, key, address, certificates, proxy, catalogue, simulator, preview]
    if offline || found[2].state == .failure { return found }
    let reachable = reachability()
    found.append(reachable)
    if reachable.state != .failure && found[1].state == .ok { found.append(account()) }
    return found
  }

  private var version: DoctorFinding {
    DoctorFinding(name: "version", state: .ok, message: String(cString: sv_version_string()))
  }

  private var key: DoctorFinding {
    if !Key.isSet {
      return DoctorFinding(
        name: "key", state: .failure, message: "\(Key.variable) is not set.",
        remedy: CommandRemedy.noKey)
    }
    if let problem = Key.problem {
      return DoctorFinding(
        name: "key", state: .failure, message: problem,
        remedy: CommandRemedy.badKey)
    }
    return DoctorFinding(name: "key", state: .ok, message: Key.present)
  }

  /// The output names the source of the address, because a forgotten variable is a common mistake.
  private var address: DoctorFinding {
    let (url, source) = place
    do {
      try LibraryClient().set("base_url", url)
      return DoctorFinding(name: "address", state: .ok, message: "\(Redaction.url(url)), from \(source)")
    } catch {
      return DoctorFinding(
        name: "address", state: .failure,
        message: "\(Redaction.url(url)), from \(source), cannot be used: \(error.message)",
        remedy: CommandRemedy.badAddress(Self.variable))
    }
  }

  var baseURL: String { place.url }

  private var place: (url: String, source: String) {
    if let url = options.baseURL { return (url, "--base-url") }
    if let url = System.environment(Self.variable), !url.isEmpty { return (url, Self.variable) }
    return (EngineOption.baseURL, "the default")
  }

  private var certificates: DoctorFinding {
    let variables = [SystemSettings.certificateFileVariable, SystemSettings.certificateFolderVariable]
    for name in variables.map(\.description) {
      guard let path = System.environment(name), !path.isEmpty else { continue }
      if System.exists(path) {
        return DoctorFinding(name: "certificates", state: .ok, message: "\(path), from \(name)")
      }
      return DoctorFinding(
        name: "certificates", state: .failure, message: "\(name) names \(path), which is not there.",
        remedy: CommandRemedy.badTrust(name))
    }
    let files = SystemSettings.certificateFiles.map(\.description)
    if let path = files.first(where: System.isReadableFile) {
      return DoctorFinding(name: "certificates", state: .ok, message: path)
    }
    return DoctorFinding(
      name: "certificates", state: .failure, message: "no file of certificate authorities was found.",
      remedy: CommandRemedy.noCertificates)
  }

  private var proxy: DoctorFinding {
    guard let (url, name) = Self.proxyInUse else {
      return DoctorFinding(name: "proxy", state: .ok, message: "none")
    }
    return DoctorFinding(
      name: "proxy", state: .note, message: "\(Redaction.url(url)), from \(name), for https")
  }

  /// The proxy for https that the environment sets, and the name of the variable.
  static var proxyInUse: (url: String, name: String)? {
    for name in SystemSettings.proxyVariables.map(\.description) {
      if let url = System.environment(name)?.trimmedASCII, !url.isEmpty { return (url, name) }
    }
    return nil
  }

  private var catalogue: DoctorFinding {
    if let catalogue = Catalogue.shipped {
      let count = catalogue.models.count
      return DoctorFinding(
        name: "catalogue", state: .ok, message: "\(Catalogue.folder ?? ""), \(count) models")
    }
    return DoctorFinding(
      name: "catalogue", state: .note,
      message: "none was found: only n, seed and duration become numbers, and models cannot be completed.")
  }

  private var simulator: DoctorFinding {
    Simulation.find().map { DoctorFinding(name: "simulator", state: .ok, message: $0) }
      ?? DoctorFinding(name: "simulator", state: .note, message: "none was found: --simulate cannot be used.")
  }

  private var preview: DoctorFinding {
    Programs.onPath("chafa").map { DoctorFinding(name: "preview", state: .ok, message: $0) }
      ?? DoctorFinding(
        name: "preview", state: .note, message: "chafa is not installed: pictures are saved, not shown.")
  }
}

/// Removes user name and password from URLs.
enum Redaction {
  static func url(_ url: String) -> String {
    let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
    let authority = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let sign = authority.lastIndex(of: "@") else { return url }
    return url[..<start] + "***" + url[sign...]
  }
}
