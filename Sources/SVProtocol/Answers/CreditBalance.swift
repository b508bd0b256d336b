import SVText

/// The balance in an answer to GET /credits. The shape of that answer is not documented, so it is looked for
/// by the names that a balance has; where it could be one of several numbers, there is none.
public struct CreditBalance: Equatable, Sendable {
  /// As it stands in the answer: a number, or a text that is one.
  public let raw: String
  public let value: Double

  private static let depthMax = 4
  private static let rawBytesMax = 64

  /// Nil for an answer that is not JSON, too. Throws only without memory.
  public init?(answer: UnsafeRawBufferPointer) throws(JSONError) {
    let root: JSONNode
    do { root = try JSONDocument(answer).root } catch {
      if error.reason == .memory { throw error }
      return nil
    }
    guard root.kind == .object,
      let found = CreditBalance.search(root, weakly: false) ?? CreditBalance.search(root, weakly: true),
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
    /// Every number under the same name is the same.
    var isClear = true

    mutating func take(_ other: CreditBalance, rank: Int) {
      if rank == self.rank { isClear = isClear && balance?.value == other.value }
      guard rank < self.rank else { return }
      (balance, self.rank, isClear) = (other, rank, true)
    }
  }

  /// What the outermost level has that knows any of the names.
  private static func search(_ answer: JSONNode, weakly: Bool) -> Finding? {
    var level = [answer]
    for _ in 0..<depthMax where !level.isEmpty {
      var finding = Finding()
      var below: [JSONNode] = []
      for object in level {
        let names = !weakly ? BalanceName.plain : tellsUse(object) ? [] : BalanceName.weak
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

  private static func tellsUse(_ object: JSONNode) -> Bool {
    for (key, _) in object.members where BalanceName.rank(of: key, in: BalanceName.used) != nil {
      return true
    }
    return false
  }
}

/// What names a balance, without case and separators.
private enum BalanceName {
  /// The earlier goes before the later where both stand side by side.
  static var plain: [StaticString] {
    [
      "availablecredits", "creditsavailable", "availablebalance", "available", "remainingcredits",
      "creditsremaining",
      "creditsleft", "creditbalance", "creditsbalance", "currentbalance", "totalbalance", "balance",
      "remaining",
    ]
  }
  /// These mean the balance only where nothing beside them tells what was used of it.
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
