import SVProtocol
import SVText

/// The run of one seed: plays the engine between the machine and the platform, in virtual time.
struct World {
  struct Report {
    let steps: Int
    let violation: String?
    let trace: [String]
    let outcome: StatusCode?
    let creates: Int
    let polls: Int
  }

  /// What can happen next.
  enum Cause { case arrival, quietArrival, timer, stop, failure, message, streamEnd, drained }

  static let stepsMax = 300_000

  var chance: Chance
  let settings: GenerationSettings
  var platform: Platform
  var machine: GenerationMachine
  var referee: Referee
  var now: Int64
  var exchange: PlatformExchange?
  /// The poll beside the stream.
  var quietExchange: PlatformExchange?
  /// Messages that arrived and were not processed, and the end that follows them.
  var backlog: [Message] = []
  var backlogHead = 0
  var pendingEnd: RequestEnd?
  var handedAt: Int64 = 0
  var stopAt: Int64?
  /// When the engine fails for lack of a resource.
  var failAt: Int64?
  var lastMessage: Message?
  /// What had arrived of a create's answer when its request was dropped.
  var droppedPart: RequestEnd?
  let lateness: Int64
  let isTraced: Bool
  var trace: [String] = []
  var steps = 0

  init(seed: UInt64, isTraced: Bool = false) {
    chance = Chance(seed: seed)
    self.isTraced = isTraced
    settings = World.settings(&chance)
    now = chance.number(0, 1_000_000)
    lateness = chance.pick([1, 1, 50])
    platform = Platform(trouble: chance.pick([0, 10, 40, 90]), chance: Chance(seed: seed &* 31 &+ 7))
    machine = GenerationMachine(settings: settings, seed: seed)
    referee = Referee(settings: settings, startedAt: now, lateness: lateness)
    if settings.total == 0 || chance.happens(25) {
      stopAt = now + chance.number(0, chance.pick([100, 5000, 20_000, 200_000, 2_000_000]))
    }
    if chance.happens(3) { failAt = now + chance.number(0, chance.pick([100, 5000, 200_000])) }
  }

  private static func settings(_ chance: inout Chance) -> GenerationSettings {
    var settings = GenerationSettings()
    settings.total = chance.pick([0, 5000, 60_000, 600_000, 3_600_000])
    settings.connect = chance.pick([500, 10_000])
    settings.silence = chance.pick([2000, 20_000, 60_000])
    settings.upload = chance.pick([5000, 60_000])
    settings.firstByte = chance.pick([0, 0, 10_000])
    settings.quietPoll = chance.pick([0, 3000, 15_000, 60_000])
    settings.pollRequest = chance.pick([1000, 20_000])
    settings.pollFailures = Int(chance.pick([1, 2, 3, 10]))
    settings.pollInterval = chance.pick([200, 1000, 3000])
    settings.pollIntervalMax = chance.pick([500, 5000])
    settings.createTries = Int(chance.pick([1, 2, 4]))
    settings.retryAfterMax = chance.pick([0, 5000, 120_000])
    settings.creditsMin = chance.happens(15) ? Platform.floor : 0
    settings.reportsCredits = chance.happens(15)
    return settings
  }

  mutating func run() -> Report {
    begin()
    while referee.finished == nil, referee.violation == nil, steps < World.stepsMax { step() }
    referee.require(referee.finished != nil, "no end after \(steps) steps")
    if let outcome = referee.finished { referee.checkFinish(outcome, platform: platform, now: now) }
    checkCallsAfterEnd()
    return Report(
      steps: steps, violation: referee.violation, trace: trace, outcome: referee.finished?.status,
      creates: referee.tries.count, polls: referee.polls)
  }

  private mutating func begin() {
    referee.before()
    if chance.happens(20) {
      if chance.happens(80) { platform.created(at: now, id: "gen_1") }
      note("attach")
      referee.learns("gen_1", now: now)
      machine.attach(id: "gen_1", now: now)
    } else {
      note("start")
      machine.start(chance.happens(80) ? .createStream : .createPolling, now: now)
    }
    collect()
  }

  // MARK: Steps

  private mutating func step() {
    steps += 1
    if chance.happens(2) { makeCallsWithoutEffect() }
    guard let next = nextCause() else { return referee.require(false, "time does not advance") }
    now = max(now, next.at)
    if next.cause == .timer { now += chance.number(0, lateness - 1) }
    referee.before()
    perform(next.cause)
    referee.check(machine, now: now)
  }

  /// The next cause; of several at the same time, a random one.
  private mutating func nextCause() -> (at: Int64, cause: Cause)? {
    var soonest: (at: Int64, cause: Cause)?
    var rivals: Int64 = 0
    func offer(_ at: Int64?, _ cause: Cause, _ chance: inout Chance) {
      guard let at else { return }
      if let held = soonest?.at, held < at { return }
      rivals = soonest?.at == at ? rivals + 1 : 1
      if rivals == 1 || chance.number(1, rivals) == 1 { soonest = (at, cause) }
    }
    offer(exchange?.nextAt, .arrival, &chance)
    offer(quietExchange?.nextAt, .quietArrival, &chance)
    offer(machine.deadline, .timer, &chance)
    offer(stopAt, .stop, &chance)
    offer(failAt, .failure, &chance)
    if backlogHead < backlog.count {
      offer(handedAt, .message, &chance)
    } else if pendingEnd != nil {
      offer(handedAt, .streamEnd, &chance)
    } else if machine.isEnding {
      offer(now, .drained, &chance)
    }
    return soonest
  }

  /// Calls that a careless engine might make and that must change nothing.
  private mutating func makeCallsWithoutEffect() {
    referee.before()
    if let deadline = machine.deadline, deadline > now { machine.timerFired(now: now) }
    if referee.inFlight == nil {
      machine.requestEnded(.answer(200, .of(id: "gen_ghost", status: "COMPLETED")), now: now)
    }
    if referee.quiet.startedAt == nil {
      machine.quietPollEnded(.answer(200, .of(id: "gen_ghost", status: "COMPLETED")), now: now)
    }
    if !machine.isEnding { machine.drained(now: now) }
    if machine.id != nil { machine.partArrived(.answer(200, .of(id: "gen_ghost")), now: now) }
    machine.start(.createStream, now: now)
    machine.attach(id: "gen_ghost", now: now)
    referee.require(machine.takeAction() == nil, "an action without an input")
  }

  /// After the end, no input changes the machine.
  private mutating func checkCallsAfterEnd() {
    guard referee.finished != nil else { return }
    machine.messageArrived(.of(id: "gen_late", status: "FAILED"), now: now)
    machine.requestLeaves(now: now)
    machine.bodySent(isWhole: true, now: now)
    machine.answerBegins(httpStatus: 200, now: now)
    machine.headArrived(ResponseHead(httpStatus: 200, content: .eventStream, retryAfter: nil), now: now)
    machine.partArrived(.answer(200, .of(id: "gen_late")), now: now)
    machine.requestEnded(.answer(200, .of(id: "gen_late")), now: now)
    machine.quietPollEnded(.answer(200, .of(id: "gen_late")), now: now)
    machine.timerFired(now: now + 10_000_000)
    machine.cancel(now: now)
    machine.cancelGracefully(now: now)
    machine.fail(.memory, message: "late", now: now)
    machine.drained(now: now)
    referee.require(machine.takeAction() == nil && machine.deadline == nil, "an action after the end")
  }

  // Inlined, so that the text is built only if it is recorded.
  @inline(__always) mutating func note(_ text: @autoclosure () -> String) {
    if isTraced { trace.append("\(now) \(text())") }
  }
}
