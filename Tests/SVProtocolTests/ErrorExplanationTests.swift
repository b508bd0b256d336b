import SVProtocol
import SVText
import Testing

/// The charge for an answer to a create. The classifier's tests cover the categories.
@Suite struct ErrorExplanationTests {
  @Test(arguments: [
    (401, #"{"message":"m"}"#, "rejected"), (422, #"{"id":"req_1","message":"m"}"#, "rejected"),
    (422, #"{"id":"req_1","status":"error"}"#, "rejected"),
    (422, #"{"id":"gen_1","status":"FAILED"}"#, "accepted"),
    (500, #"{"id":"gen_1","message":"m"}"#, "accepted"), (429, #"{"id":"gen_1","message":"m"}"#, "accepted"),
    (0, #"{"id":"gen_1","code":"X"}"#, "accepted"), (202, #"{"id":"gen_1"}"#, "accepted"),
    (500, "<html>", "unknown"), (401, "<html>", "rejected"), (403, "<html>", "unknown"),
    (403, "", "rejected"),
    (500, #"{"code":"X"}"#, "unknown"), (303, "", "unknown"), (307, "", "rejected"), (0, "", "unknown"),
    (200, #"{"id":"gen_1","status":"FAILED"}"#, "accepted"), (200, "<html>", "unknown"),
  ])
  func chargeFollowsTheAnswer(httpStatus: Int, body: String, charge: String) {
    #expect(explain(httpStatus, body).charge.name == charge)
  }

  /// The same rule as in the lifecycle: every status with every kind of code.
  @Test func chargeIsThatOfTheCreateRule() {
    for code in [
      "", "X", "IMAGE_GENERATION_RATE_LIMITED", "VIDEO_GENERATION_TIMEOUT", "INSUFFICIENT_CREDITS",
    ] {
      for name in ["code", "error"] {
        for status in 0...1000 {
          let rule = CreateRule(
            httpStatus: status, code: name == "code" ? code : nil, error: name == "error" ? code : nil)
          #expect(explain(status, #"{"\#(name)":"\#(code)"}"#).charge == rule.charge, "\(status) \(code)")
        }
      }
    }
  }

  /// An unknown status word does not turn an error into a success, and the id of an error is not followed.
  @Test(
    arguments: [
      (401, #"{"status":"error","message":"Invalid API key"}"#, "auth", nil),
      (402, #"{"status":"error","id":"req_1"}"#, "insufficient_credits", nil),
      (500, #"{"status":"error","id":"gen_1"}"#, "transient", "gen_1"),
      (401, #"{"id":"req_1","message":"m"}"#, "auth", nil),
      (200, #"{"status":"dreaming","id":"gen_1"}"#, "ok", "gen_1"),
      (0, #"{"status":"dreaming","id":"gen_1"}"#, "ok", "gen_1"),
    ] as [(Int, String, String, String?)])
  func wordsOfOthers(httpStatus: Int, body: String, category: String, id: String?) {
    let explanation = explain(httpStatus, body)
    #expect(explanation.category.name.description == category && explanation.jobID == id)
  }

  /// A request that may have been accepted must not be sent again, whatever its category.
  @Test(arguments: [
    (503, #"{"message":"Service Unavailable"}"#, "transient", "unknown", false),
    (503, #"{"code":"IMAGE_GENERATION_PROVIDER_UNAVAILABLE"}"#, "transient", "rejected", true),
    (504, #"{"code":"IMAGE_GENERATION_TIMEOUT"}"#, "transient", "unknown", false),
    (429, #"{"error":"VIDEO_GENERATION_FAILED"}"#, "transient", "unknown", false),
    (429, "", "rate_limited", "rejected", true), (500, "<html>", "transient", "unknown", false),
    (408, "", "transient", "unknown", false), (409, "{}", "unknown", "unknown", false),
    (402, "", "insufficient_credits", "rejected", false), (403, "<html>", "protocol", "unknown", false),
    (407, "", "transport", "rejected", false), (401, "<!DOCTYPE html>", "protocol", "rejected", false),
    (0, "insufficient credits", "insufficient_credits", "unknown", false),
    (
      200, #"{"id":"gen_1","status":"FAILED","code":"VIDEO_GENERATION_TIMEOUT"}"#, "transient", "accepted",
      false
    ),
    (503, #"{"id":"gen_1","code":"VIDEO_GENERATION_PROVIDER_UNAVAILABLE"}"#, "transient", "accepted", false),
  ])
  func onlyARefusalMayBeSentAgain(
    httpStatus: Int, body: String, category: String, charge: String, retryable: Bool
  ) {
    let explanation = explain(httpStatus, body)
    #expect(explanation.category.name.description == category && explanation.charge.name == charge)
    #expect(explanation.retryable == retryable)
    let isOpen = charge == "unknown"
    let warning = "If this answered a create, it may have been accepted"
    #expect(explanation.guidance.contains { $0.hasPrefix(warning) } == isOpen)
    // If the answer is not the platform's, polling again is always advised.
    let pollsAgain = isOpen || category == "protocol" || category == "transport"
    #expect(explanation.guidance.contains(Remedy.pollAgain.text) == pollsAgain)
    // It comes first if the category alone would advise to send again.
    if isOpen, category == "transient" { #expect(explanation.remedy.hasPrefix(warning)) }
    #expect(explanation.guidance.count > (isOpen ? 2 : 0), "and what its category needs")
  }

  @Test(arguments: [
    (200, #"{"id":"gen_1","status":"COMPLETED"}"#), (202, #"{"id":"gen_1","status":"queued"}"#),
  ])
  func aSuccessNeedsNoGuidance(httpStatus: Int, body: String) {
    let explanation = explain(httpStatus, body)
    #expect(explanation.status == .ok && explanation.category == .ok && !explanation.retryable)
    #expect(explanation.guidance.isEmpty && explanation.remedy == "")
  }

  @Test(arguments: [
    (StatusCode.credits, "Top up"), (.auth, "SKILLS_VIDEO_API_KEY"), (.forbidden, "plan"),
    (.validation, "payload"),
    (.notFound, "endpoint"), (.rateLimited, "Retry-After"), (.transient, "later"),
  ])
  func everyCategoryHasItsOwnRemedy(category: StatusCode, word: String) {
    let httpStatus: [Int32: Int] = [-20: 402, -21: 401, -22: 422, -23: 404, -24: 503, -26: 429, -28: 403]
    // A 503 without a known code comes from a gateway.
    let body = category == .transient ? #"{"code":"IMAGE_GENERATION_PROVIDER_UNAVAILABLE"}"# : ""
    let explanation = explain(httpStatus[category.rawValue] ?? 0, body)
    #expect(explanation.category == category)
    #expect(explanation.remedy.contains(word), "\(explanation.remedy)")
    #expect(explanation.guidance.first == explanation.remedy)
  }

  private func explain(_ httpStatus: Int, _ body: String) -> ErrorExplanation {
    var bytes = Array(body.utf8)
    let fields = bytes.withUnsafeMutableBytes { JSONReader()?.topLevel(UnsafeRawBufferPointer($0)) }
    return ErrorExplanation(
      httpStatus: httpStatus, fields: fields?.isObject == true ? fields : nil, excerpt: body)
  }
}
