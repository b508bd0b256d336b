import SVProtocol
import SVText

/// Reads the answers of a generation for its machine.
extension GenerationJob {
  /// The end of a request whose answer is not a stream, with its body.
  func read(
    _ cause: RequestEnd.Cause, _ head: ResponseHead?, _ body: ByteBuffer
  ) -> (end: RequestEnd, answer: ReceivedAnswer?) {
    let answer = ReceivedAnswer(BufferPart(Repair.wellFormed(body) ?? body))
    let bytes = answer.bytes
    let excerpt = Excerpt.of(bytes, head, masking: clientSettings.key)
    var end = RequestEnd(cause: cause, head: head, fields: nil, excerpt: excerpt)
    guard !bytes.isEmpty, let client else { return (end, answer) }
    let fields = client.reader.topLevel(bytes, spare: ByteBuffer.spare)
    // Of an invalid text only an id or the reason of a refusal counts.
    if fields.isObject, fields.parseError == nil || fields.id != nil || head?.isError == true {
      end.fields = fields.masked(clientSettings.key)
    }
    if asked == .balance {
      do { end.balance = try CreditBalance(answer: bytes) } catch { end.lacksMemory = true }
    }
    end.hasOutputs = isSuccess(fields) && hasOutputs(answer)
    return (end, answer)
  }

  /// What has arrived of a create's answer other than complete messages: its body, a JSON object in place of
  /// a stream, or the start of a message.
  func leftover(_ cause: RequestEnd.Cause) -> (end: RequestEnd, answer: ReceivedAnswer?) {
    guard isStream else { return read(cause, answerHead, body) }
    if machine.id == nil, let object = messages.bareObject {
      var head = answerHead
      head?.content = .json
      return read(cause, head, object)
    }
    let excerpt = Excerpt.of(messages.start.bytes, answerHead, masking: clientSettings.key)
    var end = RequestEnd(cause: cause, head: answerHead, fields: nil, excerpt: excerpt)
    if machine.id == nil, let part = messages.unfinished, let client {
      let text = Repair.wellFormed(part) ?? part
      end.fields = client.reader.topLevel(text.bytes, spare: ByteBuffer.spare).masked(clientSettings.key)
    }
    return (end, nil)
  }

  func isSuccess(_ fields: LifecycleFields) -> Bool {
    fields.status.map { GenerationStatus(word: $0) == .succeeded } ?? false
  }

  /// Whether a success names a readable output. If there is no memory to check, it returns true, and
  /// `ResultRecord` reports the lack.
  func hasOutputs(_ answer: ReceivedAnswer?) -> Bool {
    guard let client, let answer else { return true }
    do { return try !answer.parts(client.reader).outputs.isEmpty } catch { return true }
  }
}
