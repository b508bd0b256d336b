/// Keys that are looked up, each with a place: the first one added has place 0, and so on.
public struct Places<Key: Hashable> {
  /// The keys in the order of their places.
  public private(set) var keys: [Key] = []
  /// Places by the hash of their key, counted from 1; 0 stands for none. Never more than half full.
  private var slots: [Int32] = []

  /// Few keys are found faster one after the other.
  private static var few: Int { 8 }

  /// No keys.
  public init() {}

  /// How many keys there are.
  public var count: Int { keys.count }

  /// The place of a key, nil when it has none.
  @inline(never)
  public func place(of key: Key) -> Int? {
    if slots.isEmpty { return keys.firstIndex(of: key) }
    let known = Int(slots[slot(of: key)])
    return known == 0 ? nil : known &- 1
  }

  /// Whether the key has a place.
  public func has(_ key: Key) -> Bool { place(of: key) != nil }

  /// Gives a key a place, if it has none. Whether it is new.
  @inline(never)
  public mutating func add(_ key: Key) -> (place: Int, isNew: Bool) {
    if let place = place(of: key) { return (place, false) }
    keys.append(key)
    if keys.count > Self.few {
      if keys.count > slots.count / 2 { spread() } else { slots[slot(of: key)] = Int32(clamping: keys.count) }
    }
    return (keys.count &- 1, true)
  }

  private mutating func spread() {
    slots = [Int32](repeating: 0, count: max(4 * Self.few, 2 * slots.count))
    for (place, key) in keys.enumerated() { slots[slot(of: key)] = Int32(clamping: place &+ 1) }
  }

  /// The slot that a key has, or the empty one that it would get.
  private func slot(of key: Key) -> Int {
    var hasher = Hasher()
    key.hash(into: &hasher)
    let mask = slots.count &- 1
    var slot = hasher.finalize() & mask
    while slots[slot] != 0, keys[Int(slots[slot]) &- 1] != key { slot = (slot &+ 1) & mask }
    return slot
  }
}
