import Glibc

// Single buildings in the landscape.
extension Scene {
  func drawBoat(_ x: Float, _ waterline: Float) {
    let size = unit * 0.2
    let y = waterline + sin(time * 1.6) * size * 0.02
    let sail = brief.color(default: 0xf6efe0)
    var shadow = Path()
    shadow.ellipse(x, y + size * 0.03, size * 0.5, size * 0.05)
    canvas.fill(shadow, palette.water * 0.45, opacity: 0.5)
    var mirror = Path()
    mirror.polygon([
      Point(x - size * 0.02, y), Point(x + size * 0.3, y + size * 0.02),
      Point(x - size * 0.02, y + size * 0.75),
    ])
    canvas.fill(mirror, palette.ground(sail, light: 0.6), opacity: 0.22)
    var hull = Path()
    hull.move(x - size * 0.42, y - size * 0.14)
    hull.curve(
      x - size * 0.36, y + size * 0.02, x - size * 0.28, y + size * 0.05, x - size * 0.1, y + size * 0.05)
    hull.line(x + size * 0.22, y + size * 0.05)
    hull.curve(
      x + size * 0.34, y + size * 0.04, x + size * 0.42, y - size * 0.05, x + size * 0.48, y - size * 0.17)
    hull.curve(
      x + size * 0.2, y - size * 0.1, x - size * 0.2, y - size * 0.1, x - size * 0.42, y - size * 0.14)
    canvas.fill(hull) { _, py, _ in
      let stripe = py < y - size * 0.08
      return palette.ground(Color(hex: stripe ? 0xf0e6d4 : 0x7a3b2e), light: 0.5 - (py - y) / size)
    }
    var mast = Path()
    mast.stroke(Point(x, y - size * 0.1), Point(x, y - size * 1.06), size * 0.022, size * 0.014)
    canvas.fill(mast, palette.ground(Color(hex: 0x5f4630), light: 0.4))
    for (side, tip, light) in [(Float(1), Float(0.36), Float(0.95)), (-1, -0.3, 0.7)] {
      var cloth = Path()
      cloth.move(x + side * size * 0.02, y - size * (side > 0 ? 1.02 : 0.9))
      cloth.curve(
        x + tip * size * 0.75, y - size * 0.7, x + tip * size * 1.05, y - size * 0.4, x + tip * size,
        y - size * 0.17)
      cloth.line(x + side * size * 0.02, y - size * 0.17)
      let shade = lightSide * side > 0 ? light : light * 0.75
      canvas.fill(cloth) { px, _, _ in palette.ground(sail, light: shade - abs(px - x) / size * 0.35) }
    }
  }

  func drawHouse(_ x: Float, _ base: Float, _ size: Float) {
    let (left, right, eaves) = (x - size * 0.6, x + size * 0.6, base - size * 0.55)
    var chimney = Path()
    chimney.rectangle(x + size * 0.26, base - size * 1.2, size * 0.14, size * 0.4)
    canvas.fill(chimney, palette.ground(Color(hex: 0x8a5a48), light: 0.5))
    var walls = Path()
    walls.rectangle(left, eaves, right - left, base - eaves + size * 0.1)
    canvas.fill(walls) { px, _, _ in
      palette.ground(Color(hex: 0xe9dcc4), light: 0.62 + (px - x) / size * 0.5 * lightSide)
    }
    var roof = Path()
    roof.polygon([
      Point(left - size * 0.12, eaves + size * 0.03), Point(x - size * 0.38, base - size * 1.05),
      Point(x + size * 0.38, base - size * 1.05), Point(right + size * 0.12, eaves + size * 0.03),
    ])
    let tiles = Color(hex: brief.isSnowy ? 0xf0f4fa : 0xa8503a)
    canvas.fill(roof) { _, py, _ in
      palette.ground(tiles, light: 0.7 + sin((py - base) / size * 70) * 0.06)
    }
    let isLit = brief.hour != .day
    let glow = Color(hex: 0xffcf7a)
    for place: Float in [-0.38, 0.18] {
      var window = Path()
      window.rectangle(x + size * place, base - size * 0.4, size * 0.2, size * 0.2)
      canvas.fill(window, isLit ? glow : palette.ground(Color(hex: 0x5f7f94), light: 0.6))
      if isLit { canvas.glow(x + size * (place + 0.1), base - size * 0.3, radius: size * 0.45, glow, 0.002) }
    }
    var door = Path()
    door.rectangle(x - size * 0.1, base - size * 0.36, size * 0.18, size * 0.4)
    canvas.fill(door, palette.ground(Color(hex: 0x6a4630), light: 0.5))
    drawSmoke(from: Point(x + size * 0.33, base - size * 1.22), size: size)
  }

