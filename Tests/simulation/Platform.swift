import SVProtocol
import SVText

/// A model of the platform and of the network in front of it. It knows how many jobs were really made, and
/// answers as badly as a real platform could: lost, late, cut off, duplicated, out of order, and wrong. A
/// gateway may answer any error after a job was made. Only the contract about money is always kept: the
/// statuses and codes of `refusal`, and no others, prove that no job was made.
struct Platform {
  struct Job {
    let id: String
    let endsAt: Int64
    let lastWord: String
  }

  /// The percentage of requests with a fault.
  let trouble: Int64
  var chance: Chance
  /// In some worlds the key is invalid.
  private let isKeyBad: Bool
  private(set) var jobs: [Job] = []

  static let running = ["IN_QUEUE", "IN_PROGRESS", "starting", "processing", "queued", "running"]
  static let terminal = ["COMPLETED", "SUCCEEDED", "succeeded", "FAILED", "failed", "CANCELED", "cancelled"]
  static let unknown = ["done", "moderating", "", "COMPLETE", "error"]
  static let notTerminal = running + unknown
  static let words = terminal + notTerminal
  /// For these no job was made, whatever the body, unless it says that a job failed or timed out.
  static let refusals = [400, 401, 402, 403, 404, 407, 413, 418, 421, 422, 301, 307, 308]
  /// A filter sends its page with one of these, before or after the platform.
  static let filterStatuses = [403, 406, 451]
  /// For these a job may have been made, whatever the body.
  static let openStatuses = [
    302, 303, 304, 408, 409, 425, 499, 500, 501, 502, 504, 505, 520, 524, 600, 999,
  ]
  static let codes = [
    "IMAGE_GENERATION_FAILED", "VIDEO_GENERATION_TIMEOUT", "INSUFFICIENT_CREDITS",
    "IMAGE_GENERATION_RATE_LIMITED",
    "TTS_GENERATION_PROVIDER_UNAVAILABLE", "IMAGE_GENERATION_INVALID_INPUT",
    "VIDEO_GENERATION_CONTENT_REJECTED",
    "NEW_CODE",
  ]
  /// The job was made and failed later.
  static let lateCodes = ["IMAGE_GENERATION_FAILED", "VIDEO_GENERATION_TIMEOUT"]
  /// No job was made; a later request may succeed.
  static let busyCodes = ["IMAGE_GENERATION_RATE_LIMITED", "TTS_GENERATION_PROVIDER_UNAVAILABLE"]

  init(trouble: Int64, chance: Chance) {
    self.trouble = trouble
    self.chance = chance
    isKeyBad = self.chance.happens(3)
  }

  mutating func created(at now: Int64, id: String) {
    let forever = chance.happens(4)
    let lasts = forever ? 100_000_000 : chance.number(50, chance.happens(30) ? 200_000 : 20_000)
    jobs.append(Job(id: id, endsAt: now + lasts, lastWord: chance.pick(Platform.terminal)))
  }

  mutating func answer(_ request: GenerationRequest, id: String?, now: Int64) -> PlatformExchange {
    var exchange = PlatformExchange(request, at: now)
    if isKeyBad {
      exchange.addLeaving(creates: false, after: 10)
      exchange.add(.ends(.answer(401, errorBody())), after: 10)
      return exchange
    }
    switch request {
    case .result: result(&exchange, id: id ?? "", now: now)
    case .balance: balance(&exchange)
    case .createStream, .createPolling: create(&exchange)
    }
    return exchange
  }

  // MARK: Creating

  /// The id of the next job.
  var nextID: String { "gen_\(jobs.count + 1)" }

  private mutating func create(_ exchange: inout PlatformExchange) {
    let isTroubled = chance.happens(trouble / 2)
    if isTroubled, chance.happens(25) {
      // The connection fails, or nothing arrives.
      if chance.happens(60) {
        exchange.add(.ends(.broken("connection refused")), after: chance.number(1, 3000))
      }
      return
    }
    let delay = chance.number(1, 400)
    guard isTroubled else {
      exchange.addLeaving(creates: true, after: delay)
      if chance.happens(exchange.request == .createStream ? 85 : 5) { return stream(&exchange, id: nextID) }
      return createAnswer(&exchange)
    }
    switch chance.number(0, 10) {
    case 0: exchange.addLeaving(creates: chance.happens(50), after: delay)
    case 1:
      exchange.addLeaving(creates: chance.happens(50), after: delay)
      exchange.add(.ends(.broken("connection reset")), after: chance.number(1, 30_000))
    case 2...5:
      exchange.addLeaving(creates: false, after: delay)
      end(&exchange, refusal(exchange.request))
    case 6, 7: openAnswer(&exchange, delay)
    case 8: upload(&exchange, delay)
    case 9:
      exchange.addLeaving(creates: true, after: delay)
      heldBack(&exchange)
    default:
      // A stream that contains no job.
      exchange.addLeaving(creates: chance.happens(50), after: delay)
      exchange.add(.opens, after: chance.number(1, 500))
      if chance.happens(50) {
        let error = LifecycleFields.of(code: chance.pick(Platform.codes), message: "sorry")
        exchange.add(.message(Message(fields: error)), after: chance.number(1, 500))
      }
      if chance.happens(80) { exchange.add(.ends(.stream(streamCause())), after: chance.number(1, 9000)) }
    }
  }

  /// The answer ends, or its body never does.
  private mutating func end(_ exchange: inout PlatformExchange, _ end: RequestEnd) {
    let what: Arrival = chance.happens(20) ? .part(end) : .ends(end)
    exchange.add(what, after: chance.number(1, 2000))
  }

