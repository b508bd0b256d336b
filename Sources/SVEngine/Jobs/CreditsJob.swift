import SVProtocol
import SVText

/// Queries the credit balance.
final class CreditsJob: Job {
  private var body = ByteBuffer()
  private var address = ""

  override func begin() {
    guard let client else { return }
    address = clientSettings.baseURL.text + "/credits"
    push(.start(url: address, mode: "credits"))
    trace("GET " + address)
    let plan = client.plan(
      url: address, headers: ["Accept: application/json"], of: self)
    guard let request = CurlRequest(plan, owner: self) else {
      return conclude(.memory, "no memory for a request", head: nil)
    }
    self.request = request
    if !client.add(request) { conclude(.memory, "no memory for a request", head: nil) }
  }

  override var deadline: Int64? { ending == nil ? startedAt + settings.generation.pollRequest : nil }
  override func timerFired() {
    let head = request?.head
    repairBody()
    // A complete answer counts, even if its transfer then failed.
    if concludeSuccess(head) { return }
    conclude(.timeout, "no answer within \(settings.generation.pollRequest) ms (poll_timeout_ms)", head: head)
  }
  override func stop() { conclude(.stopped, "asking for the credits was stopped", head: nil) }
  override func fail(_ status: StatusCode, _ message: String) { conclude(status, message, head: nil) }

  override func bodyArrived(_ bytes: UnsafeRawBufferPointer) -> Taken {
    body.take(bytes, max: settings.bodyBytesMax)
  }

  override func requestEnded(_ cause: RequestEnd.Cause, head: ResponseHead?) {
    repairBody()
    if concludeSuccess(head) { return }
    // An error status decides without its complete body.
    if head?.isError != true {
      switch cause {
      case .transport(let reason, let namesStep):
        return conclude(.transport, reason, head: head, namesStep: namesStep)
      case .unsent(let reason): return conclude(.transport, reason, head: head)
      case .violation(let reason), .limit(let reason): return conclude(.protocolViolation, reason, head: head)
      case .complete: break
      }
    }
    let fields = client?.reader.topLevel(body.bytes, spare: ByteBuffer.spare).masked(clientSettings.key)
    let known = AnswerWords(
      cause: cause, head: head, fields: fields,
      excerpt: Excerpt.of(body.bytes, head, masking: clientSettings.key))
    conclude(known.category, known.message, head: head, isRetryable: known.isRetryable)
  }

  /// Messages and records quote the body, so it must be valid UTF-8.
  private func repairBody() {
    if let repaired = Repair.wellFormed(body) { body = repaired }
  }

  /// Ends the job if the answer is a success with a complete body, or if there is no memory to parse it.
  private func concludeSuccess(_ head: ResponseHead?) -> Bool {
    guard let client, head?.isSuccess == true else { return false }
    let fields = client.reader.topLevel(body.bytes, spare: ByteBuffer.spare)
    let lacksMemory = fields.parseError?.reason == .memory
    guard lacksMemory || (fields.isObject && fields.parseError == nil) else { return false }
    if !lacksMemory {
      do {
        conclude(.ok, "", head: head, balance: try CreditBalance(answer: body.bytes))
        return true
      } catch {}
    }
    conclude(.memory, "no memory to read the answer", head: head)
    return true
  }

  private func conclude(
    _ status: StatusCode, _ message: String, head: ResponseHead?, balance: CreditBalance? = nil,
    isRetryable: Bool? = nil, namesStep: Bool = false
  ) {
    guard ending == nil else { return }
    var record = RecordBuilder(status == .ok ? "credits" : "error", tag: tag, elapsed: elapsed)
    let isRetryable = isRetryable ?? status.isTransient
    let retryAfter: Int64 = isRetryable ? head?.retryAfter ?? 0 : -1
    var text = ""
    var advice = Advice()
    if status != .ok {
      var outcome = GenerationOutcome(status: status, category: status, charge: .notSent)
      outcome.message = message
      outcome.retryAfter = retryAfter
      outcome.httpStatus = head?.httpStatus ?? 0
      if namesStep { outcome.remedy = Remedy.correctThis.text }
      advice = Advice(charge: .notSent, remedy: Wording.freeRemedy(outcome))
      text = Wording.free(outcome)
      record.field("error", status.name.description)
      record.field("message", text)
      record.field("http_status", head?.httpStatus ?? 0)
      record.field("retryable", isRetryable)
      record.field("charge_state", advice.charge?.name)
      record.field("remedy", advice.remedy)
    }
    if status == .ok {
      record.member("balance") { writer in
        if let balance { writer.raw(balance.raw) } else { writer.null() }
      }
    }
    let json = record.build(last: "response", body.isEmpty || status == .memory ? nil : body.bytes)
    finish(
      JobResult(
        status: status, category: status, httpStatus: head?.httpStatus ?? 0, retryAfter: retryAfter,
        message: text, advice: advice, generationID: nil, json: json, outputs: []))
  }
}
