import SVProtocol
import Testing

/// Which number of an answer is the balance. The format of GET /credits is not documented.
@Suite struct CreditBalanceTests {
  private func balance(_ answer: String) -> CreditBalance? {
    Array(answer.utf8).withUnsafeBytes { try? CreditBalance(answer: $0) }
  }

  @Test(arguments: [
    (#"{"total":100000,"subscription":80000,"permanent":20000}"#, "100000"), (#"{"credits":12}"#, "12"),
    (#"{"balance":"12.50"}"#, #""12.50""#), (#"{"data":{"creditBalance":7}}"#, "7"),
    (#"{"success":true,"data":{"credits":{"available":1.5e2,"held":3}}}"#, "1.5e2"),
    (#"{"total":3,"data":{"balance":9}}"#, "9"), (#"{"credits":1000,"used":900,"remaining":100}"#, "100"),
    (#"{"balance":100,"rate_limit":{"remaining":3}}"#, "100"), (#"{"Credits-Remaining":-4}"#, "-4"),
    (#"{"plan":{"balance":5},"pack":{"balance":5.0}}"#, "5"), (#"{"available_credits":8,"balance":10}"#, "8"),
    ("\u{FEFF}{\"balance\":0}", "0"), (#"{"balance":1,"balance":1}"#, "1"),
  ])
  func aBalanceIsFoundUnderItsUsualNames(answer: String, expected: String) {
    #expect(balance(answer)?.raw == expected)
  }

  @Test(arguments: [
    "", "[]", "12", #"[{"balance":1}]"#, "{}", #"{"balance":null}"#, #"{"balance":true}"#,
    #"{"balance":"many"}"#,
    #"{"balance":""}"#, #"{"balance":1e400}"#, #"{"plan":{"balance":5},"pack":{"balance":6}}"#,
    #"{"credits":1000,"used":900}"#, #"{"total":1000,"credits_used":10}"#, #"{"balances":[1,2]}"#,
    #"{"balance":7"#,
    #"{"a":{"b":{"c":{"d":{"balance":1}}}}}"#, #"{"error":"no"}"#, "<html>balance 7</html>",
  ])
  func whatIsNotClearIsNotGuessed(answer: String) {
    #expect(balance(answer) == nil)
  }

  @Test func aNumberThatNobodyWritesIsNotCarriedAbout() {
    #expect(balance("{\"balance\":1" + String(repeating: "0", count: 63) + "}") != nil)
    #expect(balance("{\"balance\":1" + String(repeating: "0", count: 64) + "}") == nil)
  }
}
