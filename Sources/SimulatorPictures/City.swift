import Glibc

extension Scene {
  /// Draws three rows of buildings; the nearest is the clearest.
  func drawCity() {
    var random = random("city")
    for row in 0..<3 {
      let near = Float(row) / 2
      let tallest = unit * mix(0.3, 0.44, near)
      var x = -unit * 0.05 - time * unit * 0.004 * near
      while x < width {
        let breadth = unit * random.within(0.045...0.1) * mix(0.8, 1.15, near)
        let centre = abs((x + breadth / 2) / width - 0.5) * 2
        let tall = tallest * random.within(0.35...1) * mix(1.15, 0.55, centre * centre)
        drawBuilding(x: x, width: breadth, height: tall, near: near, &random)
        x += breadth * (random.unit() < 0.25 ? random.within(1.05...1.5) : random.within(0.8...1))
      }
    }
    drawQuay(&random)
  }

  /// Draws the shore between city and water, with lamps.
  private func drawQuay(_ random: inout PictureRandom) {
    var quay = Path()
    quay.rectangle(-1, horizon - unit * 0.014, width + 2, unit * 0.02)
    canvas.fill(quay, mix(palette.ground(Color(hex: 0x3d4046), light: 0.3), palette.haze, 0.1))
    guard brief.hour != .day else { return }
    var x = unit * 0.02
    while x < width {
      canvas.glow(x, horizon - unit * 0.018, radius: unit * 0.009, Color(hex: 0xffc46a), 0.7)
      x += unit * random.within(0.04...0.07)
    }
  }

  private func drawBuilding(
    x: Float, width breadth: Float, height tall: Float, near: Float, _ random: inout PictureRandom
  ) {
    let base = horizon + unit * 0.004
    let top = base - tall
    let wall = random.pick([0x7b8794, 0x9a8f84, 0x6b7078, 0xa8a39a, 0x596674].map { Color(hex: $0) })
    let outline = shape(x: x, top: top, base: base, width: breadth, tall: tall, &random)
    let pitch = max(3, unit * mix(0.009, 0.013, near))
    let isEvening = brief.hour == .night || brief.hour == .sunset
    let litShare: Float = brief.hour == .night ? 0.5 : isEvening ? 0.22 : 0.04
    let windowSeed = UInt32(truncatingIfNeeded: random.next())
    let warm = mix(Color(hex: 0xffd58a), Color(hex: 0xcfe6ff), random.unit() * random.unit())
    let haze = mix(0.55, 0.1, near)
    let glass = mix(palette.sky(0.5), palette.ground(wall, light: 0.2), 0.45)
    canvas.fill(outline) { px, py, _ in
      let across = (px - x) / breadth
      let light = lightSide < 0 ? 1 - across : across
      var color = palette.ground(wall, light: 0.25 + 0.55 * light)
      let (u, v) = ((px - x) / pitch, (py - top) / (pitch * 1.35))
      let (column, floor) = (u.rounded(.down), v.rounded(.down))
      let isPane = u - column > 0.28 && u - column < 0.86 && v - floor > 0.3 && v - floor < 0.84
      if isPane, across > 0.05, across < 0.95, floor >= 1 {
        var h = UInt32(truncatingIfNeeded: Int(column) &* 7919 &+ Int(floor) &* 104_729) ^ windowSeed
        h = (h ^ (h >> 15)) &* 0x2c1b_3c6d
        let isLit = Float((h >> 8) & 1023) / 1023 < litShare
        color = isLit ? warm * (0.75 + Float(h & 63) / 250) : mix(color, glass, 0.6)
      }
      let low = smoothstep(0.55, 1, (py - top) / tall)
      return mix(color, palette.haze, haze + 0.12 * low)
    }
    if near > 0.7, isEvening, random.unit() < 0.5 {
      canvas.glow(x + breadth / 2, top - unit * 0.003, radius: unit * 0.006, Color(hex: 0xff5a4a), 0.8)
    }
  }

  private func shape(
    x: Float, top: Float, base: Float, width breadth: Float, tall: Float, _ random: inout PictureRandom
  ) -> Path {
    var path = Path()
    path.rectangle(x, top, breadth, base - top)
    switch random.below(6) {
    case 0:
      path.rectangle(x + breadth * 0.2, top - tall * 0.09, breadth * 0.6, tall * 0.1)
      path.stroke(
        Point(x + breadth / 2, top), Point(x + breadth / 2, top - tall * 0.22), breadth * 0.05, breadth * 0.02
      )
    case 1:
      path.polygon(
        [Point(x, top), Point(x + breadth / 2, top - tall * 0.14), Point(x + breadth, top)].reversed())
    case 2: path.rectangle(x + breadth * 0.3, top - tall * 0.05, breadth * 0.4, tall * 0.06)
    case 3: path.polygon([Point(x, top), Point(x, top - tall * 0.08), Point(x + breadth, top)].reversed())
    default: break
    }
    return path
  }
}
