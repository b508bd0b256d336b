/// The simulation's only source of randomness (SplitMix64): a seed gives the same run on every machine.
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// From `low` to `high`, both included. The small bias does not matter here; avoiding it would need a
  /// division, which is slow.
  mutating func number(_ low: Int64, _ high: Int64) -> Int64 {
    low + Int64(next().multipliedFullWidth(by: UInt64(high - low + 1)).high)
  }

  mutating func happens(_ percent: Int64) -> Bool { number(0, 99) < percent }

  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int(number(0, Int64(choices.count - 1)))]
  }
}
