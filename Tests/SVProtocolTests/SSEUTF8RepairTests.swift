import Testing

@testable import SVProtocol

@Suite struct SSEUTF8RepairTests {
  /// From the Encoding Standard: bytes and the text that they decode to.
  static let cases: [([UInt8], String)] = [
    ([], ""),
    (Array("abc".utf8), "abc"),
    (Array("aé€😀\u{10FFFF}\u{D7FF}\u{E000}\0".utf8), "aé€😀\u{10FFFF}\u{D7FF}\u{E000}\0"),
    ([0x80], "\u{FFFD}"),
    ([0xBF, 0x80, 0x41], "\u{FFFD}\u{FFFD}A"),
    ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
    ([0xC1, 0xBF], "\u{FFFD}\u{FFFD}"),
    ([0xC3], "\u{FFFD}"),
    ([0xC3, 0x28], "\u{FFFD}("),
    ([0xE0, 0x80, 0xAF], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xE0, 0x9F, 0xBF], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xE2, 0x82], "\u{FFFD}"),
    ([0xE2, 0x82, 0x41], "\u{FFFD}A"),
    ([0xE2, 0xE2, 0x82, 0xAC], "\u{FFFD}€"),
    ([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xF0, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xF0, 0x9F, 0x98], "\u{FFFD}"),
    ([0xF0, 0x9F, 0x98, 0xC3, 0xA9], "\u{FFFD}é"),
    ([0xF0, 0x9F, 0x41], "\u{FFFD}A"),
    ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xF5, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xF8, 0xFE, 0xFF], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    // Unicode, table 3-8 and the example before it.
    (
      [0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63, 0x80, 0xBF, 0x64],
      "a\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}c\u{FFFD}\u{FFFD}d"
    ),
  ]

  @Test(arguments: cases)
  func table(_ bytes: [UInt8], _ text: String) {
    // After ASCII of every length, so that each position within a word of the search is covered.
    for padding in 0..<40 {
      let ascii = [UInt8](repeating: 0x61, count: padding)
      let letters = String(repeating: "a", count: padding)
      expect(ascii + bytes + ascii, letters + text + letters)
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func fuzzAgainstTheStandardLibrary(_ seed: UInt64) {
    var random = SeededRandom(state: seed)
    let alphabet: [UInt8] = [
      0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF,
      0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5,
    ]
    for _ in 0..<4000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        bytes.append(alphabet.randomElement(using: &random) ?? 0)
      }
      expect(bytes, String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func everyScalarIsWellFormed() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(UTF8.encode(scalar).map(Array.init) ?? [])
      if !bytes.withUnsafeBytes(UTF8Repair.isWellFormed) { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test func sinkStopsTheRepair() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0xFF]
    for limit in 0..<4 {
      var calls = 0
      let isWhole = bytes.withUnsafeBytes { bytes in
        UTF8Repair.repair(bytes) { _ in
          calls += 1
          return calls <= limit
        }
      }
      #expect(!isWhole)
      #expect(calls == limit + 1)
    }
  }

  private func expect(_ bytes: [UInt8], _ text: String) {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { block.deallocate() }
    block.copyBytes(from: bytes)
    var repaired: [UInt8] = []
    let isWhole = UTF8Repair.repair(UnsafeRawBufferPointer(block)) {
      repaired += $0
      return true
    }
    #expect(isWhole)
    #expect(repaired == Array(text.utf8), "\(bytes)")
    #expect(UTF8Repair.isWellFormed(UnsafeRawBufferPointer(block)) == (bytes == Array(text.utf8)), "\(bytes)")
  }
}
