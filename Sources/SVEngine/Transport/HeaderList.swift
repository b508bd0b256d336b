import CCurl
import CLinux

/// The header lines of a request. One contains the key, so they are overwritten before they are freed.
final class HeaderList {
  private(set) var list: UnsafeMutablePointer<curl_slist>?

  deinit {
    var entry = list
    while let header = entry {
      if let text = header.pointee.data { clinux_wipe(text, clinux_text_length(text)) }
      entry = header.pointee.next
    }
    curl_slist_free_all(list)
  }

  /// Returns false if there is no memory.
  func add(_ lines: [String], key: Secret?) -> Bool {
    for line in lines {
      guard add(line) else { return false }
    }
    guard let key else { return true }
    let line = key.prefixed(by: "Authorization: Bearer ")
    defer { line?.wipe() }
    return line?.text.map { add($0) } ?? false
  }

  private func add(_ line: UnsafePointer<CChar>) -> Bool {
    guard let longer = curl_slist_append(list, line) else { return false }
    list = longer
    return true
  }
}