  private func drawSmoke(from start: Point, size: Float) {
    for step in 0..<14 {
      let t = (Float(step) + (time * 2).truncatingRemainder(dividingBy: 1)) / 14
      let place = start + Point(t * t * 0.5 + sin(t * 7 + time) * 0.05, -t) * size
      let radius = size * (0.05 + 0.14 * t)
      var puff = Path()
      puff.ellipse(place.x, place.y, radius, radius)
      canvas.fill(puff, palette.cloudLit, opacity: 0.16 * (1 - t))
    }
  }

  func drawLighthouse(_ x: Float) {
    let size = unit * 0.34
    let base = horizon + 1
    drawRock(x, base, size)
    let foot = base - size * 0.2
    let top = foot - size * 0.78
    var tower = Path()
    tower.polygon([
      Point(x - size * 0.1, foot), Point(x - size * 0.062, top), Point(x + size * 0.062, top),
      Point(x + size * 0.1, foot),
    ])
    canvas.fill(tower) { px, py, _ in
      let band = Int((py - top) / (size * 0.13)) % 2 == 0
      return palette.ground(
        Color(hex: band ? 0xf3ede2 : 0xc23b30), light: 0.6 + (px - x) / size * 4 * lightSide)
    }
    var head = Path()
    head.rectangle(x - size * 0.085, top - size * 0.015, size * 0.17, size * 0.02)
    head.rectangle(x - size * 0.05, top - size * 0.1, size * 0.1, size * 0.09)
    head.polygon([
      Point(x - size * 0.07, top - size * 0.1), Point(x, top - size * 0.18),
      Point(x + size * 0.07, top - size * 0.1),
    ])
    canvas.fill(head, palette.ground(Color(hex: 0x3a3536), light: 0.4))
    let lamp = Point(x, top - size * 0.055)
    let isLit = brief.hour != .day
    var pane = Path()
    pane.rectangle(x - size * 0.036, lamp.y - size * 0.03, size * 0.072, size * 0.06)
    canvas.fill(pane, isLit ? Color(hex: 0xfff0b0) : palette.ground(Color(hex: 0xbcd0da), light: 0.8))
    if isLit { drawBeams(lamp, size) }
  }

  private func drawRock(_ x: Float, _ base: Float, _ size: Float) {
    var random = random("rock")
    let noise = Noise(&random)
    var rock = Path()
    rock.polygon(
      (0...60).map { step in
        let t = Float(step) / 60
        let rise = sin(t * .pi) * size * (0.26 + 0.12 * noise.fractal(t * 6, 0.5, octaves: 4))
        return Point(x + (t - 0.5) * size * 1.3, base - rise)
      })
    canvas.fill(rock) { px, py, _ in
      let rough = noise.fractal(px / unit * 26, py / unit * 20, octaves: 4)
      return palette.ground(
        Color(hex: 0x6b6258), light: 0.42 + rough * 0.5 + (px - x) / size * 0.3 * lightSide)
    }
  }

  private func drawBeams(_ lamp: Point, _ size: Float) {
    let turn = sin(time * 0.9) * 0.25
    for side: Float in [-1, 1] {
      var beam = Path()
      beam.stroke(lamp, lamp + Point(side * size * 1.8, (turn - 0.18) * size), size * 0.02, size * 0.36)
      canvas.fill(beam) { x, y, old in
        let far = abs(x - lamp.x) / (size * 1.8)
        return old + (Color(hex: 0xfff0b8) - old) * (0.34 * (1 - far) * (1 - far))
      }
    }
  }
}
