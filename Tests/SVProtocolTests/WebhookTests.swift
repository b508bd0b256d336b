import SVProtocol
import SVText
import Testing

/// The test vector published by the Standard Webhooks project.
private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
private let time = "1614265330"
private let now: Int64 = 1_614_265_330
private let body = "{\"test\": 2432232314}"
private let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

private func problem(
  id: String = id, time: String = time, signature: String = signature, body: [UInt8] = Array(body.utf8),
  secret: String = secret, now: Int64 = now, tolerance: Int64 = 300
) -> WebhookProblem? {
  let texts = [id, time, signature, secret].map { Array($0.utf8) }
  return texts[0].withUnsafeBytes { id in
    texts[1].withUnsafeBytes { time in
      texts[2].withUnsafeBytes { signature in
        texts[3].withUnsafeBytes { secret in
          body.withUnsafeBytes { body in
            guard let secret = WebhookSecret(secret) else { return .noMemory }
            return WebhookSignature(id: id, timestamp: time, signatures: signature, body: body)
              .problem(secret: secret, now: now, tolerance: tolerance)
          }
        }
      }
    }
  }
}

@Suite struct WebhookTests {
  @Test func publishedVector() { #expect(problem() == nil) }

  @Test(
    arguments: [
      ("", time, signature, WebhookProblem.missingID), (id, "", signature, .missingTimestamp),
      (id, time, "", .missingSignature), (id, "1614265330.0", signature, .badTimestamp),
      (id, "+1614265330", signature, .badTimestamp), (id, "9999999999999999999", signature, .badTimestamp),
      (id, time, "g0hM9SsE", .noVersion), (id, time, "v1a,AAAA", .noVersion),
      (id, time, " , ,v1", .noVersion),
      (id, time, "v1,", .mismatch), (id, time, "v1,AAAA v1,BBBB", .mismatch),
      // Signatures are compared completely: neither a part of the right one nor a longer one is accepted.
      (id, time, String(signature.dropLast()), .mismatch), (id, time, String(signature.prefix(4)), .mismatch),
      (id, time, signature + "=", .mismatch), (id, time, signature + "A", .mismatch),
      (id, time, signature + String(signature.dropFirst(3)), .mismatch),
      (id, time, "v1," + signature, .mismatch),
      (id, "01614265330", signature, .mismatch), ("msg", time, signature, .mismatch),
    ] as [(String, String, String, WebhookProblem)])
  func causes(id: String, time: String, signature: String, cause: WebhookProblem) {
    #expect(problem(id: id, time: time, signature: signature) == cause)
  }

  @Test func severalSignatures() {
    #expect(problem(signature: "v1a,xyz v1,AAAA " + signature) == nil)
    #expect(problem(signature: signature + " v1,AAAA") == nil)
  }

  @Test func tolerance() {
    #expect(problem(now: now + 300) == nil)
    #expect(problem(now: now + 301) == .tooOld)
    #expect(problem(now: now - 300) == nil)
    #expect(problem(now: now - 301) == .tooNew)
    #expect(problem(now: now + 1, tolerance: 0) == .tooOld)
    #expect(problem(now: Int64.max, tolerance: Int64.max) == nil)
    #expect(problem(now: Int64.min, tolerance: Int64.max) != nil)
  }

  @Test(arguments: ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", " whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\r\n"])
  func secretForms(text: String) { #expect(problem(secret: text) == nil) }

  @Test(arguments: [
    "", "whsec_", "whsec_====", "whsec_A", "whpk_MfKQ9r8GKYqrTwjUPD8I", "whsec_MfK*", "whsec_AB=C",
  ])
  func notSecrets(text: String) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBytes { WebhookSecret($0) } == nil)
  }

  @Test func paddingMayBeMissing() {
    let forms = ["whsec_QUJDRA==", "whsec_QUJDRA"].map {
      Array($0.utf8).withUnsafeBytes { WebhookSecret($0) != nil }
    }
    #expect(forms == [true, true])
  }

  /// One byte of the body, the id, the time, the signature or the secret is changed: never accepted.
  @Test func mutationsAreRefused() {
    var random = Seeded(state: 7)
    let parts = [id, time, String(signature.dropFirst(3)), body, String(secret.dropFirst(6))].map {
      Array($0.utf8)
    }
    var accepted = 0
    for _ in 0..<10_000 {
      var mutated = parts
      let part = Int(random.next() % 5)
      let place = Int(random.next() % UInt64(parts[part].count))
      let other = UInt8(0x21 + random.next() % 0x5E)
      guard other != mutated[part][place] else { continue }
      mutated[part][place] = other
      let texts = mutated.map { String(decoding: $0, as: UTF8.self) }
      let found = problem(
        id: texts[0], time: texts[1], signature: "v1," + texts[2], body: mutated[3],
        secret: "whsec_" + texts[4],
        tolerance: Int64.max)
      if found == nil { accepted += 1 }
    }
    #expect(accepted == 0)
  }

  @Test func bodyIsAnyBytes() { #expect(problem(body: [0, 0xFF, 0xFE]) == .mismatch) }
}

private struct Seeded {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}

@Suite struct WebhookEventTests {
  @Test(
    arguments: [
      (
        #"{"type":"task.completed","prediction":{"id":"gen_1","state":"succeeded","status":"COMPLETED"}}"#,
        "task.completed", "gen_1", "succeeded"
      ),
      (
        #"{"type":"task.failed","data":{"prediction":{"id":7,"state":"failed","code":"X"}}}"#, "task.failed",
        "7",
        "failed"
      ),
      (#"{"event":"task.started","prediction":{"id":"gen_1"}}"#, "task.started", "gen_1", "running"),
      (
        #"{"type":"task.completed","data":{"id":"gen_1","status":"COMPLETED"}}"#, "task.completed", "gen_1",
        "COMPLETED"
      ),
      (#"{"id":"gen_1","status":"IN_QUEUE"}"#, nil, "gen_1", "IN_QUEUE"),
      (#"{"prediction":[]}"#, nil, nil, nil),
    ] as [(String, String?, String?, String?)])
  func fields(text: String, type: String?, id: String?, state: String?) throws {
    let event = WebhookEvent(try JSONDocument(text: text).root)
    #expect(event.type == type)
    #expect(event.generationID == id)
    #expect(event.state == state)
  }

  @Test(
    arguments: [
      (nil, "queued", true), ("queued", "running", true), ("running", "queued", false),
      ("running", "succeeded", true),
      ("succeeded", "running", false), ("succeeded", "failed", false), ("queued", "queued", false),
      ("IN_PROGRESS", "running", true), ("COMPLETED", "succeeded", false), ("paused", "queued", false),
    ] as [(String?, String, Bool)])
  func order(known: String?, state: String, moves: Bool) {
    #expect(WebhookOrder.moves(from: known, to: state) == moves)
  }
}
