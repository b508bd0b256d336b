import SVJSON
import SVProtocol
import Testing

/// What an answer to a create means for money; the categories are tabled with the classifier.
@Suite struct ErrorExplanationTests {
  @Test(arguments: [
    (401, #"{"message":"m"}"#, "rejected"), (422, #"{"id":"gen_1","message":"m"}"#, "accepted"),
    (500, "<html>", "unknown"),
    (500, #"{"code":"X"}"#, "rejected"), (303, "", "unknown"), (307, "", "rejected"), (0, "", "unknown"),
    (200, #"{"id":"gen_1","status":"FAILED"}"#, "accepted"), (200, "<html>", "unknown"),
  ])
  func chargeFollowsTheAnswer(httpStatus: Int, body: String, charge: String) {
    #expect(explain(httpStatus, body).charge.name == charge)
  }

  @Test(arguments: [
    (StatusCode.credits, "Top up"), (.auth, "SKILLS_VIDEO_API_KEY"), (.forbidden, "plan"), (.validation, "payload"),
    (.notFound, "endpoint"), (.rateLimited, "Retry-After"), (.transient, "later"),
  ])
  func everyCategoryHasItsOwnRemedy(category: StatusCode, word: String) {
    let httpStatus: [Int32: Int] = [-20: 402, -21: 401, -22: 422, -23: 404, -24: 503, -26: 429, -28: 403]
    let explanation = explain(httpStatus[category.rawValue] ?? 0, "")
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
