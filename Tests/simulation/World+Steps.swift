import SVProtocol
import SVText

/// The steps of a world.
extension World {
  mutating func perform(_ cause: Cause) {
    switch cause {
    case .arrival: arrive()
    case .quietArrival: arriveBeside()
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
      if machine.id == nil, let part = droppedPart {
        referee.learns(part.namedID, now: now)
        machine.partArrived(part, now: now)
        collect()
      }
      machine.drained(now: now)
      collect()
    }
  }

  private mutating func fire() {
    note("timer")
    let before = (
      request: referee.inFlight, lastByteAt: max(referee.lastByteAt, referee.knownAt),
      at: referee.requestStartedAt
    )
    let attempt = referee.tries.last
    let knew = referee.id != nil
    let progress = referee.progress
    machine.timerFired(now: now)
    collect()
    if machine.isEnding, !knew, let attempt, attempt.left { checkGivenUp(attempt, progress) }
    guard let request = before.request, request == .createStream || request == .createPolling,
      !machine.isEnding,
      referee.inFlight != request, !referee.hasCut, referee.terminal == nil
    else { return }
    // A create was given up before the total, so its own time limit must be over.
    let isQuiet = now >= before.lastByteAt + settings.silence || (!knew && referee.hasExamined)
    let hasFoundID = isQuiet && referee.id != nil
    let isConnectOver = now >= before.at + settings.connect
    let isEarly = knew ? !isQuiet : attempt?.left == true ? !hasFoundID : !isConnectOver
    referee.require(!isEarly, "a request was given up too early")
  }

  /// The timer ended a create that was sent: the total is over, its answer decides, or its own limit is over.
  private mutating func checkGivenUp(_ attempt: Referee.Try, _ progress: Referee.Progress) {
    if attempt.verdict != nil || referee.hasCut || (referee.total.map { now >= $0 } ?? false) { return }
    let isStalled = !attempt.isWhole && now >= progress.sentAt + settings.upload
    let isUnanswered =
      attempt.isWhole && settings.firstByte > 0 && now >= progress.sentAt + settings.firstByte
    referee.require(
      isStalled || (isUnanswered && !progress.hasAnswerBegun) || referee.isStopRequested,
      "a create was given up too early")
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
    referee.hasFailed = !referee.isDecided && referee.terminal == nil
    machine.fail(.memory, message: "there is no memory", now: now)
    collect()
  }

