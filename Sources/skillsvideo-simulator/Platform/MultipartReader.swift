import CBytes
import CCrypto
import NIOCore

/// A part of multipart/form-data: a text, or a file, of which only size and hash are kept.
struct FormPart: Sendable {
  var name: String
  var fileName: String?
  var contentType: String?
  var text: [UInt8] = []
  var size = 0
  /// The SHA-256 of a file, in hexadecimal digits.
  var digest = ""

  var isFile: Bool { fileName != nil }

  var json: JSONValue {
    var members: [JSONMember] = [JSONMember(name: "name", value: .string(name))]
    if let fileName {
      members.append(JSONMember(name: "file_name", value: .string(fileName)))
      members.append(JSONMember(name: "sha256", value: .string(digest)))
    } else {
      members.append(JSONMember(name: "text", value: .string(String(decoding: text, as: UTF8.self))))
    }
    members.append(JSONMember(name: "content_type", value: .optional(contentType)))
    members.append(JSONMember(name: "bytes", value: .integer(size)))
    return .object(members)
  }
}

/// Parses multipart/form-data while it arrives, in constant memory for any file size.
final class MultipartReader {
  private enum State { case content, delimited, headers, done, broken }

  private let delimiter: [UInt8]
  private var pending = ByteBuffer()
  private var state = State.content
  /// Nil before the first delimiter.
  private var part: FormPart?
  private var hash: OpaquePointer?
  private(set) var parts: [FormPart] = []
  private(set) var received = 0
  private let textLimit = 10 << 20

  /// Nil if the content type is another one or has no boundary.
  init?(contentType: String?) {
    guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data"),
      let place = contentType.range(of: "boundary=")
    else { return nil }
    let boundary = contentType[place.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" && $0 != " " }
    guard !boundary.isEmpty else { return nil }
    delimiter = Array("\r\n--\(boundary)".utf8)
    pending.writeString("\r\n")
  }

  deinit { finishHash() }

  /// The whole form was read and is valid.
  var isComplete: Bool { state == .done }

  func take(_ bytes: ByteBuffer) {
    received += bytes.readableBytes
    guard state != .done, state != .broken else { return }
    pending.writeImmutableBuffer(bytes)
    while step() {}
    pending.discardReadBytes()
  }

  private func step() -> Bool {
    switch state {
    case .content: return readContent()
    case .delimited: return readEndOfDelimiter()
    case .headers: return readHeaders()
    case .done, .broken: return false
    }
  }

  private func readContent() -> Bool {
    if let place = find(delimiter) {
      emit(place)
      pending.moveReaderIndex(forwardBy: delimiter.count)
      endPart()
      state = .delimited
      return true
    }
    emit(max(0, pending.readableBytes - delimiter.count))
    return false
  }

  private func readEndOfDelimiter() -> Bool {
    guard let end = pending.readString(length: 2) else { return false }
    state = end == "\r\n" ? .headers : end == "--" ? .done : .broken
    return true
  }

  private func readHeaders() -> Bool {
    guard let place = find(Array("\r\n\r\n".utf8)), let text = pending.readString(length: place + 4) else {
      if pending.readableBytes > 64 << 10 { state = .broken }
      return false
    }
    part = FormPart(headers: text)
    state = part == nil ? .broken : .content
    // In an empty part, the line end of the headers is also that of the delimiter.
    if part?.isFile == true { hash = ccrypto_sha256_create() }
    return true
  }

  private func find(_ needle: [UInt8]) -> Int? {
    pending.withUnsafeReadableBytes { hay in
      guard let start = hay.baseAddress, let found = cbytes_find_text(start, hay.count, needle, needle.count)
      else { return nil }
      return found - start
    }
  }

  private func emit(_ count: Int) {
    guard count > 0, let bytes = pending.readSlice(length: count) else { return }
    guard part != nil else { return }
    part?.size += count
    if let hash {
      bytes.withUnsafeReadableBytes { _ = ccrypto_sha256_add(hash, $0.baseAddress, $0.count) }
    } else if let size = part?.size, size <= textLimit {
      part?.text += bytes.readableBytesView
    }
  }

  private func endPart() {
    part?.digest = finishHash()
    if let part { parts.append(part) }
    part = nil
  }

  @discardableResult
  private func finishHash() -> String {
    guard let hash else { return "" }
    self.hash = nil
    var digest: [UInt8] = Array(repeating: 0, count: Int(CCRYPTO_SHA256_BYTES))
    _ = ccrypto_sha256_finish(hash, &digest)
    return digest.map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }.joined()
  }
}

extension FormPart {
  init?(headers text: String) {
    name = ""
    var hasName = false
    for line in text.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = String(line[line.index(after: colon)...].trimmed)
      switch line[..<colon].lowercased() {
      case "content-type": contentType = value
      case "content-disposition":
        guard let found = Self.parameter("name", in: value) else { return nil }
        name = found
        hasName = true
        fileName = Self.parameter("filename", in: value)
      default: break
      }
    }
    guard hasName else { return nil }
  }

  /// Browsers percent-encode quotes and line ends in names.
  private static func parameter(_ name: String, in value: String) -> String? {
    guard let place = value.range(of: "; \(name)=\"") else { return nil }
    let raw = String(value[place.upperBound...].prefix { $0 != "\"" })
    return raw.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
  }
}

extension String {
  fileprivate func range(of needle: String) -> Range<String.Index>? { firstRange(of: needle) }
}
