/// Red, green and blue from 0 to 1, in the colour space of the file.
typealias Color = SIMD3<Float>

extension SIMD3<Float> {
  init(hex: UInt32) {
    self.init(Float(hex >> 16 & 255) / 255, Float(hex >> 8 & 255) / 255, Float(hex & 255) / 255)
  }

  var luminance: Float { 0.3 * x + 0.59 * y + 0.11 * z }

  /// Above 1 colours become stronger, below 1 greyer.
  func saturated(_ amount: Float) -> Color { mix(Color(repeating: luminance), self, amount) }
}

@inline(__always)
func mix(_ a: Color, _ b: Color, _ t: Float) -> Color { a + (b - a) * t }

/// Colours at positions from 0 to 1, with interpolation.
struct Gradient {
  private let stops: [(place: Float, color: Color)]

  init(_ stops: (Float, UInt32)...) { self.stops = stops.map { ($0.0, Color(hex: $0.1)) } }

  func callAsFunction(_ place: Float) -> Color {
    guard var before = stops.first else { return .zero }
    for stop in stops {
      if stop.place >= place {
        let span = stop.place - before.place
        return span > 0
          ? mix(before.color, stop.color, smoothstep(0, 1, (place - before.place) / span)) : stop.color
      }
      before = stop
    }
    return before.color
  }
}
