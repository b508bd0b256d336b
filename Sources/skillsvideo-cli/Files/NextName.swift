import CSkillsVideo

/// Lets a file whose name another program takes during the download be fetched again under the next free name.
struct NextName {
  private static let triesMax = 100
  private var tries = 1

  /// Whether the download failed because `path`, which was free before, is taken now.
  mutating func isDue(after result: Job.Result, at path: String) -> Bool {
    guard result.status == SV_ERR_FILE, System.exists(path), tries < Self.triesMax, !Interrupt.isRequested else {
      return false
    }
    tries += 1
    return true
  }
}
