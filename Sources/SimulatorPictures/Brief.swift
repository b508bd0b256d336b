/// What a prompt asks to be shown. Known words decide; the seed decides the rest.
struct Brief {
  enum Hour: CaseIterable { case dawn, day, sunset, night }
  enum Place: CaseIterable { case mountains, sea, lake, forest, meadow, desert, city, hills }

  var hour: Hour
  var place: Place
  var isSnowy: Bool
  var words: Set<String>
  var random: PictureRandom

  init(prompt: String, seed: UInt64) {
    var hash = seed ^ 0xcbf2_9ce4_8422_2325
    for byte in prompt.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    random = PictureRandom(seed: hash)
    let lowercased = prompt.lowercased().split { !$0.isLetter }.map(String.init)
    var words = Set(lowercased)
    for word in lowercased where word.hasSuffix("s") && word.count > 3 {
      words.insert(String(word.dropLast()))
    }
    self.words = words
    var choice = random.branch("brief")
    hour =
      Self.first(Self.hours, in: lowercased) ?? choice.pick([.dawn, .day, .day, .sunset, .sunset, .night])
    let chosen = choice.pick(Place.allCases)
    let named = Self.first(Self.places, in: lowercased) ?? Self.first(Self.homes, in: lowercased) ?? chosen
    let hasWater = !words.isDisjoint(with: ["lake", "river", "fjord", "water", "reflection"])
    place = named == .mountains && hasWater ? .lake : named
    isSnowy = !words.isDisjoint(with: [
      "snow", "snowy", "winter", "ice", "frozen", "arctic", "christmas", "ski",
    ])
  }

  func mentions(_ names: String...) -> Bool { names.contains { words.contains($0) } }

  /// The value of the first word of the prompt that is in the table.
  private static func first<Value>(_ table: [(Value, [String])], in words: [String]) -> Value? {
    for word in words {
      let singular = word.hasSuffix("s") ? String(word.dropLast()) : word
      if let row = table.first(where: { $0.1.contains(word) || $0.1.contains(singular) }) { return row.0 }
    }
    return nil
  }

  private static let hours: [(Hour, [String])] = [
    (
      .night,
      [
        "night", "midnight", "moon", "moonlight", "moonlit", "star", "starry", "aurora", "galaxy", "dark",
        "space",
      ]
    ),
    (.sunset, ["sunset", "dusk", "evening", "golden", "twilight", "autumn"]),
    (.dawn, ["dawn", "sunrise", "morning", "mist", "misty", "fog", "foggy", "pastel"]),
    (.day, ["day", "noon", "sunny", "sun", "bright", "summer", "spring", "daylight"]),
  ]

  private static let places: [(Place, [String])] = [
    (.city, ["city", "skyline", "street", "town", "downtown", "skyscraper", "cyberpunk", "neon"]),
    (.desert, ["desert", "dune", "sand", "sahara", "mars"]),
    (.sea, ["sea", "ocean", "beach", "wave", "island", "coast", "lighthouse", "harbor", "harbour"]),
    (.lake, ["lake", "river", "pond", "fjord", "water"]),
    (.mountains, ["mountain", "alp", "alps", "peak", "summit", "cliff", "volcano", "glacier"]),
    (.forest, ["forest", "wood", "jungle", "pine", "grove"]),
    (.meadow, ["meadow", "field", "flower", "garden", "grass", "park"]),
    (.hills, ["hill", "valley", "village", "vineyard", "countryside", "farm"]),
  ]

  /// The usual place of a subject, for a prompt that names no place.
  private static let homes: [(Place, [String])] = [
    (.city, ["building", "car", "robot", "bridge", "taxi"]),
    (.desert, ["camel", "pyramid", "cactus"]),
    (.sea, ["ship", "sail", "sailboat", "boat", "whale", "dolphin", "gull", "seagull"]),
    (.lake, ["reflection", "swan", "duck"]),
    (.mountains, ["eagle", "goat"]),
    (.forest, ["tree", "fox", "wolf", "bear", "deer", "owl"]),
    (.meadow, ["horse", "dog", "puppy", "cow", "sheep", "kite", "rabbit", "bunny"]),
    (.hills, ["cottage", "house", "cabin", "castle", "balloon", "cat", "kitten"]),
  ]
}
