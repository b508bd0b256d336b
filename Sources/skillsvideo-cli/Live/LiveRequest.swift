/// A request of `doctor --live`. All of them are GET requests that change nothing on the platform.
enum LiveRequest: Equatable {
  case credits
  case creditsWithWrongKey
  case unknownID(String)
  case unknownPath

  /// Ids of three formats, because the platform may check the format before it looks for the generation.
  static let all: [LiveRequest] = [
    .credits, .creditsWithWrongKey, .unknownID("gen_0000000000000000"),
    .unknownID("00000000-0000-4000-8000-000000000000"), .unknownID("skillsvideo-doctor"), .unknownPath,
  ]
  static let wrongKey = "skillsvideo-doctor-not-a-key"
  static let unknownFolder = "/skillsvideo-doctor-no-such-path"

  /// The path below base_url.
  var path: String {
    switch self {
    case .credits, .creditsWithWrongKey: "/credits"
    case .unknownID(let id): "/generation/" + id
    case .unknownPath: Self.unknownFolder + "/credits"
    }
  }

  var usesYourKey: Bool { self != .creditsWithWrongKey }
  var isUnknownID: Bool { if case .unknownID = self { true } else { false } }
  /// The name of the key in the report.
  var keyLabel: String { usesYourKey ? "your key" : "a made-up key" }
}
