import SVText

/// The media types of inputs and outputs, with their file extensions. The engine, the command and the
/// simulator use this table. The Python package has the same text, and a test compares the two.
public enum MediaTypeTable {
  /// The columns of a row, separated by semicolons: a media type and its other names; the file extensions,
  /// the usual one first; extensions of other files with the same first bytes. The last row has extensions
  /// without a type.
  private static var text: StaticString {
    """
    image/png image/apng; png apng;
    image/jpeg image/jpg; jpg jpeg;
    image/webp; webp;
    image/gif; gif;
    image/avif; avif;
    image/heic; heic heif;
    image/bmp; bmp;
    image/tiff; tiff tif;
    image/svg+xml; svg;
    video/mp4; mp4 m4v; m4a mov 3gp
    video/quicktime; mov; mp4
    video/webm; webm; mkv mka
    video/x-msvideo video/avi; avi;
    video/x-matroska; mkv;
    audio/mpeg audio/mp3; mp3; mpeg
    audio/wav audio/x-wav audio/wave; wav;
    audio/ogg; ogg oga opus; ogv
    audio/flac; flac;
    audio/aac; aac;
    audio/mp4; m4a; mp4
    model/gltf-binary; glb;
    application/json; json;
    application/zip; zip;
    text/plain; txt;
    ; aiff exr gltf hdr jxl mpg obj ply psd srt stl usdz vtt;

    """
  }

  private static let names = 0
  private static let endings = 1

  /// The media type for this file extension; nil if unknown.
  public static func type(ofEnding ending: String) -> String? {
    let ending = ending.asciiLowercased
    var type: String?
    var isFirst = true
    return find { cell, word in
      if word.isEmpty {
        (type, isFirst) = (nil, true)
      } else if cell == names, isFirst {
        (type, isFirst) = (word, false)
      }
      return cell == endings && word.isSameText(as: ending) ? type : nil
    }
  }

  /// The usual file extension for this media type, whose parameters are ignored.
  public static func ending(ofType type: String) -> String? {
    let name = type.head(before: 0x3B).asciiLowercased
    var isRow = false
    return find { cell, word in
      if word.isEmpty { isRow = false }
      if cell == names, !word.isEmpty, word.isSameText(as: name) { isRow = true }
      return cell == endings && isRow ? word : nil
    }
  }

  /// The extensions allowed for files that were detected as this type, the usual one first.
  public static func endings(ofDetected type: String) -> [String] {
    var isRow = false
    var found: [String] = []
    _ = find { cell, word in
      if word.isEmpty { isRow = false }
      if cell == names, !word.isEmpty, word.isSameText(as: type) { isRow = true }
      if cell >= endings, isRow { found.append(word) }
      return nil
    }
    return found
  }

  /// Whether files with this extension are media or data. Any other extension could turn a download into a
  /// program or a web page.
  public static func isHarmless(ending: String) -> Bool {
    let ending = ending.asciiLowercased
    return find { cell, word in
      cell >= endings && word.isSameText(as: ending) ? word : nil
    } != nil
  }

  /// Calls `answer` for each word with the number of its column, and with an empty word before each row,
  /// until it returns a text.
  private static func find(_ answer: (_ cell: Int, _ word: String) -> String?) -> String? {
    let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    var cell = names
    var start = 0
    _ = answer(names, "")
    for at in 0..<bytes.count where bytes[at] <= 0x20 || bytes[at] == 0x3B {
      if at > start {
        let word = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self)
        if let found = answer(cell, word) { return found }
      }
      start = at &+ 1
      if bytes[at] == 0x3B { cell &+= 1 }
      if bytes[at] == 0x0A {
        cell = names
        _ = answer(names, "")
      }
    }
    return nil
  }
}
