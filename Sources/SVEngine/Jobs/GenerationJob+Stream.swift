import SVProtocol
import SVText

/// Recognises a stream, and handles its messages.
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

  /// An answer that looks like a stream is treated as one, even if its Content-Type is wrong, because it may
  /// contain the id of a paid job.
  func openIfLikeStream(_ bytes: UnsafeRawBufferPointer) {
    guard mayStream, !isStream, let head = request?.head, head.isSuccess, MessageStream.isLike(bytes) else {
      return
    }
    openStream(head)
  }

  /// The first bytes came in pieces that were too small to recognise a stream.
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
    if machine.ignoresRepeats(of: fields) { messages.markRepeatable() }
  }

  /// Nothing but the end of the stream, or of the job, follows the messages that have come.
  var hasEnd: Bool { pendingEnd != nil || machine.isEnding }

  func streamIsRead(_ client: Client) {
    if let cause = pendingEnd {
      pendingEnd = nil
      let (end, answer) = leftover(cause)
      machine.requestEnded(end, now: client.now)
      return act(answer: answer)
    }
    guard machine.isEnding else { return }
    if machine.id == nil, mayStream { machine.partArrived(leftover(.complete).end, now: client.now) }
    machine.drained(now: client.now)
    act()
  }

  /// All that had arrived was read, so a paused transfer continues.
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
    // Errors in the rest of a stream that was given up are ignored.
    guard pendingEnd != nil || (isStream && request != nil) else { return }
    dropRequest()
    pendingEnd = nil
    machine.requestEnded(end, now: client.now)
    act(answer: answer)
  }
}
