/// A hash table from keys to places. The first key added has place 0, the next 1, and so on.
public struct Places<Key: Hashable> {
  /// The keys in the order of their places.
  public private(set) var keys: [Key] = []
  /// The places by the hash of their key, counted from 1; 0 is an empty slot. At most half of the slots are
  /// used.
  private var slots: [Int32] = []

  /// Up to this many keys, a linear search is faster.
  private static var few: Int { 8 }

  public init() {}

  public var count: Int { keys.count }

  /// The place of a key; nil if it was not added.
  @inline(never)
  public func place(of key: Key) -> Int? {
    if slots.isEmpty { return keys.firstIndex(of: key) }
    let known = Int(slots[slot(of: key)])
    return known == 0 ? nil : known &- 1
  }

  public func has(_ key: Key) -> Bool { place(of: key) != nil }

  /// Adds a key, unless it is there. Returns its place, and whether it is new.
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

  /// The slot of a key, or the empty slot where it would go.
  private func slot(of key: Key) -> Int {
    var hasher = Hasher()
    key.hash(into: &hasher)
    let mask = slots.count &- 1
    var slot = hasher.finalize() & mask
    while slots[slot] != 0, keys[Int(slots[slot]) &- 1] != key { slot = (slot &+ 1) & mask }
    return slot
  }
}
