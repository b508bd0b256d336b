import SVJSON

/// Gives a fetched file the ending that its first bytes call for, whatever its name and its type have promised. The
/// engine's record has the type that it found in them.
struct RightEnding {
  /// A free name with this ending.
  var freePath: (_ ending: String) -> String
  private static let tries = 100

  /// Where the file is afterwards. It stays where it is if its ending is right, or if it cannot be moved.
  func settle(_ path: String, _ record: JSONNode) -> String {
    let type = record["detected_type"]?.string
    guard let ending = FileName.ending(detectedType: type, named: path) else { return path }
    for _ in 0..<Self.tries {
      let target = freePath(ending)
      if System.move(path, to: target) { return target }
      if !System.exists(target) { return path }
    }
    return path
  }
}
