import SVJSON
import SVProtocol

/// A model of the platform and of the network before it. It keeps the truth, how many jobs it made, and answers as badly as
/// a real one could: lost, late, cut, doubled, out of order, and with lies. What it must keep is the contract's word on
/// money: a refusal in the platform's own form, and any 4xx, means that no job was made.
struct Platform {
  struct Job {
    let id: String
    let endsAt: Int64
    let lastWord: String
  }

  /// How many percent of the requests meet trouble.
  let trouble: Int64
  var chance: Chance
  /// In some worlds the key is worth nothing.
  private let isKeyBad: Bool
  private(set) var jobs: [Job] = []

  static let running = ["IN_QUEUE", "IN_PROGRESS", "starting", "processing", "queued", "running"]
  static let terminal = ["COMPLETED", "SUCCEEDED", "succeeded", "FAILED", "failed", "CANCELED", "cancelled"]
  static let unknown = ["done", "moderating", "", "COMPLETE", "error"]
  static let notTerminal = running + unknown
  static let words = terminal + notTerminal
  static let refusals = [400, 401, 402, 403, 404, 408, 409, 422, 425, 301, 307, 308]
  static let codes = [
    "IMAGE_GENERATION_FAILED", "VIDEO_GENERATION_TIMEOUT", "INSUFFICIENT_CREDITS", "IMAGE_GENERATION_RATE_LIMITED",
    "TTS_GENERATION_PROVIDER_UNAVAILABLE", "IMAGE_GENERATION_INVALID_INPUT", "VIDEO_GENERATION_CONTENT_REJECTED",
    "NEW_CODE",
  ]

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

  mutating func answer(_ request: GenerationRequest, id: String?, now: Int64) -> Exchange {
    var exchange = Exchange(request, at: now)
    if isKeyBad {
      exchange.add(.leaves(creates: false), after: 10)
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

  /// The id of the next job that is made.
  var nextID: String { "gen_\(jobs.count + 1)" }

  private mutating func create(_ exchange: inout Exchange) {
    let isTroubled = chance.happens(trouble / 2)
    if isTroubled, chance.happens(25) {
      // The connection is not made: it fails, or nothing is heard of it.
      if chance.happens(60) { exchange.add(.ends(.broken("connection refused")), after: chance.number(1, 3000)) }
      return
    }
    let delay = chance.number(1, 400)
    guard isTroubled else {
      exchange.add(.leaves(creates: true), after: delay)
      if chance.happens(exchange.request == .createStream ? 85 : 5) { return stream(&exchange, id: nextID) }
      return createAnswer(&exchange)
    }
    switch chance.number(0, 8) {
    case 0: exchange.add(.leaves(creates: chance.happens(50)), after: delay)
    case 1:
      exchange.add(.leaves(creates: chance.happens(50)), after: delay)
      exchange.add(.ends(.broken("connection reset")), after: chance.number(1, 30_000))
    case 2...6:
      exchange.add(.leaves(creates: false), after: delay)
      exchange.add(.ends(refusal(exchange.request)), after: chance.number(1, 2000))
    case 7: openAnswer(&exchange, delay)
    default:
      // A stream that says nothing of a job.
      exchange.add(.leaves(creates: chance.happens(50)), after: delay)
      exchange.add(.opens, after: chance.number(1, 500))
      if chance.happens(50) {
        exchange.add(.message(.of(code: chance.pick(Platform.codes), message: "sorry")), after: chance.number(1, 500))
      }
      if chance.happens(80) { exchange.add(.ends(.stream(streamCause())), after: chance.number(1, 9000)) }
    }
  }

  private mutating func createAnswer(_ exchange: inout Exchange) {
    let ends = chance.happens(10)
    let word = ends ? chance.pick(Platform.terminal) : chance.pick(Platform.notTerminal)
    let isCut = chance.happens(10)
    let fields = LifecycleFields.of(id: nextID, status: chance.happens(90) ? word : nil, broken: isCut)
    let end = RequestEnd.answer(
      chance.pick([200, 201, 202]), fields, cause: isCut && chance.happens(50) ? .transport("cut") : .complete)
    exchange.add(.ends(end), after: chance.number(1, 5000))
  }

  /// No job was made, and the answer says so in a form that the contract knows.
  private mutating func refusal(_ request: GenerationRequest) -> RequestEnd {
    let wish: Int64? = chance.happens(50) ? chance.pick([0, 1000, 4000, 100_000, 10_000_000]) : nil
    let fields = errorBody()
    let cause: RequestEnd.Cause = chance.happens(5) ? .transport("cut") : .complete
    switch chance.number(0, 6) {
    case 0, 4: return .answer(429, chance.happens(50) ? fields : nil, retryAfter: wish, cause: cause)
    case 1: return .answer(503, fields, retryAfter: wish)
    case 2: return .answer(chance.pick([500, 502, 504, 521]), fields, retryAfter: wish)
    case 3,
      5 where request == .createStream:
      return .answer(chance.pick([404, 405, 406, 415, 501]), fields, cause: cause)
    default:
      return .answer(chance.pick(Platform.refusals), chance.happens(70) ? fields : nil, retryAfter: wish, cause: cause)
    }
  }

  private mutating func errorBody() -> LifecycleFields {
    switch chance.number(0, 3) {
    case 0: .of(code: chance.pick(Platform.codes), message: "words")
    case 1: .of(message: "words")
    case 2: .of(id: "req_9", code: chance.pick(Platform.codes))
    default: .of(code: chance.pick(Platform.codes))
    }
  }

  /// The answer leaves open whether a job was made.
  private mutating func openAnswer(_ exchange: inout Exchange, _ delay: Int64) {
    let makes = chance.happens(50)
    exchange.add(.leaves(creates: makes), after: delay)
    let end: RequestEnd =
      switch chance.number(0, 5) {
      case 0: .answer(chance.pick([500, 502, 503, 504, 520]), retryAfter: chance.happens(50) ? 1000 : nil)
      case 1: .answer(chance.pick([500, 503]), .of(), retryAfter: 1000)
      case 2: .answer(200, chance.happens(50) ? .of(status: chance.pick(Platform.running)) : nil)
      case 3: .answer(200, nil, cause: chance.happens(50) ? .transport("cut") : .violation("too long"))
      case 4: .answer(chance.pick([302, 303]))
      default:
        // An error that nevertheless tells of the job.
        makes
          ? .answer(chance.pick([500, 503, 429, 409]), .of(id: nextID, status: "IN_QUEUE", message: "late"))
          : .answer(200, .of(status: "FAILED", code: chance.pick(Platform.codes)))
      }
    exchange.add(.ends(end), after: chance.number(1, 20_000))
  }

  mutating func streamCause() -> RequestEnd.Cause {
    chance.pick([.complete, .transport("connection reset"), .violation("an event is too long")])
  }
}
