import Testing

@testable import SVProtocol

@Suite struct Base64Tests {
  /// The examples of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func textsOfTheStandard(plain: String, text: String) {
    #expect(Base64.encode(Array(plain.utf8)) == Array(text.utf8))
    #expect(Base64.decode(text.utf8) == Array(plain.utf8))
    #expect(Base64.decode(text.utf8.filter { $0 != UInt8(ascii: "=") }) == Array(plain.utf8))
  }

  @Test func allBytesComeBack() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for count in [1, 2, 3, 31, 32, 33, 256, 1000] {
      #expect(Base64.decode(Base64.encode(Array(bytes.prefix(count)))) == Array(bytes.prefix(count)))
    }
  }

  /// libcrypto accepts some of these.
  @Test(arguments: [
    "Z", "Zm9vZ", "Zg=", "Zm8==", "Z===", "====", "=", "Zg==Zg==", "QU=D", "Zh==", "QU-D", "QU_D", "QU D",
    "QUJD\n",
    "QUJD-", "QUJD-rest", "QU*D", "QU\u{0}D",
  ])
  func refused(text: String) { #expect(Base64.decode(text.utf8) == nil) }
}
