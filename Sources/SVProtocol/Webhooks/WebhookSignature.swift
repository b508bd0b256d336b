import SVText
import CCrypto

/// A webhook's signature by the Standard Webhooks scheme. `webhook-signature` is a list with the HMAC-SHA256
/// of `<webhook-id>.<webhook-timestamp>.<body>`. The headers are signed as received, byte for byte.
public struct WebhookSignature {
  public let id: UnsafeRawBufferPointer
  public let timestamp: UnsafeRawBufferPointer
  public let signatures: UnsafeRawBufferPointer
  public let body: UnsafeRawBufferPointer

  public static let defaultTolerance: Int64 = 300

  public init(
    id: UnsafeRawBufferPointer, timestamp: UnsafeRawBufferPointer, signatures: UnsafeRawBufferPointer,
    body: UnsafeRawBufferPointer
  ) {
    self.id = id
    self.timestamp = timestamp
    self.signatures = signatures
    self.body = body
  }

  /// Verifies the signature and the age; nil if both are valid. `now` and `tolerance` are in seconds.
  public func problem(secret: WebhookSecret, now: Int64, tolerance: Int64) -> WebhookProblem? {
    if id.isEmpty { return .missingID }
    if timestamp.isEmpty { return .missingTimestamp }
    if signatures.isEmpty { return .missingSignature }
    guard let sentAt = seconds else { return .badTimestamp }
    guard let expected = expected(secret) else { return .noMemory }
    // The signature is checked before the age, so that an unauthenticated sender learns nothing about the
    // clock.
    if let problem = mismatch(expected) { return problem }
    let (age, overflow) = now.subtractingReportingOverflow(sentAt)
    if overflow || age > tolerance { return .tooOld }
    return age < 0 && age.magnitude > tolerance.magnitude ? .tooNew : nil
  }

  /// The send time in seconds since 1970; nil if the header is not a number.
  public var seconds: Int64? {
    guard !timestamp.isEmpty, timestamp.count <= 18 else { return nil }
    var value: Int64 = 0
    for byte in timestamp {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value &* 10 &+ Int64(byte &- 0x30)
    }
    return value
  }

  /// The entry of `webhook-signature` that the sender would make; nil if there is no memory.
  public func signed(by secret: WebhookSecret) -> String? {
    expected(secret).map { "v1," + String(decoding: $0, as: UTF8.self) }
  }

  private func expected(_ secret: WebhookSecret) -> [UInt8]? {
    let dot: StaticString = ".."
    let parts = [
      ccrypto_part(bytes: id.baseAddress, count: id.count), ccrypto_part(bytes: dot.utf8Start, count: 1),
      ccrypto_part(bytes: timestamp.baseAddress, count: timestamp.count),
      ccrypto_part(bytes: dot.utf8Start, count: 1), ccrypto_part(bytes: body.baseAddress, count: body.count),
    ]
    var digest = [UInt8](repeating: 0, count: Int(CCRYPTO_SHA256_BYTES))
    return ccrypto_hmac_sha256(secret.bytes, secret.bytes.count, parts, parts.count, &digest)
      ? Base64.encode(digest) : nil
  }

  /// One matching entry is enough: a sender that changes its secret signs with both. All entries are compared
  /// in constant time.
  private func mismatch(_ expected: [UInt8]) -> WebhookProblem? {
    var matches = 0
    var hasVersion = false
    var start = 0
    while start < signatures.count {
      let end = signatures[start...].firstIndex(of: 0x20) ?? signatures.count
      let entry = UnsafeRawBufferPointer(rebasing: signatures[start..<end])
      start = end &+ 1
      guard UTF8Slice(entry).hasStart("v1,") else { continue }
      hasVersion = true
      let given = UnsafeRawBufferPointer(rebasing: entry.dropFirst(3))
      if given.count == expected.count, ccrypto_equal(given.baseAddress, expected, expected.count) {
        matches &+= 1
      }
    }
    if matches > 0 { return nil }
    return hasVersion ? .mismatch : .noVersion
  }
}

/// The shared secret of a webhook: `whsec_` and base64 of the key. Prefix and padding are optional.
public struct WebhookSecret {
  let bytes: [UInt8]
  private static let longest = 4096

  /// Returns nil if the text is not a valid secret.
  public init?(_ text: UnsafeRawBufferPointer) {
    guard text.count <= WebhookSecret.longest else { return nil }
    var text = UnsafeRawBufferPointer(rebasing: text.drop { $0 <= 0x20 })
    while let last = text.last, last <= 0x20 { text = UnsafeRawBufferPointer(rebasing: text.dropLast()) }
    if UTF8Slice(text).hasStart("whsec_") { text = UnsafeRawBufferPointer(rebasing: text.dropFirst(6)) }
    guard let bytes = Base64.decode(text), !bytes.isEmpty else { return nil }
    self.bytes = bytes
  }
}

/// Why a webhook was rejected.
public enum WebhookProblem: Equatable, Sendable {
  case missingID
  case missingTimestamp
  case missingSignature
  case badTimestamp
  case noVersion
  case mismatch
  case tooOld
  case tooNew
  case noMemory

  /// The word used in records, and a message for the receiver.
  public var explanation: (cause: StaticString, message: StaticString) {
    switch self {
    case .missingID: ("missing_id", "the header webhook-id is missing or empty")
    case .missingTimestamp: ("missing_timestamp", "the header webhook-timestamp is missing or empty")
    case .missingSignature: ("missing_signature", "the header webhook-signature is missing or empty")
    case .badTimestamp: ("bad_timestamp", "the header webhook-timestamp is not a whole number of seconds")
    case .noVersion:
      (
        "no_v1_signature",
        "the header webhook-signature has no entry of version v1, which is the only one supported"
      )
    case .mismatch:
      (
        "mismatch",
        "no signature matches: another secret, or the id, the time or the body were changed on the way"
      )
    case .tooOld:
      ("too_old", "it was sent longer ago than the tolerance allows: a replay, or this clock is fast")
    case .tooNew:
      ("too_new", "it was sent further in the future than the tolerance allows: this clock is slow")
    case .noMemory: ("out_of_memory", "there was no memory to compute the signature")
    }
  }
}
