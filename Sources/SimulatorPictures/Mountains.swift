import Glibc

/// The upper edge of a piece of ground: a height for each column of the picture.
struct Ridge {
  private(set) var heights: [Float]
  private(set) var top: Float = .infinity

  /// Heights for every half column, starting before the left edge, so that slopes exist everywhere.
  init(width: Int, height: (_ x: Float) -> Float) {
    heights = (-1...width + 1).map { height(Float($0)) }
    for height in heights { top = min(top, height) }
  }

  @inline(__always)
  func callAsFunction(_ x: Float) -> Float {
    let place = min(max(x + 1, 0), Float(heights.count - 2))
    let index = Int(place)
    return mix(heights[index], heights[index + 1], place - Float(index))
  }

  /// The area below the edge.
  func path(down bottom: Float) -> Path {
    var path = Path()
    path.polygon(
      [Point(-1, bottom)] + heights.enumerated().map { Point(Float($0.offset) - 1, $0.element) }
        + [Point(Float(heights.count), bottom)])
    return path
  }
}

extension Scene {
  /// Draws mountain ranges from far to near, each less hazy than the previous one.
  func drawMountains(_ count: Int, tallest share: Float, down floor: Float = 0.02) {
    var random = random("mountains")
    let tallest = unit * share
    for layer in 0..<count {
      let near = count > 1 ? Float(layer) / Float(count - 1) : 1
      let amplitude = tallest * mix(1, 0.42, near) * random.within(0.85...1.1)
      let noise = Noise(&random)
      let frequency = mix(1.3, 2.4, near) / unit
      let offset = random.within(0...50) + time * 0.004 * (1 + near * 3)
      let ridge = Ridge(width: canvas.width) { x in
        let rise = noise.ridged(x * frequency + offset, 3.7, octaves: 7)
        return horizon + unit * 0.01 - amplitude * (0.12 + rise)
      }
      let range = Land(ridge: ridge, noise: noise, color: .zero, haze: mix(0.66, 0.12, near), grain: 5.5)
      drawRange(range, amplitude: amplitude, near: near, offset: offset * unit, down: floor)
    }
  }

  private func drawRange(_ range: Land, amplitude: Float, near: Float, offset: Float, down floor: Float) {
    let (ridge, noise, haze) = (range.ridge, range.noise, range.haze)
    let rock = mix(Color(hex: 0x6f7683), Color(hex: 0x4d5a4a), near)
    let snow = Color(hex: 0xf3f7fb)
    let snowLine = brief.isSnowy ? Float(1.4) : mix(0.42, 0.08, near)
    let (fine, shift) = (range.grain / unit, lightSide * unit * 0.006)
    canvas.fill(ridge.path(down: horizon + unit * floor)) { x, y, _ in
      let below = (y - ridge(x)) / amplitude
      let (u, v) = ((x + offset) * fine, y * fine * 0.75 + below * 0.7)
      let here = noise.ridged(u, v, octaves: 5)
      let there = noise.ridged(u + shift * fine, v - unit * 0.004 * fine, octaves: 5)
      let slope = (ridge(x + 3) - ridge(x - 3)) / 6 * lightSide
      let light = clamp(0.5 + (here - there) * 5 + slope * 0.28)
      let snowy = smoothstep(snowLine + 0.1, snowLine - 0.1, below + (here - 0.45) * 0.5)
      let color = palette.ground(mix(rock, snow, snowy), light: light)
      let low = smoothstep(0.1, 1.1, below)
      return mix(color, palette.haze, clamp(haze + 0.3 * low))
    }
  }
}
