import SVText

/// The balance in an answer to GET /credits. The format of the answer is not documented, so the balance is
/// found by its usual names. If several different numbers could be the balance, the result is nil.
public struct CreditBalance: Equatable, Sendable {
  /// The number as written in the answer. It may have been a text that contains a number.
  public let raw: String
  public let value: Double

  private static let depthMax = 4
  private static let rawBytesMax = 64

  /// Returns nil for an answer that is not JSON. Throws only if there is no memory.
  public init?(answer: UnsafeRawBufferPointer) throws(JSONError) {
    let root: JSONNode
    do { root = try JSONDocument(answer).root } catch {
      if error.reason == .memory { throw error }
      return nil
    }
    guard root.kind == .object,
      let found = CreditBalance.search(root, withWeakNames: false)
        ?? CreditBalance.search(root, withWeakNames: true),
      found.isClear,
      let balance = found.balance
    else { return nil }
    self = balance
  }

  private init?(_ node: JSONNode) {
    guard node.raw.count <= CreditBalance.rawBytesMax, let value = CreditBalance.number(node), value.isFinite
    else {
      return nil
    }
    raw = node.rawText
    self.value = value
  }

  private static func number(_ node: JSONNode) -> Double? {
    guard let text = node.string else { return node.double }
    do { return try JSONDocument(text: text).root.double } catch { return nil }
  }

  private struct Finding {
    var balance: CreditBalance?
    var rank = Int.max
    /// All values under the name of this rank are equal.
    var isClear = true

    mutating func take(_ other: CreditBalance, rank: Int) {
      if rank == self.rank { isClear = isClear && balance?.value == other.value }
      guard rank < self.rank else { return }
      (balance, self.rank, isClear) = (other, rank, true)
    }
  }

  /// Searches the outermost level that has one of the names.
  private static func search(_ answer: JSONNode, withWeakNames: Bool) -> Finding? {
    var level = [answer]
    for _ in 0..<depthMax where !level.isEmpty {
      var finding = Finding()
      var below: [JSONNode] = []
      for object in level {
        let names = !withWeakNames ? BalanceName.plain : hasUsedAmount(object) ? [] : BalanceName.weak
        for (key, value) in object.members {
          if value.kind == .object { below.append(value) }
          guard let rank = BalanceName.rank(of: key, in: names), let balance = CreditBalance(value) else {
            continue
          }
          finding.take(balance, rank: rank)
        }
      }
      if finding.balance != nil { return finding }
      level = below
    }
    return nil
  }

  private static func hasUsedAmount(_ object: JSONNode) -> Bool {
    for (key, _) in object.members where BalanceName.rank(of: key, in: BalanceName.used) != nil {
      return true
    }
    return false
  }
}

/// The names of a balance, in lower case and without separators.
private enum BalanceName {
  /// If an object has several of these names, the first in this list counts.
  static var plain: [StaticString] {
    [
      "availablecredits", "creditsavailable", "availablebalance", "available", "remainingcredits",
      "creditsremaining",
      "creditsleft", "creditbalance", "creditsbalance", "currentbalance", "totalbalance", "balance",
      "remaining",
    ]
  }
  /// These names mean the balance only if the object has no amount that was used.
  static var weak: [StaticString] { ["credits", "credit", "totalcredits", "total"] }
  static var used: [StaticString] { ["used", "usedcredits", "creditsused", "spent", "consumed"] }

  static func rank(of key: String, in names: [StaticString]) -> Int? {
    var letters: [UInt8] = []
    for byte in key.utf8 where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") {
      if letters.count == 32 { return nil }
      letters.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
    }
    let bytes = letters.span
    return names.firstIndex { name in
      guard name.utf8CodeUnitCount == bytes.count else { return false }
      for at in 0..<bytes.count where name.utf8Start[at] != bytes[at] { return false }
      return true
    }
  }
}
