/// The workspace's account. Credits of the subscription are used first, then those of add-on packs.
struct Credits {
  private(set) var subscription: Int
  private(set) var permanent: Int

  /// 80 % are from the subscription, so that an account that is used up exercises both.
  init(total: Int) {
    subscription = total - total / 5
    permanent = total / 5
  }

  var total: Int { subscription + permanent }

  /// Takes credits; takes nothing and returns nil if there are too few.
  mutating func charge(_ amount: Int) -> Usage? {
    guard amount <= total else { return nil }
    let first = min(amount, subscription)
    subscription -= first
    permanent -= amount - first
    return Usage(subscription: first, permanent: amount - first)
  }

  mutating func refund(_ usage: Usage) {
    subscription += usage.subscription
    permanent += usage.permanent
  }

  var json: JSONValue {
    ["total": .integer(total), "subscription": .integer(subscription), "permanent": .integer(permanent)]
  }

  static func cost(of kind: MediaKind, count: Int) -> Int {
    switch kind {
    case .image: 10 * count
    case .video: 50 * count
    case .audio: 5 * count
    }
  }
}

struct Usage: Equatable {
  var subscription = 0
  var permanent = 0

  var json: JSONValue {
    [
      "total": .integer(subscription + permanent), "subscription": .integer(subscription),
      "permanent": .integer(permanent),
    ]
  }
}
