import SVProtocol
import SVText

/// How an answer becomes a stream, and what is done with its messages.
extension GenerationJob {
  func openStream(_ head: ResponseHead) {
    guard let client, mayStream, !isStream else { return }
    isStream = true
    var head = head
    head.content = .eventStream
    answerHead = head
    machine.headArrived(head, now: client.now)
    act()
  }

  /// An answer under a wrong type that looks like a stream is one: its id is that of a job that is paid for.
  func openIfLikeStream(_ bytes: UnsafeRawBufferPointer) {
    guard mayStream, !isStream, let head = request?.head, head.isSuccess, MessageStream.isLike(bytes) else {
      return
    }
    openStream(head)
  }

  /// The first bytes came in pieces too small to show that they begin a stream.
  func takeLateStream(_ head: ResponseHead?) {
    guard let head, mayStream, !isStream, head.isSuccess, MessageStream.isLike(body.bytes),
      messages.append(body.bytes)
    else { return }
    body = ByteBuffer()
    openStream(head)
  }

  func messageArrived(_ client: Client) {
    guard messages.read(with: client.reader) else { return fail(.memory, "no memory for an event") }
    let fields = messages.latest.fields.masked(clientSettings.key)
    let isSuccess = isSuccess(fields)
    let answer = isSuccess ? messages.answer : nil
    machine.messageArrived(fields, hasOutputs: isSuccess && hasOutputs(answer), now: client.now)
    act(answer: answer)
    if machine.isSteady(after: fields) { messages.markSteady() }
  }

  func streamIsRead(_ client: Client) -> Step {
    if let cause = pendingEnd {
      pendingEnd = nil
      let (end, answer) = leftover(cause)
      machine.requestEnded(end, now: client.now)
      act(answer: answer)
      return .done
    }
    guard machine.isEnding else { return resumeStream(client) }
    if machine.id == nil, mayStream { machine.partArrived(leftover(.complete).end, now: client.now) }
    machine.drained(now: client.now)
    act()
    return .done
  }

  /// Everything that had arrived is read: a transfer that waited for that goes on.
  func resumeStream(_ client: Client) -> Step {
    guard let request, request.isPaused else { return .idle }
    messages.compact()
    machine.bytesArrived(now: client.now)
    if client.resume(request) { return messages.hasUnread ? .done : .idle }
    streamIsBroken("no memory for the stream", client)
    return .done
  }

  func streamIsBroken(_ reason: String, _ client: Client) {
    let (end, answer) = leftover(.violation(reason))
    if machine.isEnding { machine.partArrived(end, now: client.now) }
    messages.reset()
    // What is left of a stream that was given up breaks nothing any more.
    guard pendingEnd != nil || (isStream && request != nil) else { return }
    dropRequest()
    pendingEnd = nil
    machine.requestEnded(end, now: client.now)
    act(answer: answer)
  }
}
