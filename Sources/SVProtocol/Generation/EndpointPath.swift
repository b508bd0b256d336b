import SVText

/// Parses the caller's endpoint. It may be a model such as `google/nano-banana-pro`, which selects the
/// event-stream path, or a path `/generation/...` or `/generation/sse/...`. A leading slash and a leading
/// `/v1` are optional.
///
/// The result is a path below the base URL, which already ends in `/v1`. A URL is rejected, because the key
/// may only go to the host of the base URL.
public struct EndpointPath: Sendable {
  /// `/generation/sse/<model>`, or nil if the caller chose the polling path.
  public let stream: String?
  /// `/generation/<model>`
  public let polling: String

  public struct Invalid: Error, Equatable {
    public let message: String
  }

  public init(_ text: String) throws(Invalid) {
    guard !text.isEmpty else {
      throw Invalid(message: "the endpoint is empty; give a model such as google/nano-banana-pro")
    }
    if text.utf8Contains("://") || text.hasStart("//") {
      throw Invalid(message: "the endpoint is a URL; give its path only, the host is the option base_url")
    }
    var segments = text.parts(separatedBy: 0x2F)
    var wantsStream = true
    let isRooted = segments.first?.isEmpty == true
    if isRooted { segments.removeFirst() }
    let beginsWithVersion = segments.first?.isWord("v1") == true
    let isVersioned =
      beginsWithVersion && (isRooted || segments.dropFirst().first?.isWord("generation") == true)
    if isVersioned { segments.removeFirst() }
    let isGeneration = segments.first?.isWord("generation") == true
    if isRooted || isGeneration {
      guard isGeneration else {
        throw Invalid(message: "the endpoint path must begin with /generation/ or /v1/generation/")
      }
      segments.removeFirst()
      wantsStream = segments.first?.isWord("sse") == true
      if wantsStream { segments.removeFirst() }
    }
    try EndpointPath.check(segments)
    let model = segments.joined(by: "/")
    polling = "/generation/" + model
    stream = wantsStream ? "/generation/sse/" + model : nil
  }

  private static func check(_ segments: [String]) throws(Invalid) {
    guard segments.count >= 1, segments.count <= 4 else {
      throw Invalid(
        message: "the endpoint must name a model of one to four segments, such as google/nano-banana-pro")
    }
    for segment in segments {
      guard !segment.isEmpty, !segment.isOneOf(". ..") else {
        throw Invalid(message: "the endpoint has an empty or relative segment")
      }
      guard segment.hasOnly(isAllowed) else {
        throw Invalid(
          message: "the endpoint may hold letters, digits and - . _ ~ only, with / between segments")
      }
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }
}
