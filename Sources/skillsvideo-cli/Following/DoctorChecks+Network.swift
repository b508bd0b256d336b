import CSkillsVideo
import Glibc

/// The checks that send a request.
extension DoctorChecks {
  /// Any answer over a trusted connection is enough. The request is sent without the key.
  func reachability() -> DoctorFinding {
    var finding = DoctorFinding(name: "connection", state: .ok, message: "")
    do throws(CommandError) {
      let client = try client()
      let path = temporaryPath()
      defer { unlink(path) }
      let job = try client.startDownload(baseURL, to: path, tag: 1)
      try Follower(client, Reporter(Streams(), options, isSilent: true)).follow([job])
      guard let result = job.result else { return finding }
      if result.httpStatus > 0 {
        finding.message = "the address answers"
      } else {
        finding = Self.unreachable(Self.reason(result.message))
      }
    } catch {
      finding = Self.unreachable(error.message)
    }
    return finding
  }

  /// libcurl's error, without the engine's words around it, which are about a file.
  private static func reason(_ message: String) -> String {
    let start = message.firstRange(of: "failed: ")?.upperBound ?? message.startIndex
    let end = message[start...].firstRange(of: ". The generation")?.lowerBound ?? message.endIndex
    return String(message[start..<end])
  }

  /// For names, ports, certificates and proxies, libcurl's message is shown, because it contains the host.
  private static func unreachable(_ message: String) -> DoctorFinding {
    DoctorFinding(
      name: "connection", state: .failure, message: message, remedy: CommandRemedy.unreachable(message))
  }

  func account() -> DoctorFinding {
    do throws(CommandError) {
      let client = try client()
      let job = try client.startCredits()
      try Follower(client, Reporter(Streams(), options, isSilent: true)).follow([job])
      guard let result = job.result else {
        return DoctorFinding(name: "account", state: .note, message: "interrupted")
      }
      if result.status == SV_OK {
        return DoctorFinding(name: "account", state: .ok, message: "the key is accepted")
      }
      return DoctorFinding(name: "account", state: .failure, message: result.message)
    } catch {
      return DoctorFinding(name: "account", state: .failure, message: error.message)
    }
  }

  private func client() throws(CommandError) -> LibraryClient {
    let client = try LibraryClient()
    try client.set("total_timeout_ms", "20000")
    try options.apply(to: client)
    return client
  }

  private func temporaryPath() -> String {
    let folder = System.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    return "\(folder)/skillsvideo-doctor-\(getpid())-\(System.monotonicMilliseconds())"
  }
}
