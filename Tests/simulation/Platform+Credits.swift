import SVProtocol
import SVText

/// The platform's balance answers, with balances around the floor (min_credits) if the world has one.
extension Platform {
  static let floor: Int64 = 50
  private static let balances = ["49", "49.99", "-3", "0", "50", "50.0", "51", "1e9"]

  mutating func balance(_ exchange: inout PlatformExchange) {
    let latency = chance.number(1, 800)
    guard chance.happens(trouble) else {
      exchange.addLeaving(creates: false, after: latency)
      return exchange.add(.ends(balanceAnswer()), after: latency)
    }
    if chance.happens(15) { return exchange.add(.ends(.broken("connection refused")), after: latency) }
    exchange.addLeaving(creates: false, after: latency)
    if chance.happens(10) { return exchange.add(.part(balanceAnswer()), after: latency) }
    if chance.happens(20) { return }
    exchange.add(.ends(badBalance()), after: chance.number(1, chance.pick([100, 9000, 30_000])))
  }

  private mutating func balanceAnswer() -> RequestEnd {
    var end = RequestEnd.answer(200, .of())
    // Most accounts have enough credits; otherwise few worlds would continue.
    end.balance = Platform.balance(chance.happens(70) ? "51" : chance.pick(Platform.balances))
    return end
  }

  private static func balance(_ balance: String) -> CreditBalance? {
    Array("{\"balance\":\(balance)}".utf8).withUnsafeBytes { try? CreditBalance(answer: $0) }
  }

  private mutating func badBalance() -> RequestEnd {
    let wish: Int64? = chance.happens(40) ? chance.pick([0, 1000, 4000, 1_000_000]) : nil
    switch chance.number(0, 5) {
    case 0: return .broken("connection reset")
    case 1: return .answer(200, chance.happens(50) ? .of() : nil)
    case 2: return .answer(chance.pick([401, 402, 403, 404, 301]), .of(message: "no"))
    case 3: return .answer(200, nil, cause: .violation("too long"))
    case 4:
      var cut = balanceAnswer()
      cut.cause = .transport("cut")
      return cut
    default:
      let fields: LifecycleFields? = chance.happens(50) ? .of(message: "later") : nil
      return .answer(chance.pick([429, 500, 503]), fields, retryAfter: wish)
    }
  }
}
