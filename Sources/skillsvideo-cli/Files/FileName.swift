import CSkillsVideo
import SVProtocol
import SVText

/// Names for saved files: from the prompt, never from what the platform sends alone, so that no name leaves
/// its folder, hides, or looks like an option.
enum FileName {
  private static let longestStem = 48
  private static let longestStemBytes = 120
  /// "A red fox, on a hill!" becomes "a-red-fox-on-a-hill". Letters and digits of every script are kept. nil
  /// when nothing is left. Long text is cut, at the end of a word where there is one.
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

  /// What to call the files of a generation without a prompt.
  static func stem(generationID: String) -> String {
    let safe = generationID.unicodeScalars.map { scalar -> Character in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPlain || scalar == "_" || scalar == "-" ? Character(scalar) : "_"
    }
    let stem = String(safe.prefix(longestStem))
    return stem.isEmpty || stem.hasPrefix("-") ? "generation" + stem : stem
  }

  /// The ending that says what is in the file: from its name, else its content type, else its address. nil
  /// when all are silent.
  static func ending(name: String?, contentType: String?, url: String) -> String? {
    ending(of: name ?? "") ?? contentType.flatMap(MediaTypeTable.ending(ofType:))
      ?? ending(of: lastPathComponent(url))
  }

  /// The ending that a file with such first bytes should have; nil if the one of its path will do.
  static func ending(detectedType type: String?, named path: String) -> String? {
    let right = MediaTypeTable.endings(ofDetected: type ?? "")
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    return right.contains(ending) ? nil : right.first
  }

  /// Endings of media alone: what the platform calls a file must not make it a program or a page.
  private static func ending(of name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return MediaTypeTable.isHarmless(ending: ending) ? ending : nil
  }

  /// What to call a file of which only the address is known: its last part without the ending.
  static func stem(url: String) -> String {
    let last = lastPathComponent(url)
    let name = ending(of: last) == nil ? last[...] : last[..<(last.lastIndex(of: ".") ?? last.endIndex)]
    return slug(String(name)) ?? "download"
  }

  /// Without the host, whose last part would look like an ending.
  private static func lastPathComponent(_ url: String) -> String {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    guard let scheme = path.firstRange(of: "://") else { return "" }
    let parts = path[scheme.upperBound...].split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    return String(parts.last ?? "")
  }

  /// `stem-1.png` in the folder, or `stem-1-2.png` and so on when that is taken; for a file that is the only
  /// one, `stem.png`.
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

/// Counts how often a file is downloaded again under the next free name, because another program took its
/// name.
struct NextName {
  private static let triesMax = 100
  private var tries = 1

  /// Whether the download failed because `path`, which was free before, is taken now.
  mutating func isDue(after result: RunningJob.Result, at path: String) -> Bool {
    let isTaken = result.status == SV_ERR_FILE && System.exists(path)
    guard isTaken, tries < Self.triesMax, !Interrupt.isRequested else { return false }
    tries += 1
    return true
  }
}

/// Gives a fetched file the ending that its first bytes call for, whatever its name and its type have
/// promised. The engine's record has the type that it found in them.
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