  /// A slow body that breaks off, stalls, or is answered before it is complete.
  private mutating func upload(_ exchange: inout PlatformExchange, _ delay: Int64) {
    exchange.add(.leaves, after: delay)
    for _ in 0..<chance.number(0, 4) { exchange.add(.sent, after: chance.number(1, 20_000)) }
    switch chance.number(0, 3) {
    case 0: exchange.add(.ends(.broken("connection reset")), after: chance.number(1, 2000))
    case 1: break
    case 2: end(&exchange, chance.happens(50) ? refusal(exchange.request) : openEnd(makes: false))
    default:
      exchange.add(.whole(creates: true), after: chance.number(1, 9000))
      createAnswer(&exchange)
    }
  }

  /// The answer contains the id and does not end.
  private mutating func heldBack(_ exchange: inout PlatformExchange) {
    let part = LifecycleFields.of(
      id: nextID, status: chance.pick(Platform.notTerminal), broken: chance.happens(50))
    if exchange.request == .createStream, chance.happens(50) {
      exchange.add(.opens, after: chance.number(1, 2000))
      return exchange.add(.part(.stream(.complete, unfinished: part)), after: chance.number(0, 5000))
    }
    exchange.add(.part(.answer(200, part)), after: chance.number(1, 5000))
  }

  private mutating func createAnswer(_ exchange: inout PlatformExchange) {
    let ends = chance.happens(10)
    let word = ends ? chance.pick(Platform.terminal) : chance.pick(Platform.notTerminal)
    let isCut = chance.happens(10)
    let fields = LifecycleFields.of(id: nextID, status: chance.happens(90) ? word : nil, broken: isCut)
    let end = RequestEnd.answer(
      chance.pick([200, 201, 202]), fields,
      cause: isCut && chance.happens(50) ? .transport("cut") : .complete,
      hasOutputs: !chance.happens(trouble / 3))
    exchange.add(.ends(end), after: chance.number(1, 5000))
  }

  /// No job was made, and the answer proves it.
  private mutating func refusal(_ request: GenerationRequest) -> RequestEnd {
    let wish: Int64? = chance.happens(50) ? chance.pick([0, 1000, 4000, 100_000, 10_000_000]) : nil
    let cause: RequestEnd.Cause = chance.happens(5) ? .transport("cut") : .complete
    switch chance.number(0, 6) {
    case 0, 4: return .answer(429, chance.happens(50) ? errorBody() : nil, retryAfter: wish, cause: cause)
    case 1, 2:
      return .answer(503, .of(code: chance.pick(Platform.busyCodes), message: "words"), retryAfter: wish)
    case 3,
      5 where request == .createStream:
      return .answer(chance.pick([404, 405, 406, 415]), errorBody(), cause: cause)
    default:
      return .answer(
        chance.pick(Platform.refusals), chance.happens(70) ? errorBody() : nil, retryAfter: wish,
        cause: cause,
        text: pageOrNot())
    }
  }

  /// The body of an answer that is not JSON.
  private mutating func pageOrNot() -> String { chance.pick(["<html>", "", "no"]) }

  /// The body of an error before a job was made.
  private mutating func errorBody() -> LifecycleFields {
    let code = chance.pick(Platform.codes.filter { !Platform.lateCodes.contains($0) })
    switch chance.number(0, 3) {
    case 0: return .of(code: code, message: "words")
    case 1: return .of(message: "words")
    case 2: return .of(id: "req_9", code: code)
    default: return .of(code: code)
    }
  }

  /// The answer does not say whether a job was made.
  private mutating func openAnswer(_ exchange: inout PlatformExchange, _ delay: Int64) {
    let makes = chance.happens(50)
    let end = openEnd(makes: makes)
    exchange.addLeaving(creates: makes, after: delay)
    exchange.add(chance.happens(10) ? .part(end) : .ends(end), after: chance.number(1, 20_000))
  }

  private mutating func openEnd(makes: Bool) -> RequestEnd {
    let wish: Int64? = chance.happens(50) ? 1000 : nil
    switch chance.number(0, 7) {
    // A filter's page in place of the platform's answer.
    case 7: return .answer(chance.pick(Platform.filterStatuses), nil)
    // A gateway's own answer.
    case 0, 1:
      let body: LifecycleFields? = chance.happens(70) ? .of(message: "Service Unavailable") : nil
      return .answer(chance.pick(Platform.openStatuses + [503, 503]), body, retryAfter: wish)
    case 2: return .answer(chance.pick(Platform.openStatuses), errorBody(), retryAfter: wish)
    // The platform says that it had started the work.
    case 3:
      let status = chance.pick(Platform.openStatuses + Platform.refusals + [429, 503])
      return .answer(status, .of(code: chance.pick(Platform.lateCodes), message: "words"), retryAfter: wish)
    case 4: return .answer(200, chance.happens(50) ? .of(status: chance.pick(Platform.running)) : nil)
    case 5: return .answer(200, nil, cause: chance.happens(50) ? .transport("cut") : .limit("too long"))
    default:
      // An error that contains the job.
      return makes
        ? .answer(chance.pick([500, 503, 429, 409]), .of(id: nextID, status: "IN_QUEUE", message: "late"))
        : .answer(200, .of(status: "FAILED", code: chance.pick(Platform.codes)))
    }
  }

  mutating func streamCause() -> RequestEnd.Cause {
    chance.pick([.complete, .transport("connection reset"), .violation("an event is too long")])
  }
}
