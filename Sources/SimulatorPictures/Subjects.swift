import Glibc

extension Scene {
  /// Draws the subjects of the prompt: a main one on the ground or water, and others in the air.
  func drawSubject(on land: Land?) {
    var random = random("subject")
    drawAirborne(&random)
    let x = width * (sun.x < width / 2 ? random.within(0.56...0.7) : random.within(0.3...0.44))
    let isOnWater = land == nil
    let base = land.map { min($0.ridge(x) + unit * 0.12, height - unit * 0.06) } ?? mix(horizon, height, 0.45)
    if isOnWater || brief.mentions("boat", "ship", "sail", "sailboat") {
      if brief.mentions("boat", "ship", "sail", "sailboat", "yacht") { drawBoat(x, base) }
    }
    guard let land else { return drawShoreSubject(&random) }
    if brief.mentions("house", "cottage", "cabin", "village", "farm", "hut") {
      let hx = width - x
      drawHouse(hx, land.ridge(hx) + unit * 0.05, unit * 0.13)
    }
    if let animal = Animal.first(in: brief) { draw(animal, x, base, unit * animal.size) }
  }

  private func drawShoreSubject(_ random: inout PictureRandom) {
    guard let animal = Animal.first(in: brief) else { return }
    var bank = Path()
    let (centre, top) = (width * 0.5, height - unit * 0.1)
    bank.move(0, height + 2)
    bank.line(0, height - unit * 0.05)
    bank.curve(width * 0.25, top - unit * 0.02, centre, top - unit * 0.03, width * 0.7, top + unit * 0.02)
    bank.curve(width * 0.85, top + unit * 0.05, width, height - unit * 0.03, width, height + 2)
    canvas.fill(bank) { x, y, _ in
      let stripe = sin(x * 0.9 / unit * 300 + y * 0.3) * 0.04
      return palette.ground(Color(hex: 0x5a5748), light: 0.35 + stripe + (top + unit * 0.05 - y) / unit * 2)
    }
    draw(animal, centre, top, unit * animal.size)
  }

  private func drawAirborne(_ random: inout PictureRandom) {
    if brief.mentions("balloon") { drawBalloon(&random) }
    if brief.mentions("kite") { drawKite() }
    let wantsBirds = brief.mentions("bird", "gull", "seagull", "eagle", "crow", "swallow", "goose", "geese")
    if wantsBirds || (!palette.isDark && random.unit() < 0.4) { drawBirds(&random) }
  }

  private func drawBirds(_ random: inout PictureRandom) {
    let centre = Point(
      width * random.within(0.3...0.7) + time * unit * 0.03, horizon * random.within(0.25...0.5))
    for index in 0..<(5 + random.below(5)) {
      let place = centre + Point(random.within(-0.16...0.16), random.within(-0.07...0.07)) * unit
      let size = unit * random.within(0.01...0.02)
      let flap = sin(time * 9 + Float(index)) * 0.35 - 0.35
      var bird = Path()
      for side: Float in [-1, 1] {
        let tip = place + Point(side * size, flap * size)
        let elbow = place + Point(side * size * 0.45, flap * size * 0.9 - size * 0.18)
        bird.stroke(place, elbow, size * 0.2, size * 0.16)
        bird.stroke(elbow, tip, size * 0.16, size * 0.03)
      }
      canvas.fill(bird, palette.shade * 0.35, opacity: 0.85)
    }
  }

