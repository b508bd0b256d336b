import SVProtocol
import Testing

/// Creates that send files: the fallback to the polling path, which alone documents forms, and files that
/// change while they are sent.
@Suite struct GenerationFormTests {
  private func script(sendsFiles: Bool = true, isWhole: Bool = true) -> MachineScript {
    var script = MachineScript { $0.sendsFiles = sendsFiles }
    script.start()
    script.leaves(isWhole: isWhole)
    script.skip()
    return script
  }

  @Test(arguments: [
    (400, #"{"code":"INVALID_INPUT","message":"The Content-Type must be application/json."}"#),
    (422, #"{"error":"UNSUPPORTED_MEDIA_TYPE"}"#), (415, "{}"),
    (422, #"{"message":"multipart is not taken here"}"#),
    (400, #"{"message":"the body is not valid JSON"}"#), (400, "bad content-type"),
  ])
  func aFormThatTheStreamPathRefusesGoesToThePollingPathOnce(status: Int, body: String) throws {
    var script = script()
    script.answers(status, body)
    script.expect("sse_http_error \(status)", "retry 1 not_found", "start create")
    script.leaves()
    script.answers(status, body)
    let outcome = try script.end()
    #expect(outcome.status == .validation)
    #expect(outcome.charge == .rejected)
  }

  @Test(arguments: [
    (400, #"{"message":"prompt is required"}"#), (422, #"{"code":"X_CONTENT_REJECTED","message":"no"}"#),
    (413, #"{"message":"multipart too large"}"#), (403, #"{"message":"content-type"}"#),
  ])
  func otherRefusalsAreFinal(status: Int, body: String) throws {
    var script = script()
    script.answers(status, body)
    script.expect("sse_http_error \(status)", "keep")
    #expect(try script.end().charge == .rejected)
  }

  @Test func withoutFilesTheWordsMeanNothing() throws {
    var script = script(sendsFiles: false)
    script.answers(400, #"{"message":"The Content-Type must be application/json."}"#)
    script.expect("sse_http_error 400", "keep")
    #expect(try script.end().status == .validation)
  }

  @Test func aFileThatChangesCostsNothing() throws {
    var script = script(isWhole: false)
    script.ends(.unsent("a.png changed from 5 to 9 bytes while it was sent"))
    script.expect()
    let outcome = try script.end()
    #expect(outcome.status == .file)
    #expect(outcome.charge == .notSent && outcome.retryAfter == -1)
    #expect(outcome.message.contains("before the request was whole. The platform never got a whole request"))
  }

  @Test func anAnswerWithAnIDOutdoesTheFile() throws {
    var script = script(isWhole: false)
    script.answers(200, #"{"id":"gen_1","status":"IN_QUEUE"}"#, cause: .unsent("a.png ended early"))
    script.expect("accepted gen_1", "fallback")
  }
}
