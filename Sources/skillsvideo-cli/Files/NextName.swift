import CSkillsVideo

/// Counts how often a file is downloaded again under the next free name, because another program took its name.
struct NextName {
  private static let triesMax = 100
  private var tries = 1

  /// Whether the download failed because `path`, which was free before, is taken now.
  mutating func isDue(after result: Job.Result, at path: String) -> Bool {
    let isTaken = result.status == SV_ERR_FILE && System.exists(path)
    guard isTaken, tries < Self.triesMax, !Interrupt.isRequested else { return false }
    tries += 1
    return true
  }
}
