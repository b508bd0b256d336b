import SVJSON
import SVProtocol

/// The single steps of a world.
extension World {
  mutating func perform(_ cause: Cause) {
    switch cause {
    case .arrival: arrive()
    case .timer: fire()
    case .stop: stop()
    case .failure: fail()
    case .message: handOver()
    case .streamEnd:
      if let end = pendingEnd {
        pendingEnd = nil
        ended(end)
      }
    case .drained:
      note("drained")
      machine.drained(now: now)
      collect()
    }
  }

  private mutating func fire() {
    note("timer")
    let before = (
      request: referee.inFlight, lastByteAt: max(referee.lastByteAt, referee.knownAt), at: referee.requestStartedAt
    )
    let left = referee.tries.last?.left == true
    let knew = referee.id != nil
    machine.timerFired(now: now)
    collect()
    guard let request = before.request, !machine.isEnding else { return }
    // A request was given up before the total: its own budget must be used up.
    let isEarly =
      switch request {
      case .result: now < before.at + settings.pollRequest
      case .balance: now < before.at + referee.boundOfBalance
      default: knew ? now < before.lastByteAt + settings.silence : left || now < before.at + settings.connect
      }
    referee.require(!isEarly, "a request was given up too early")
  }

  private mutating func stop() {
    stopAt = nil
    let isGraceful = chance.happens(50)
    note(isGraceful ? "stop gracefully" : "stop")
    referee.stopped(gracefully: isGraceful)
    if isGraceful { machine.cancelGracefully(now: now) } else { machine.cancel(now: now) }
    collect()
    if !machine.isEnding { stopAt = now + chance.number(0, 100_000) }
  }

  private mutating func fail() {
    failAt = nil
    note("fail")
    referee.hasFailed = !referee.isDecided
    machine.fail(.memory, message: "there is no memory", now: now)
    collect()
  }

  private mutating func arrive() {
    guard let arrival = exchange.map({ $0.arrivals[$0.next].what }) else { return }
    exchange?.next += 1
    switch arrival {
    case .leaves(let creates):
      note("leaves, creates \(creates)")
      if creates { platform.created(at: now, id: platform.nextID) }
      referee.left()
      machine.requestLeaves(now: now)
    case .opens:
      note("opens")
      referee.lastByteAt = now
      if machine.id == nil { machine.streamOpens(httpStatus: 200, now: now) }
    case .heartbeat:
      note("heartbeat")
      referee.lastByteAt = now
      machine.bytesArrived(now: now)
    case .message(let fields):
      referee.lastByteAt = now
      machine.bytesArrived(now: now)
      if backlogHead == backlog.count { handedAt = now + (chance.happens(80) ? 0 : chance.number(0, 3000)) }
      backlog.append(fields)
    case .ends(let end):
      exchange = nil
      if end.head?.isStream == true {
        pendingEnd = end
        handedAt = max(handedAt, now)
        return
      }
      ended(end)
    }
    collect()
  }

  /// Gives the machine the next message that has arrived.
  private mutating func handOver() {
    let fields = backlog[backlogHead]
    backlogHead += 1
    note(
      "message \(fields.id ?? "-") \(fields.status ?? "-") \(fields.code ?? "-")\(fields.parseError == nil ? "" : " cut")"
    )
    let isRepeated = fields == lastMessage && fields.id == referee.id && fields.status != nil
    let newID = referee.id == nil ? fields.id : nil
    let isStreaming = referee.inFlight != nil && referee.inFlight != .result
    referee.message(fields, now: now)
    if isRepeated, machine.isSteady(after: fields), chance.happens(50) {
      passOn(fields)
    } else {
      machine.message(fields, now: now)
    }
    lastMessage = fields
    collect()
    referee.require(referee.delivered == 1, "a message was not delivered once")
    referee.require(referee.accepted == newID, "a new id was not told, or an old one was")
    let isOurs = referee.id != nil && (fields.id == nil || fields.id == referee.id)
    if isStreaming, isOurs, !referee.isStopAsked, fields.status == nil, fields.code != nil {
      referee.require(referee.inFlight == .result, "an error event was not followed by a poll at once")
    }
  }

  /// What the engine does with a message that repeats a steady one: it does not ask the machine, which would have had
  /// nothing else to say.
  private mutating func passOn(_ fields: LifecycleFields) {
    var asked = machine
    asked.message(fields, now: now)
    var answers: [GenerationAction] = []
    while let action = asked.takeAction() { answers.append(action) }
    let isOnlyDelivery = if case .deliverMessage? = answers.first { answers.count == 1 } else { false }
    referee.require(isOnlyDelivery && asked.deadline == machine.deadline, "steady, but \(answers)")
    referee.action(.deliverMessage, now: now, isEnding: machine.isEnding)
  }

  private mutating func ended(_ end: RequestEnd) {
    note("ended \(end.head?.httpStatus ?? 0) \(end.fields?.id ?? "-") \(end.fields?.status ?? "-") \(end.cause)")
    let newID = referee.id
    let verdict = referee.ended(end, now: now)
    machine.requestEnded(end, now: now)
    collect()
    referee.require(referee.accepted == (newID == nil ? referee.id : nil), "a new id was not told, or an old one was")
    if let verdict { referee.checkEnd(verdict, isEnding: machine.isEnding, now: now) }
    if verdict == nil {
      referee.require(referee.inFlight == .result, "a lost stream was not followed by a poll at once")
    }
  }

  // MARK: Actions

  mutating func collect() {
    while let action = machine.takeAction() {
      note("  \(action)")
      referee.action(action, now: now, isEnding: machine.isEnding)
      switch action {
      case .start(let request): exchange = platform.answer(request, id: machine.id, now: now)
      case .abort:
        exchange = nil
        pendingEnd = nil
      default: break
      }
    }
  }
}
