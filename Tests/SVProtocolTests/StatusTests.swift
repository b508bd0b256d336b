import SVProtocol
import SVText
import Testing

@Suite struct StatusTests {
  @Test(
    arguments: [
      (StatusCode.ok, 0, "ok"), (.argument, -1, "invalid_arguments"), (.handle, -2, "invalid_handle"),
      (.misuse, -3, "misuse"),
      (.memory, -4, "out_of_memory"), (.file, -5, "file"), (.system, -6, "system"),
      (.transport, -10, "transport"),
      (.timeout, -11, "timeout"),
      (.protocolViolation, -12, "protocol"), (.stopped, -13, "stopped"),
      (.outcomeUnknown, -14, "outcome_unknown"),
      (.credits, -20, "insufficient_credits"), (.auth, -21, "auth"), (.validation, -22, "validation"),
      (.notFound, -23, "not_found"),
      (.transient, -24, "transient"), (.unknown, -25, "unknown"), (.rateLimited, -26, "rate_limited"),
      (.contentRejected, -27, "content_rejected"), (.forbidden, -28, "forbidden"),
      (.jobFailed, -30, "job_failed"),
      (.jobCanceled, -31, "job_canceled"), (.signature, -40, "signature"),
      (StatusCode(rawValue: -7), -7, "unknown_status"),
      (StatusCode(rawValue: 1), 1, "unknown_status"),
    ] as [(StatusCode, Int32, String)])
  func numbersAndNames(status: StatusCode, number: Int32, name: String) {
    #expect(status.rawValue == number)
    #expect(status.name.description == name)
  }

  @Test func namesAreUnique() {
    let names = (-40...0).map { StatusCode(rawValue: $0).name.description }.filter { $0 != "unknown_status" }
    #expect(names.count == 24)
    #expect(Set(names).count == 24)
  }

  @Test func chargeStates() {
    #expect(
      [ChargeState.notSent, .rejected, .unknown, .accepted].map { $0.name } == [
        "not_sent", "rejected", "unknown", "accepted",
      ])
  }

  @Test(arguments: [("ﬀ", "ﬀ"), ("straße", "STRAßE"), ("In_Queue", "IN_QUEUE"), ("", ""), ("{`z", "{`Z")])
  func onlyASCIILettersChangeCase(text: String, expected: String) {
    #expect(text.asciiUppercased == expected)
  }
}
