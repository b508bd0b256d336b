import Glibc

/// A short tune made from words: each word is one or more notes, long words are long notes, and a full stop
/// is a rest.
struct Melody {
  static let rate = 22_050
  private var notes: [Note] = []
  let duration: Double

  private struct Note {
    var pitch: Double?
    var start: Double
    var length: Double
  }

  init(text: String, seed: UInt64) {
    var random = PictureRandom(seed: seed)
    let scale: [Double] = [0, 2, 4, 7, 9, 12, 14, 16]
    let root = 196 * pow(2, Double(random.below(6)) / 12)
    var degree = 2
    var time = 0.0
    for word in text.split(whereSeparator: \.isWhitespace).prefix(40) {
      let letters = word.unicodeScalars.reduce(0) { $0 &+ Int($1.value) }
      degree = min(scale.count - 1, max(0, degree + letters % 5 - 2))
      let length = 0.16 + 0.03 * Double(min(word.count, 10))
      notes.append(Note(pitch: root * pow(2, scale[degree] / 12), start: time, length: length))
      time += length
      if word.hasSuffix(".") || word.hasSuffix(",") { time += 0.18 }
    }
    notes.append(Note(pitch: root, start: time, length: 0.7))
    duration = time + 1.2
  }

  /// One channel of 16 bits.
  var samples: [Int16] {
    var sound = [Float](repeating: 0, count: Int(duration * Double(Self.rate)))
    for note in notes { add(note, to: &sound) }
    return sound.map { Int16(max(-1, min(1, $0)) * 32_000) }
  }

  /// A plucked tone: higher partials fade faster.
  private func add(_ note: Note, to sound: inout [Float]) {
    guard let pitch = note.pitch else { return }
    let first = Int(note.start * Double(Self.rate))
    let count = min(sound.count - first, Int((note.length + 0.5) * Double(Self.rate)))
    for index in 0..<max(0, count) {
      let t = Double(index) / Double(Self.rate)
      var value = 0.0
      for partial in 1...4 {
        let order = Double(partial)
        value += sin(2 * .pi * pitch * order * t) * exp(-t * (3 + 2.5 * order)) / (order * order)
      }
      let attack = min(1, t / 0.008)
      let release = min(1, Double(count - index) / 400)
      sound[first + index] += Float(value * attack * release * 0.45)
    }
  }
}

enum WAV {
  static func encode(_ samples: [Int16], rate: Int) -> [UInt8] {
    var format = Chunks()
    format.short(1, 1)
    format.long(rate, rate * 2)
    format.short(2, 16)
    var content = Chunks()
    content.chunk("fmt ", format.bytes)
    content.chunk(
      "data", samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
    var file = Chunks()
    file.list("WAVE", content.bytes, kind: "RIFF")
    return file.bytes
  }
}
