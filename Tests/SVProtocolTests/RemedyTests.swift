import Testing

@testable import SVProtocol

/// The table of next steps. The headers' tests check that no step is written elsewhere.
@Suite struct RemedyTests {
  static let failures: [StatusCode] = [
    .argument, .handle, .misuse, .memory, .file, .system, .transport, .timeout, .protocolViolation, .stopped,
    .outcomeUnknown, .credits, .auth, .validation, .notFound, .transient, .unknown, .rateLimited,
    .contentRejected, .forbidden, .jobFailed, .jobCanceled, .signature,
  ]

  @Test func eachFailureHasASentenceAndNoSentenceTwice() {
    for failure in Self.failures {
      for isOpen in [false, true] {
        let steps = Remedy.all(failure, retryable: failure.isTransient, isOpen: isOpen).map { $0.text }
        #expect(!steps.isEmpty && Set(steps).count == steps.count, "\(failure.name) \(steps)")
        #expect(steps.allSatisfy { $0.utf8.count > 15 })
        #expect(steps.contains(Remedy.lookBeforeSending.text) == isOpen, "\(failure.name) \(steps)")
      }
    }
    #expect(Remedy.all(.ok, retryable: false, isOpen: false).isEmpty)
  }

  /// The remedy of a generation's error is the first step of `sv_classify_error` for the same refusal.
  @Test func messagesAndExplanationsAgree() {
    for failure in Self.failures {
      let first = Remedy.all(failure, retryable: false, isOpen: false).first
      if let step = Remedy.ofRefusal(failure) { #expect(step == first, "\(failure.name)") }
    }
    #expect(Remedy.ofRefusal(.credits) == .topUp && Remedy.ofRefusal(.transport) == nil)
  }

  @Test(arguments: [
    (StatusCode.timeout, "Follow it again with: skillsvideo wait gen_1"),
    (.auth, "Check SKILLS_VIDEO_API_KEY, then follow it again with: skillsvideo wait gen_1"),
    (
      .forbidden, "Use a key of the workspace that made it, then follow it again with: skillsvideo wait gen_1"
    ),
  ])
  func stepsThatNameTheGeneration(status: StatusCode, text: String) {
    #expect(Remedy.follow("gen_1", after: status) == text)
  }

  @Test func withoutAnIDThereIsNothingToFollow() {
    #expect(Remedy.lookForOutputs(nil) == Remedy.readAnswerAgain(nil))
    #expect(Remedy.lookForOutputs("gen_1").utf8.count > 30)
    #expect(Remedy.readWebhookAgain(nil) == Remedy.parseAgain.text)
  }
}