  private mutating func arrive() {
    guard let arrival = exchange.map({ $0.arrivals[$0.next].what }) else { return }
    exchange?.next += 1
    switch arrival {
    case .leaves:
      note("leaves")
      referee.left(now: now)
      machine.requestLeaves(now: now)
    case .sent:
      note("sent")
      referee.progress.sentAt = now
      machine.bodySent(isWhole: false, now: now)
    case .whole(let creates):
      note("whole, creates \(creates)")
      if creates { platform.created(at: now, id: platform.nextID) }
      referee.whole(now: now)
      machine.bodySent(isWhole: true, now: now)
    case .opens:
      note("opens")
      referee.answered(now: now)
      referee.succeeds(200)
      machine.answerBegins(httpStatus: 200, now: now)
      machine.headArrived(ResponseHead(httpStatus: 200, content: .eventStream, retryAfter: nil), now: now)
    case .heartbeat:
      note("heartbeat")
      referee.bytes(now: now)
      machine.bytesArrived(now: now)
    case .part(let part): arrivePartly(part)
    case .message(let message): queue(message)
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

  private mutating func queue(_ message: Message) {
    referee.bytes(now: now)
    machine.bytesArrived(now: now)
    if backlogHead == backlog.count { handedAt = now + (chance.happens(80) ? 0 : chance.number(0, 3000)) }
    backlog.append(message)
  }

  private mutating func arrivePartly(_ part: RequestEnd) {
    note("part \(part.head?.httpStatus ?? 0) \(part.fields?.id ?? "-")")
    exchange?.held = part
    referee.part(part, now: now)
    if let head = part.head {
      machine.answerBegins(httpStatus: head.httpStatus, now: now)
      if !head.isStream { machine.headArrived(head, now: now) }
    }
    machine.bytesArrived(now: now)
  }

  private mutating func arriveBeside() {
    guard let arrival = quietExchange.map({ $0.arrivals[$0.next].what }) else { return }
    quietExchange?.next += 1
    switch arrival {
    case .part(let part): quietExchange?.held = part
    case .ends(let end): endedBeside(end)
    default: break
    }
  }

  private mutating func endedBeside(_ end: RequestEnd) {
    note("quiet poll ended \(end.head?.httpStatus ?? 0) \(end.fields?.status ?? "-")")
    quietExchange = nil
    referee.quietPollEnded(end, now: now)
    machine.quietPollEnded(end, now: now)
    collect()
  }

  /// Passes the next message to the machine.
  private mutating func handOver() {
    let message = backlog[backlogHead]
    let fields = message.fields
    backlogHead += 1
    note(
      "message \(fields.id ?? "-") \(fields.status ?? "-") \(fields.code ?? "-")\(fields.parseError == nil ? "" : " cut")"
    )
    let isRepeated = message == lastMessage && fields.id == referee.id && fields.status != nil
    let newID = referee.id == nil ? fields.id : nil
    let isStreaming = referee.inFlight != nil && referee.inFlight != .result
    referee.message(message, now: now)
    if isRepeated, machine.ignoresRepeats(of: fields), chance.happens(50) {
      passOn(fields)
    } else {
      machine.messageArrived(fields, hasOutputs: message.hasOutputs, now: now)
    }
    lastMessage = message
    collect()
    referee.require(referee.delivered == 1, "a message was not delivered once")
    referee.require(referee.accepted == newID, "a new id was not reported, or an old one was")
    let isOurs = referee.id != nil && (fields.id == nil || fields.id == referee.id)
    if isStreaming, isOurs, !referee.isStopRequested, fields.status == nil, fields.code != nil {
      referee.require(referee.inFlight == .result, "an error event was not followed by a poll at once")
    }
  }

  /// Repeats the engine's shortcut: a message that repeats the previous one is not passed to the machine,
  /// which would do nothing.
  private mutating func passOn(_ fields: LifecycleFields) {
    var asked = machine
    machine.eventsRepeated(now: now)
    asked.messageArrived(fields, now: now)
    var answers: [GenerationAction] = []
    while let action = asked.takeAction() { answers.append(action) }
    let isOnlyDelivery = if case .deliverMessage? = answers.first { answers.count == 1 } else { false }
    referee.require(isOnlyDelivery && asked.deadline == machine.deadline, "unchanged, but \(answers)")
    referee.action(.deliverMessage, now: now, isEnding: machine.isEnding)
  }

  private mutating func ended(_ end: RequestEnd) {
    note(
      "ended \(end.head?.httpStatus ?? 0) \(end.fields?.id ?? "-") \(end.fields?.status ?? "-") \(end.cause)")
    let newID = referee.id
    let verdict = referee.ended(end, now: now)
    machine.requestEnded(end, now: now)
    collect()
    referee.require(
      referee.accepted == (newID == nil ? referee.id : nil), "a new id was not reported, or an old one was")
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
      case .startQuietPoll: quietExchange = platform.answer(.result, id: machine.id, now: now)
      case .abort:
        if let held = exchange?.held, exchange?.request != .result { droppedPart = held }
        exchange = nil
        pendingEnd = nil
      case .abortQuietPoll: quietExchange = nil
      case .cutShort(let reason):
        let end = exchange?.cut(reason) ?? .broken(reason)
        exchange = nil
        ended(end)
      case .cutShortQuietPoll(let reason): endedBeside(quietExchange?.cut(reason) ?? .broken(reason))
      case .examine: examine()
      default: break
      }
    }
  }

  /// The engine examines what has arrived of a create's answer.
  private mutating func examine() {
    guard let held = exchange?.held else { return referee.examined() }
    referee.learns(held.namedID, now: now)
    machine.partArrived(held, now: now)
    referee.examined()
  }
}
