import CSkillsVideo
import SVProtocol
import SVText

/// Makes names for saved files, preferably from the prompt. A name never leaves its folder, is never hidden,
/// and never looks like an option, whatever the platform sends.
enum FileName {
  private static let longestStem = 48
  private static let longestStemBytes = 120
  /// "A red fox, on a hill!" becomes "a-red-fox-on-a-hill". Letters and digits of all scripts are kept. Long
  /// texts are truncated, between words if possible. Returns nil if nothing is left.
  static func slug(_ text: String) -> String? {
    var slug = ""
    var word = ""
    for scalar in text.unicodeScalars {
      let isPart = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || isMark(scalar)
      if isPart {
        word += scalar.properties.lowercaseMapping
        if fits(word) { continue }
        return slug.isEmpty ? cut(word) : slug
      }
      if word.isEmpty { continue }
      guard let longer = joined(slug, word) else { return slug.isEmpty ? cut(word) : slug }
      slug = longer
      word = ""
    }
    if word.isEmpty { return slug.isEmpty ? nil : slug }
    return joined(slug, word) ?? slug
  }

  private static func joined(_ slug: String, _ word: String) -> String? {
    let longer = slug.isEmpty ? word : slug + "-" + word
    return fits(longer) ? longer : nil
  }

  private static func fits(_ text: String) -> Bool {
    text.utf8.count <= longestStemBytes && text.count <= longestStem
  }

  private static func cut(_ word: String) -> String {
    var word = word
    while !fits(word) { word.unicodeScalars.removeLast() }
    return word
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: true
    default: false
    }
  }

  /// The file name for a generation without a prompt.
  static func stem(generationID: String) -> String {
    let safe = generationID.unicodeScalars.map { scalar -> Character in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPlain || scalar == "_" || scalar == "-" ? Character(scalar) : "_"
    }
    let stem = String(safe.prefix(longestStem))
    return stem.isEmpty || stem.hasPrefix("-") ? "generation" + stem : stem
  }

  /// The file extension: from the name, else from the content type, else from the URL. Returns nil if none is
  /// known.
  static func ending(name: String?, contentType: String?, url: String) -> String? {
    ending(of: name ?? "") ?? contentType.flatMap(MediaTypeTable.ending(ofType:))
      ?? ending(of: lastPathComponent(url))
  }

  /// The file extension for a detected type; nil if the extension in the path is suitable.
  static func ending(detectedType type: String?, named path: String) -> String? {
    let right = MediaTypeTable.endings(ofDetected: type ?? "")
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    return right.contains(ending) ? nil : right.first
  }

  /// Only extensions of media are accepted, so that a name from the platform cannot make the file a program
  /// or a web page.
  private static func ending(of name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return MediaTypeTable.isHarmless(ending: ending) ? ending : nil
  }

  /// The file name from a URL: its last path segment without the extension.
  static func stem(url: String) -> String {
    let last = lastPathComponent(url)
    let name = ending(of: last) == nil ? last[...] : last[..<(last.lastIndex(of: ".") ?? last.endIndex)]
    return slug(String(name)) ?? "download"
  }

  /// The host is removed, because its last label would look like an extension.
  private static func lastPathComponent(_ url: String) -> String {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    guard let scheme = path.firstRange(of: "://") else { return "" }
    let parts = path[scheme.upperBound...].split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    return String(parts.last ?? "")
  }

  /// `stem-1.png` in the folder, or `stem-1-2.png` and so on if that exists. If it is the only file,
  /// `stem.png`.
  static func free(
    folder: String, stem: String, index: Int? = nil, ending: String?, isTaken: (String) -> Bool
  ) -> String {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let base = (folder == "." ? "" : prefix) + stem + (index.map { "-\($0 + 1)" } ?? "")
    let end = ending.map { "." + $0 } ?? ""
    var path = base + end
    var number = 2
    while isTaken(path) {
      path = "\(base)-\(number)\(end)"
      number += 1
    }
    return path
  }
}

/// Counts how often a download was repeated under the next free name, because another program created the
/// file first.
struct NameRetry {
  private static let triesMax = 100
  private var tries = 1

  /// Whether the download failed because `path`, which was free before, now exists.
  mutating func shouldRetry(after result: RunningJob.Result, at path: String) -> Bool {
    let isTaken = result.status == SV_ERR_FILE && System.exists(path)
    guard isTaken, tries < Self.triesMax, !Interrupt.isRequested else { return false }
    tries += 1
    return true
  }
}

/// Gives a downloaded file the extension of its detected type. The engine detects the type from the first
/// bytes and reports it in the record.
struct DetectedExtension {
  /// Returns a free path with this extension.
  var freePath: (_ ending: String) -> String
  private static let tries = 100

  /// Renames the file if its extension is wrong, and returns its path. If it cannot be renamed, it keeps its
  /// path.
  func finalPath(_ path: String, _ record: JSONNode) -> String {
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
