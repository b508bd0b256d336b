import SVText
import NIOCore
import SimulatorPictures

/// Contents of a file that do not match its URL and its content type.
enum OutputBytes: String, CaseIterable, Sendable {
  case png, jpeg, webp
  case empty, script, elf, pe, macho, text, json, html

  static let names = allCases.map(\.rawValue)

  /// Nil for pictures, which are drawn.
  var bytes: [UInt8]? {
    switch self {
    case .png, .jpeg, .webp: nil
    case .empty: []
    case .script: Array("#!/bin/sh\necho \"this is not a picture\"\n".utf8)
    case .elf: program([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0])
    case .pe: program([0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0])
    case .macho: program([0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1])
    case .text: Array("The picture is not ready yet.\n".utf8)
    case .json: Array(#"{"error":"NOT_READY","message":"The picture is not ready yet."}"#.utf8)
    case .html: Array("<!DOCTYPE html><html><body>The picture is not ready yet.</body></html>\n".utf8)
    }
  }

  var format: Artwork.Format? {
    switch self {
    case .png: .png
    case .jpeg: .jpeg
    case .webp: .webp
    default: nil
    }
  }

  private func program(_ start: [UInt8]) -> [UInt8] { start + Array(repeating: 0, count: 2048) }
}

/// Unusual forms of a file's URL.
enum OutputAddress: String, CaseIterable, Sendable {
  case exe, sh, bare, space, umlaut, query, parents

  static let names = allCases.map(\.rawValue)

  /// The last path segment, and the query. `name` is the normal one, such as `0.png`.
  func changed(_ name: String) -> (name: String, query: String) {
    let stem = name.prefix { $0 != "." }
    switch self {
    case .exe: return (stem + ".exe", "")
    case .sh: return (stem + ".sh", "")
    case .bare: return (String(stem), "")
    case .space: return ("a red fox " + name, "")
    case .umlaut: return ("f\u{FC}chse-" + name, "")
    case .query: return (name, "?name=r\u{F6}d fox&size=1")
    case .parents: return ("..%2F..%2F..%2Fevil.sh", "")
    }
  }

  /// The member `file_name` of the output; empty if only the URL contains the name.
  func fileName(_ name: String) -> String {
    self == .parents ? "../../../evil.sh" : changed(name).name
  }
}

extension String {
  /// The text with `%XX` decoded.
  var percentDecoded: String {
    withSlice { text in
      var meant = PercentEncoding.Bytes(text)
      var bytes: [UInt8] = []
      while let byte = meant.next() { bytes.append(byte) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
