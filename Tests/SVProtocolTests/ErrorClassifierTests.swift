import SVText
import Testing

@testable import SVProtocol

@Suite struct ErrorClassifierTests {
  static let families = ["IMAGE_GENERATION", "VIDEO_GENERATION", "TTS_GENERATION"]
  static let subcodes: [(String, Int, StatusCode, Bool)] = [
    ("FAILED", 502, .transient, true), ("TIMEOUT", 504, .transient, true),
    ("RATE_LIMITED", 429, .rateLimited, true),
    ("PROVIDER_UNAVAILABLE", 503, .transient, true), ("UNSUPPORTED_MODEL", 400, .validation, false),
    ("INVALID_INPUT", 400, .validation, false), ("INSUFFICIENT_CREDITS", 402, .credits, false),
    ("CONTENT_REJECTED", 422, .contentRejected, false),
  ]

  private func classify(_ httpStatus: Int, _ json: String) throws -> ErrorClass {
    let reader = try #require(JSONReader())
    let fields = Array(json.utf8).withUnsafeBytes { reader.topLevel($0) }
    return ErrorClassifier.classify(
      httpStatus: httpStatus, code: fields.code, error: fields.error, message: fields.message)
  }

  @Test func all24CodesInEveryShapeDecideBeforeTheStatus() throws {
    for family in ErrorClassifierTests.families {
      for (subcode, usual, category, retryable) in ErrorClassifierTests.subcodes {
        let code = family + "_" + subcode
        let shapes = [
          #"{"error":"INSUFFICIENT_CREDITS","code":"\#(code)","message":"m"}"#,
          #"{"code":"\#(code)","message":"m"}"#,
          #"{"error":"\#(code)","message":"m"}"#, #"{"error":"\#(code)"}"#,
          #"{"error":{"code":"\#(code)","message":"m"}}"#,
          #"{"code":"\#(code.lowercased())","message":"unauthorized"}"#,
          #"{"code":"X_9","error":"\#(code)"}"#,
          #"{"id":"g","status":"FAILED","data":null,"code":"\#(code)","message":"insufficient credits"}"#,
        ]
        for shape in shapes {
          for status in [0, 200, 400, 401, 403, 404, 418, 429, 500, 503, usual] {
            let found = try classify(status, shape)
            #expect(found == ErrorClass(category), "\(status) \(shape)")
            #expect(found.retryable == retryable, "\(status) \(shape)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("INSUFFICIENT_CREDITS", StatusCode.credits), ("insufficient_credits", .credits),
    ("AUDIO_GENERATION_CONTENT_REJECTED", .contentRejected),
    ("MUSIC_GENERATION_TIMEOUT", .transient), ("RATE_LIMITED", .rateLimited),
  ])
  func bareCodesAndNewFamiliesAreKnown(code: String, category: StatusCode) {
    #expect(ErrorClassifier.classify(httpStatus: 400, code: code, message: nil).category == category)
  }

  @Test(arguments: ["", "XINSUFFICIENT_CREDITS", "INSUFFICIENT_CREDITS_", "TIMEOUT", "FAILED", "NOT_A_CODE"])
  func otherCodesLeaveItToTheStatus(code: String) {
    #expect(ErrorClassifier.classify(httpStatus: 404, code: code, message: nil).category == .notFound)
  }

  @Test(arguments: [
    (400, StatusCode.validation, false), (401, .auth, false), (402, .credits, false),
    (403, .forbidden, false),
    (404, .notFound, false),
    (405, .validation, false), (406, .validation, false), (407, .transport, false),
    (421, .transport, false), (408, .transient, true), (409, .unknown, false),
    (410, .notFound, false),
    (411, .validation, false), (413, .validation, false), (414, .validation, false),
    (415, .validation, false),
    (418, .unknown, false),
    (422, .validation, false), (425, .transient, true), (429, .rateLimited, true), (500, .transient, true),
    (501, .unknown, false),
    (502, .transient, true), (503, .transient, true), (504, .transient, true), (505, .unknown, false),
    (520, .transient, true),
    (529, .transient, true), (600, .unknown, false), (0, .unknown, false), (200, .unknown, false),
    (302, .unknown, false),
  ])
  func theStatusDecidesWhereNoCodeDoes(status: Int, category: StatusCode, retryable: Bool) throws {
    for body in [
      "", "<html>", #"{"message":"m"}"#, #"{"error":{"message":"m"}}"#, #"{"code":402}"#, #"{"error":true}"#,
    ] {
      let found = try classify(status, body)
      #expect(found == ErrorClass(category) && found.retryable == retryable)
    }
  }

  @Test func wordsNeverBeatTheStatus() throws {
    #expect(
      try classify(503, #"{"message":"the credit balance service: insufficient credits"}"#).category
        == .transient)
    #expect(try classify(502, #"{"message":"unauthorized upstream"}"#).category == .transient)
    #expect(try classify(422, #"{"message":"API key"}"#).category == .validation)
  }

  @Test(arguments: [
    ("You have Insufficient Credits.", StatusCode.credits), ("not enough credits", .credits),
    ("Unauthorized", .auth),
    ("bad API key", .auth), ("credit balance", .unknown), ("", .unknown),
  ])
  func wordsDecideWhereBothAreSilent(message: String, category: StatusCode) {
    for status in [0, 200, 409] {
      let found = ErrorClassifier.classify(httpStatus: status, code: "NEW", message: message)
      #expect(found == ErrorClass(category) && !found.retryable)
    }
  }
}
