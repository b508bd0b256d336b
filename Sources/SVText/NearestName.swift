/// Finds the name that was probably meant.
public enum NearestName {
  /// The candidate most similar to a text; nil if none is similar enough to suggest.
  @inline(never)
  public static func nearest(to text: UTF8Slice, among candidates: [UTF8Slice]) -> UTF8Slice? {
    let wanted = folded(text)
    guard !wanted.isEmpty else { return nil }
    var best: (distance: Int, candidate: UTF8Slice)?
    var related: UTF8Slice?
    for candidate in candidates.prefix(candidatesMax) {
      let other = folded(candidate)
      if related == nil, contains(wanted, other) { related = candidate }
      // Any two very short names are similar, so they need a stricter limit.
      let longest = max(wanted.count, other.count)
      let limit = longest < 3 ? 0 : max(1, longest / 3)
      guard max(wanted.count &- other.count, other.count &- wanted.count) <= limit else { continue }
      let distance = distance(wanted, other)
      if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    return best?.candidate ?? related
  }

  /// At most this many names are compared.
  public static let candidatesMax = 500
  private static let lengthMax = 64

  /// "1080" matches "1080p"; "img" does not match "images_and_more".
  private static func contains(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count >= 3, other.count >= 3 else { return false }
    return one.starts(with: other) || other.starts(with: one)
  }

  /// Most mistakes are in the case and in how words are joined, so these are ignored.
  private static func folded(_ text: UTF8Slice) -> [UInt8] {
    var folded: [UInt8] = []
    for byte in text.part(0, lengthMax).bytes {
      if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ") { continue }
      folded.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
    }
    return folded
  }

  /// The edit distance: insertions, deletions, substitutions, and swaps of neighbours.
  @inline(never)
  public static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...other.count)
    for row in 0..<one.count {
      var next = [row &+ 1]
      for column in 0..<other.count {
        let change = last[column] &+ (one[row] == other[column] ? 0 : 1)
        var cost = min(change, last[column &+ 1] &+ 1, next[column] &+ 1)
        if row > 0, column > 0, one[row] == other[column &- 1], one[row &- 1] == other[column] {
          cost = min(cost, before[column &- 1] &+ 1)
        }
        next.append(cost)
      }
      before = last
      last = next
    }
    return last[other.count]
  }
}
