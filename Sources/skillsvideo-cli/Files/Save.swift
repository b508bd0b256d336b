import CSkillsVideo
import SVText

/// Downloads the files of a successful generation, several at once. A file appears only when it is complete
/// and never replaces another. A failed download can be repeated at no cost.
final class Save {
  struct Saved {
    var path: String
    var media: Media
  }
  struct Failed {
    var media: Media
    var message: String
  }

  private let client: LibraryClient
  private let reporter: Reporter
  private let folder: String
  private let stem: String
  private var waiting: [(index: Int, media: Media)]
  private var places: [UInt64: Place] = [:]
  private var saved: [Int: Saved] = [:]
  private var failed: [Int: Failed] = [:]
  private static let atOnce = 4

  /// The path of a download in progress.
  private struct Place {
    var index: Int
    var media: Media
    var path: String
    var next: NameRetry
  }

  init(_ client: LibraryClient, _ reporter: Reporter, _ media: [Media], folder: String, stem: String) {
    self.client = client
    self.reporter = reporter
    self.folder = folder
    self.stem = stem
    waiting = media.enumerated().map { (index: $0.offset, media: $0.element) }
  }

  /// Creates the folder before anything is paid for.
  static func prepare(folder: String) throws(CommandError) {
    do {
      try System.makeFolder(folder)
    } catch {
      throw .file("the folder \(folder) cannot be written: \(error.text). Nothing was sent.")
    }
  }

  func run() throws(CommandError) -> (saved: [Saved], failed: [Failed]) {
    reporter.expectDownloads(waiting.count)
    reporter.finalPath = { [self] in finalPath($0, $1) }
    defer { reporter.finalPath = nil }
    var first: [RunningJob] = []
    while first.count < Self.atOnce, let job = startNext() { first.append(job) }
    try Follower(client, reporter).follow(first) { job throws(CommandError) in
      self.ended(job) ?? self.startNext()
    }
    return (saved.sorted { $0.key < $1.key }.map(\.value), failed.sorted { $0.key < $1.key }.map(\.value))
  }

  /// The number of files not yet saved, for example after Ctrl-C.
  var remaining: Int { waiting.count + places.count }

  private func startNext() -> RunningJob? {
    while !waiting.isEmpty && !Interrupt.isRequested {
      let (index, media) = waiting.removeFirst()
      if let job = start(index, media, NameRetry()) { return job }
    }
    return nil
  }

  private func start(_ index: Int, _ media: Media, _ next: NameRetry) -> RunningJob? {
    let ending = FileName.ending(name: media.fileName, contentType: media.contentType, url: media.url)
    let path = freePath(index, ending)
    let tag = UInt64(index) + 1
    do {
      let job = try client.startDownload(media.url, to: path, type: media.contentType, tag: tag)
      places[tag] = Place(index: index, media: media, path: path, next: next)
      return job
    } catch {
      failed[index] = Failed(media: media, message: error.message)
      return nil
    }
  }

  private func finalPath(_ tag: UInt64, _ record: JSONNode) -> String {
    guard let place = places[tag] else { return "" }
    let path = DetectedExtension { self.freePath(place.index, $0) }.finalPath(place.path, record)
    places[tag]?.path = path
    return path
  }

  private func freePath(_ index: Int, _ ending: String?) -> String {
    let own = Set(places.values.map(\.path))
    return FileName.free(folder: folder, stem: stem, index: index, ending: ending) {
      own.contains($0) || System.exists($0)
    }
  }

  /// Handles the end of a download.
  private func ended(_ job: RunningJob) -> RunningJob? {
    guard var place = places.removeValue(forKey: job.tag), let result = job.result else { return nil }
    switch Int(result.status) {
    case SV_OK:
      saved[place.index] = Saved(path: place.path, media: place.media)
    case SV_ERR_FILE where place.next.shouldRetry(after: result, at: place.path):
      return start(place.index, place.media, place.next)
    case SV_ERR_STOPPED where Interrupt.isRequested:
      waiting.append((index: place.index, media: place.media))
    default:
      failed[place.index] = Failed(media: place.media, message: result.message)
    }
    return nil
  }
}
