import Glibc

/// A piece of rolling land.
struct Land {
  var ridge: Ridge
  var noise: Noise
  var color: Color
  /// How much it fades with distance.
  var haze: Float
  /// How fine its surface is, in marks per unit.
  var grain: Float
}

extension Scene {
  /// Rolling hills from far to near. Returns them, so that trees can be placed on them.
  func hills(_ count: Int, from top: Float, colors: [Color], steepness: Float, _ random: inout PictureRandom)
    -> [Land]
  {
    (0..<count).map { layer in
      let near = count > 1 ? Float(layer) / Float(count - 1) : 1
      let noise = Noise(&random)
      let base = mix(top, mix(top, height, 0.6), near * near * 0.4 + near * 0.6)
      let amplitude = unit * steepness * mix(0.55, 1, near)
      let (frequency, offset) = (
        mix(2.1, 1.1, near) / unit, random.within(0...40) + time * 0.006 * (1 + near * 2)
      )
      let ridge = Ridge(width: canvas.width) { x in
        base - amplitude * noise.fractal(x * frequency + offset, 0.5, octaves: 3)
      }
      let color = colors[min(layer * colors.count / count, colors.count - 1)]
      return Land(
        ridge: ridge, noise: noise, color: color, haze: mix(0.55, 0, near.squareRoot()),
        grain: mix(40, 14, near))
    }
  }

  func draw(_ land: Land) {
    let cover = brief.isSnowy ? Color(hex: 0xeef3f9) : land.color
    let ridge = land.ridge
    canvas.fill(ridge.path(down: height + 2)) { x, y, _ in
      let below = (y - ridge(x)) / unit
      let slope = (ridge(x + 4) - ridge(x - 4)) / 8 * lightSide
      let near = 1 / (below + 0.12)
      let mark = land.noise.fractal(x / unit * land.grain, below * land.grain * 3.2, octaves: 3)
      let patch = land.noise.fractal(x / unit * 3, below * 9, octaves: 3)
      let light = 0.62 + slope * 0.9 + mark * 0.16 + patch * 0.35 - smoothstep(0.1, 0.7, below) * 0.3
      let rim = smoothstep(0.02, 0, below) * 0.12
      let color = palette.ground(cover * (1 + patch * 0.18), light: light + rim)
      return mix(color, palette.haze, clamp(land.haze * (0.85 + 0.015 * near)))
    }
  }

  /// More distant flowers are denser and smaller.
  func drawFlowers(on land: Land, _ random: inout PictureRandom) {
    let colors = flowerColors(&random)
    let bottom = height + unit * 0.02
    let count = Int(900 * width / unit)
    let places = (0..<count).map { _ in
      (random.unit() * width, random.unit(), random.pick(colors), random.unit())
    }
    for (x, depth, color, size) in places.sorted(by: { $0.1 < $1.1 }) {
      let top = land.ridge(x)
      let y = mix(top, bottom, depth * depth)
      let radius = unit * (0.0012 + 0.0075 * depth * depth) * (0.6 + 0.8 * size)
      let sway = sin(time * 2 + x * 0.02) * radius * 0.6 * depth
      var stem = Path()
      stem.stroke(Point(x, y + radius * 3), Point(x + sway, y), radius * 0.35, radius * 0.25)
      canvas.fill(stem, palette.ground(Color(hex: 0x4c7a32), light: 0.5))
      var petals = Path()
      for petal in 0..<5 {
        let angle = Float(petal) * 1.2566 + size * 6
        petals.ellipse(
          x + sway + cos(angle) * radius * 0.6, y + sin(angle) * radius * 0.5, radius * 0.55, radius * 0.5)
      }
      canvas.fill(petals, mix(palette.ground(color, light: 0.75 + size * 0.3), palette.haze, land.haze))
      canvas.glow(
        x + sway, y, radius: radius * 0.35, palette.ground(Color(hex: 0xffdf5a), light: 0.9), 0.9, adds: false
      )
    }
  }

  private func flowerColors(_ random: inout PictureRandom) -> [Color] {
    let named: [(String, UInt32)] = [
      ("red", 0xd8352f), ("poppy", 0xe0402f), ("blue", 0x4f74d9), ("yellow", 0xf3cf3c),
      ("sunflower", 0xf2b824),
      ("lavender", 0x9a7bd0), ("purple", 0x8d55c7), ("pink", 0xee8fb4), ("white", 0xf6f4ee),
      ("orange", 0xf08a2c),
    ]
    let asked = named.filter { brief.words.contains($0.0) }.map { Color(hex: $0.1) }
    if !asked.isEmpty { return asked }
    return [0xf6f4ee, 0xee8fb4, 0xf3cf3c, 0x9a7bd0, 0xd8352f].map { Color(hex: $0) }.dropFirst(
      random.below(3)
    ).map {
      $0
    }
  }
}

extension Scene {
  /// Draws dunes with a long windward side, a sharp crest, a shaded lee side and ripples. Returns the nearest
  /// dune.
  func drawDunes() -> Land? {
    var random = random("dunes")
    let sand = brief.mentions("mars", "red") ? Color(hex: 0xb85a35) : Color(hex: 0xdcab6b)
    let count = 5
    var front: Land?
    for layer in 0..<count {
      let near = Float(layer) / Float(count - 1)
      let noise = Noise(&random)
      let base = mix(horizon + unit * 0.02, height * 1.04, near * near * 0.75 + near * 0.12)
      let amplitude = unit * mix(0.06, 0.24, near)
      let (frequency, offset) = (
        mix(2.6, 0.9, near) / unit, random.within(0...40) + time * 0.004 * (1 + near * 2)
      )
      let crest: (Float) -> Float = { x in
        let value = noise(x * frequency + offset, 2.5) + 0.25 * noise(x * frequency * 2.3 + offset, 7.5)
        return 1 - min(1, abs(value) * 1.25)
      }
      let ridge = Ridge(width: canvas.width) { x in base - amplitude * crest(x) * crest(x) }
      let haze = mix(0.5, 0.02, near.squareRoot())
      canvas.fill(ridge.path(down: height + 2)) { x, y, _ in
        let below = (y - ridge(x)) / unit
        let bend = noise.fractal(x / unit * 2.2, below * 4, octaves: 3)
        let shifted = x + below * unit * 0.55 * lightSide + bend * unit * 0.06
        let slope = (ridge(shifted + 3) - ridge(shifted - 3)) / 6 * lightSide
        let ripple =
          sin((below * 190 + bend * 16 + x / unit * 14) * mix(1.6, 0.8, near)) * 0.035
          * smoothstep(0, 0.08, below)
        let light = clamp(0.62 + slope * 1.5 + ripple + bend * 0.1) - smoothstep(0.05, 0.5, below) * 0.1
        return mix(palette.ground(sand, light: light), palette.haze, haze)
      }
      front = Land(ridge: ridge, noise: noise, color: sand, haze: haze, grain: 1)
    }
    return front
  }
}
