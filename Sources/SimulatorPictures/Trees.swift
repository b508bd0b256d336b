import Glibc

extension Scene {
  private var isAutumn: Bool { brief.mentions("autumn", "fall", "maple", "october") }

  /// A row of conifers on a piece of land, with gaps chosen by noise.
  func drawPines(
    on land: Land, size: Float, spacing: Float, haze: Float, gap: Float = -1, _ random: inout PictureRandom
  ) {
    let noise = Noise(&random)
    var x = -size * 0.5
    while x < width + size {
      x += size * spacing * random.within(0.6...1.4)
      let height = size * random.within(0.62...1.15)
      if noise(x / unit * 2.2, 0.5) < gap { continue }
      drawPine(x: x, base: land.ridge(x) + size * 0.04, height: height, haze: haze, &random)
    }
  }

  func drawPine(x: Float, base: Float, height: Float, haze: Float, _ random: inout PictureRandom) {
    let dark = mix(Color(hex: 0x24402e), Color(hex: 0x35523a), random.unit())
    let sway = sin(time * 1.7 + x * 0.05) * height * 0.006
    let tiers = min(14, max(5, Int(height / unit * 60)))
    let spread = height * random.within(0.15...0.21)
    var left: [Point] = []
    var right: [Point] = []
    for tier in 0...tiers {
      let share = Float(tier) / Float(tiers)
      let y = base - height * (1 - share * 0.9)
      let reach = spread * (0.06 + share) * random.within(0.85...1.12)
      let lean = sway * (1 - share)
      left += [Point(x + lean - reach * 0.55, y), Point(x + lean - reach, y + height / Float(tiers) * 0.75)]
      right += [Point(x + lean + reach * 0.55, y), Point(x + lean + reach, y + height / Float(tiers) * 0.75)]
    }
    var tree = Path()
    tree.polygon(
      [Point(x + sway, base - height * 1.03)] + right + [Point(x, base - height * 0.1)] + left.reversed())
    tree.rectangle(x - spread * 0.09, base - height * 0.16, spread * 0.18, height * 0.17)
    let isSnowy = brief.isSnowy
    canvas.fill(tree) { px, py, _ in
      let side = (px - x) / spread * lightSide
      let share = (py - base + height) / height
      let tuft = sin((share * Float(tiers) + 0.2) * 6.283) * 0.1
      var color = palette.ground(dark, light: 0.42 + side * 0.4 + tuft)
      if isSnowy {
        let snow = smoothstep(0.1, -0.4, sin((share * Float(tiers) + 0.1) * 6.283) - side * 0.2 - 0.3)
        color = mix(color, palette.ground(Color(hex: 0xf2f6fb), light: 0.7 + side * 0.3), snow * 0.6)
      }
      return mix(color, palette.haze, haze)
    }
  }

  /// A broadleaf tree: clumps of leaves from the shaded back to the lit front.
  func drawBroadleaf(x: Float, base: Float, height: Float, haze: Float, _ random: inout PictureRandom) {
    let greens: [UInt32] = isAutumn ? [0xc8642b, 0xd98f2e, 0xa8432a] : [0x4d7f3a, 0x5f8f3f, 0x3f6f3a]
    let leaf = Color(hex: random.pick(greens))
    let crown = Point(x + sin(time * 1.3 + x * 0.01) * height * 0.008, base - height * 0.62)
    var trunk = Path()
    trunk.stroke(Point(x, base + height * 0.01), Point(x, base - height * 0.5), height * 0.075, height * 0.04)
    trunk.stroke(
      Point(x, base - height * 0.3), Point(x + height * 0.16, base - height * 0.6), height * 0.035,
      height * 0.015)
    trunk.stroke(
      Point(x, base - height * 0.26), Point(x - height * 0.15, base - height * 0.58), height * 0.035,
      height * 0.015)
    canvas.fill(trunk, mix(palette.ground(Color(hex: 0x5b4636), light: 0.35), palette.haze, haze))
    let clumps = brief.isSnowy ? 0 : 90
    for clump in 0..<clumps {
      let angle = random.unit() * 6.283
      let far = random.unit().squareRoot()
      let place = crown + Point(cos(angle) * height * 0.3, sin(angle) * height * 0.3) * far
      let toLight = (Point(lightSide, -1) * (place - crown)).sum() / (height * 0.3)
      let light = 0.3 + 0.3 * toLight + 0.35 * Float(clump) / Float(clumps) + random.within(-0.08...0.08)
      var blob = Path()
      let size = height * random.within(0.03...0.075)
      blob.ellipse(place.x, place.y, size, size * 0.8)
      canvas.fill(blob, mix(palette.ground(leaf, light: light), palette.haze, haze))
    }
  }

  /// Tall dark trees at the sides as a frame.
  func drawFrame(_ random: inout PictureRandom) {
    let count = Int(5 + width / unit * 2)
    for index in 0..<count {
      let share = Float(index) / Float(count)
      let inset = width * 0.2 * share * share + random.within(-0.02...0.03) * width
      let x = index % 2 == 0 ? inset : width - inset
      let size = unit * mix(0.78, 0.26, share) * random.within(0.85...1.1)
      drawPine(x: x, base: height + unit * 0.03, height: size, haze: 0.02, &random)
    }
  }
}