  private func drawBalloon(_ random: inout PictureRandom) {
    let centre = Point(
      width - sun.x + sin(time) * unit * 0.006, horizon * 0.42 + sin(time * 0.8) * unit * 0.012)
    let radius = unit * 0.115
    var envelope = Path()
    envelope.move(centre.x - radius * 0.16, centre.y + radius * 1.32)
    envelope.curve(
      centre.x - radius * 0.6, centre.y + radius * 0.9, centre.x - radius, centre.y + radius * 0.5,
      centre.x - radius,
      centre.y)
    envelope.curve(
      centre.x - radius, centre.y - radius * 1.35, centre.x + radius, centre.y - radius * 1.35,
      centre.x + radius,
      centre.y)
    envelope.curve(
      centre.x + radius, centre.y + radius * 0.5, centre.x + radius * 0.6, centre.y + radius * 0.9,
      centre.x + radius * 0.16,
      centre.y + radius * 1.32)
    let main = brief.color(default: random.pick([0xd8412f, 0x2f6fb8, 0xe08a2a]))
    canvas.fill(envelope) { x, y, _ in
      let across = max(
        -0.98,
        min(0.98, (x - centre.x) / (radius * (1 - 0.5 * smoothstep(0.1, 1.3, (y - centre.y) / radius)))))
      let gore = asin(across) / .pi * 8 + 20
      let stripe = Int(gore) % 2 == 0 ? main : Color(hex: 0xf5ead2)
      return palette.ground(stripe, light: 0.62 + across * lightSide * 0.5 - (y - centre.y) / radius * 0.12)
    }
    var ropes = Path()
    let basket = Point(centre.x, centre.y + radius * 1.78)
    for side: Float in [-1, 1] {
      ropes.stroke(
        Point(centre.x + side * radius * 0.15, centre.y + radius * 1.3),
        basket + Point(side * radius * 0.1, -radius * 0.1),
        radius * 0.014, radius * 0.014)
    }
    ropes.rectangle(basket.x - radius * 0.12, basket.y - radius * 0.1, radius * 0.24, radius * 0.2)
    canvas.fill(ropes, palette.ground(Color(hex: 0x7a5a3a), light: 0.5))
  }

  private func drawKite() {
    let centre = Point(
      width - sun.x + sin(time * 1.1) * unit * 0.02, horizon * 0.4 + sin(time * 1.7) * unit * 0.015)
    let size = unit * 0.12
    let main = brief.color(default: 0xd8352f)
    let shape: [(Float, Float)] = [(0, -1), (0.62, -0.15), (0, 1.05), (-0.62, -0.15)]
    let turned = shape.map { Point($0.0 * 0.9 - $0.1 * 0.42, $0.0 * 0.42 + $0.1 * 0.9) * size + centre }
    for (index, light) in [Float(0.95), 0.75, 0.5, 0.66].enumerated() {
      var part = Path()
      part.polygon([centre, turned[index], turned[(index + 1) % 4]])
      canvas.fill(part, palette.ground(main, light: light))
    }
    var tail = Path()
    var before = turned[2]
    for step in 1...14 {
      let t = Float(step) / 14
      let wave = sin(t * 9 + time * 4) * size * 0.16
      let next = turned[2] + Point(-t * size * 0.7 + wave, t * size * 1.7)
      tail.stroke(before, next, size * 0.02, size * 0.02)
      if step % 3 == 0 {
        tail.polygon([next, next + Point(size * 0.12, -size * 0.06), next + Point(size * 0.12, size * 0.06)])
        tail.polygon([
          next, next + Point(-size * 0.12, size * 0.06), next + Point(-size * 0.12, -size * 0.06),
        ])
      }
      before = next
    }
    canvas.fill(tail, palette.ground(main, light: 0.7))
  }
}

extension Brief {
  /// The first colour in the prompt.
  func color(default other: UInt32) -> Color {
    let table: [(String, UInt32)] = [
      ("red", 0xd8352f), ("blue", 0x2f6fc8), ("green", 0x3f9a4a), ("yellow", 0xf0c330), ("orange", 0xea842a),
      ("purple", 0x8450c0), ("pink", 0xe87fae), ("white", 0xf3f1ea), ("black", 0x26262c),
      ("golden", 0xdba53a),
    ]
    return Color(hex: table.first { words.contains($0.0) }?.1 ?? other)
  }
}
