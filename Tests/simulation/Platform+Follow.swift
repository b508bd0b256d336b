import SVProtocol
import SVText

/// The platform's answers about existing jobs.
extension Platform {
  // MARK: The event stream

  mutating func stream(_ exchange: inout PlatformExchange, id: String) {
    exchange.add(.opens, after: chance.number(1, 2000))
    var messages = story(id: id)
    if chance.happens(trouble) { spoil(&messages, id: id) }
    let endsInside =
      chance.happens(trouble / 2) ? Int(chance.number(0, Int64(max(messages.count - 1, 0)))) : nil
    for (place, message) in messages.enumerated() {
      if place == endsInside { return endInside(&exchange, message) }
      // Some messages arrive in one burst.
      if chance.happens(40) {
        exchange.add(.message(message), after: 0)
        continue
      }
      for _ in 0..<chance.number(0, 2) { exchange.add(.heartbeat, after: chance.number(1, 15_000)) }
      exchange.add(.message(message), after: chance.number(0, 12_000))
    }
    if chance.happens(70) { exchange.add(.ends(.stream(streamCause())), after: chance.number(0, 5000)) }
  }

  /// A part of a message arrives, perhaps with its id. Then the stream ends, is silent, or brings no further
  /// event.
  private mutating func endInside(_ exchange: inout PlatformExchange, _ message: Message) {
    var part = message.fields
    if chance.happens(50) {
      part.parseError = JSONError(reason: .truncated, offset: 9)
      part.status = nil
      if chance.happens(40) { part.id = nil }
    }
    exchange.add(.part(.stream(.complete, unfinished: part)), after: chance.number(0, 5000))
    switch chance.number(0, 2) {
    case 0: exchange.add(.ends(.stream(streamCause(), unfinished: part)), after: chance.number(0, 5000))
    case 1: for _ in 0..<chance.number(5, 60) { exchange.add(.heartbeat, after: chance.number(1, 15_000)) }
    default: break
    }
  }

  private mutating func story(id: String) -> [Message] {
    var messages: [Message] = []
    for _ in 0..<chance.number(1, 6) {
      messages.append(Message(fields: .of(id: id, status: chance.pick(Platform.running))))
    }
    let word = chance.pick(Platform.terminal)
    let fields = LifecycleFields.of(
      id: id, status: word, code: word == "FAILED" ? chance.pick(Platform.codes) : nil)
    messages.append(Message(fields: fields, hasOutputs: !chance.happens(trouble / 3)))
    return messages
  }

  private mutating func spoil(_ messages: inout [Message], id: String) {
    for _ in 0..<chance.number(1, 3) {
      let place = Int(chance.number(0, Int64(max(messages.count - 1, 0))))
      guard place < messages.count else { return }
      switch chance.number(0, 10) {
      case 0: messages.removeSubrange(place...)
      case 1: messages.insert(messages[place], at: place)
      case 2: messages.swapAt(place, Int(chance.number(0, Int64(messages.count - 1))))
      case 3:
        messages.insert(
          Message(fields: .of(id: "gen_other", status: chance.pick(Platform.terminal))), at: place)
      case 4: messages.insert(Message(fields: .of(id: id, status: chance.pick(Platform.unknown))), at: place)
      case 5: messages.append(Message(fields: .of(id: id, status: chance.pick(Platform.terminal))))
      case 6:
        messages.insert(Message(fields: .of(code: chance.pick(Platform.codes), message: "sorry")), at: place)
      case 7: messages[place].fields.parseError = JSONError(reason: .truncated, offset: 9)
      case 8: messages[place].fields.id = nil
      case 9: messages.insert(Message(fields: LifecycleFields()), at: place)
      default: messages.remove(at: place)
      }
    }
  }

  // MARK: Polls

  mutating func result(_ exchange: inout PlatformExchange, id: String, now: Int64) {
    let latency = chance.number(1, 800)
    guard chance.happens(trouble) else {
      exchange.addLeaving(creates: false, after: latency)
      return exchange.add(.ends(truth(id: id, now: now)), after: latency)
    }
    if chance.happens(15) {
      // No answer arrives, whether or not the request was sent.
      if chance.happens(50) { exchange.addLeaving(creates: false, after: latency) }
      // The whole answer has arrived, or only the head of an error, and the transfer does not end.
      if chance.happens(40) {
        let part = chance.happens(70) ? truth(id: id, now: now) : .answer(chance.pick([401, 404, 503]))
        exchange.add(.part(part), after: latency)
      }
      return
    }
    if chance.happens(15) { return exchange.add(.ends(.broken("connection refused")), after: latency) }
    exchange.addLeaving(creates: false, after: latency)
    exchange.add(.ends(badAnswer(id: id)), after: chance.number(1, 15_000))
  }

  private mutating func truth(id: String, now: Int64) -> RequestEnd {
    guard let job = jobs.first(where: { $0.id == id }) else { return .answer(404, .of(message: "not found")) }
    let wish: Int64? = chance.happens(5) ? chance.number(0, 20_000) : nil
    let isOver = job.endsAt <= now
    let word = isOver ? job.lastWord : chance.pick(Platform.running)
    let fields = LifecycleFields.of(
      id: chance.happens(90) ? id : nil, status: word,
      code: word == "FAILED" ? chance.pick(Platform.codes) : nil)
    return .answer(
      isOver ? 200 : chance.pick([200, 202]), fields, retryAfter: wish,
      hasOutputs: !chance.happens(trouble / 3))
  }

  private mutating func badAnswer(id: String) -> RequestEnd {
    let wish: Int64? = chance.happens(30) ? chance.pick([0, 1000, 30_000, 1_000_000]) : nil
    let word = chance.pick(Platform.words)
    switch chance.number(0, 13) {
    case 0: return .broken("connection reset")
    // The page of a login or a bot protection, and answers of caches and proxies.
    case 12: return .answer(chance.pick([400, 401, 402, 403, 404, 405, 410, 422, 302, 307, 501]), nil)
    case 13: return .answer(chance.pick([304, 302, 303, 307, 407, 421, 511]), nil, text: "")
    case 1: return .answer(200, .of(id: "gen_other", status: word))
    case 2: return .answer(200, chance.happens(50) ? nil : .of(id: id))
    case 3: return .answer(200, .of(id: id, status: word, broken: true))
    case 4: return .answer(200, .of(id: id, status: word), cause: .transport("cut"))
    case 5: return .answer(200, .of(id: id, status: chance.pick(Platform.unknown)), retryAfter: wish)
    case 6:
      return .answer(
        404, chance.happens(50) ? nil : .of(message: "not yet"), text: chance.pick(["", "<html>"]))
    case 7: return .answer(chance.pick([500, 502, 503]), .of(id: id, status: word, message: "words"))
    case 8 where chance.happens(20):
      return .answer(200, nil, cause: .limit("the answer is longer than 9 bytes"))
    case 9: return .answer(chance.pick([401, 404, 500, 503]), nil, cause: .transport("cut"))
    case 10 where chance.happens(50):
      return .answer(chance.pick([400, 401, 402, 403, 409, 410, 422, 501, 301, 308]), .of(message: "no"))
    default:
      return .answer(
        chance.pick([408, 425, 429, 500, 502, 503, 504, 520]),
        chance.happens(50) ? nil : .of(message: "later"),
        retryAfter: wish)
    }
  }
}
