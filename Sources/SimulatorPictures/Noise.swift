/// A random number generator with the same sequence on every machine.
struct PictureRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// At least 0 and less than 1.
  mutating func unit() -> Float { Float(next() >> 40) / Float(1 << 24) }

  mutating func within(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  mutating func below(_ count: Int) -> Int { Int(next() >> 33) % max(count, 1) }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// A separate generator for a part of a picture, so that a change in one part does not change the others.
  func branch(_ name: StaticString) -> PictureRandom {
    var hash = state
    name.withUTF8Buffer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    return PictureRandom(seed: hash)
  }
}

/// Gradient noise in the plane, about -1 to 1, and sums of octaves.
struct Noise {
  private let seed: UInt32

  init(_ random: inout PictureRandom) { seed = UInt32(truncatingIfNeeded: random.next()) }

  @inline(__always)
  private func corner(_ xi: Int32, _ yi: Int32, _ dx: Float, _ dy: Float) -> Float {
    var h = UInt32(bitPattern: xi) &* 0x9e37_79b1 ^ UInt32(bitPattern: yi) &* 0x85eb_ca77 ^ seed
    h = (h ^ (h >> 15)) &* 0x2c1b_3c6d
    h = (h ^ (h >> 12)) &* 0x297a_2d39
    h ^= h >> 15
    let gx = Float(h & 0xffff) * (1 / 32768) - 1
    let gy = Float(h >> 16) * (1 / 32768) - 1
    return gx * dx + gy * dy
  }

  func callAsFunction(_ x: Float, _ y: Float) -> Float {
    let fx = x.rounded(.down)
    let fy = y.rounded(.down)
    let xi = Int32(fx)
    let yi = Int32(fy)
    let dx = x - fx
    let dy = y - fy
    let u = dx * dx * dx * (dx * (dx * 6 - 15) + 10)
    let v = dy * dy * dy * (dy * (dy * 6 - 15) + 10)
    let top = mix(corner(xi, yi, dx, dy), corner(xi &+ 1, yi, dx - 1, dy), u)
    let bottom = mix(corner(xi, yi &+ 1, dx, dy - 1), corner(xi &+ 1, yi &+ 1, dx - 1, dy - 1), u)
    return 1.5 * mix(top, bottom, v)
  }

  /// Smooth noise, about -1 to 1. The octaves are rotated to hide the grid.
  func fractal(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var (x, y, sum, amplitude) = (x, y, Float(0), Float(0.5))
    for _ in 0..<octaves {
      sum += amplitude * self(x, y)
      (x, y) = (1.6 * x - 1.2 * y + 17.1, 1.2 * x + 1.6 * y + 9.3)
      amplitude *= 0.5
    }
    return sum
  }

  /// Noise with sharp crests, 0 to 1.
  func ridged(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var (x, y, sum, amplitude, weight) = (x, y, Float(0), Float(0.55), Float(1))
    for _ in 0..<octaves {
      let crest = 1 - min(1, abs(self(x, y)) * 1.3)
      let value = crest * crest * weight
      sum += amplitude * value
      weight = min(1, value * 1.6 + 0.15)
      (x, y) = (1.6 * x - 1.2 * y + 31.7, 1.2 * x + 1.6 * y + 5.9)
      amplitude *= 0.5
    }
    return sum
  }
}

@inline(__always)
func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

@inline(__always)
func clamp(_ value: Float) -> Float { min(1, max(0, value)) }

@inline(__always)
func smoothstep(_ low: Float, _ high: Float, _ value: Float) -> Float {
  let t = clamp((value - low) / (high - low))
  return t * t * (3 - 2 * t)
}
