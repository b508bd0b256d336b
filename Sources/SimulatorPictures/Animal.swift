import Glibc

/// A sitting animal that looks to one side. Its outline uses its own units: its height is 1, and the ground
/// is at 0.
enum Animal: CaseIterable {
  case fox, cat, dog, wolf, rabbit

  static func first(in brief: Brief) -> Animal? {
    let table: [(Animal, [String])] = [
      (.fox, ["fox", "foxes"]), (.cat, ["cat", "kitten", "kitty"]),
      (.dog, ["dog", "puppy", "corgi", "shiba"]),
      (.wolf, ["wolf", "wolve", "husky"]), (.rabbit, ["rabbit", "bunny", "hare"]),
    ]
    return table.first { row in row.1.contains { brief.words.contains($0) } }?.0
  }

  var size: Float {
    switch self {
    case .fox, .dog, .wolf: 0.34
    case .cat: 0.3
    case .rabbit: 0.24
    }
  }

  var coat: UInt32 {
    switch self {
    case .fox: 0xd96a24
    case .cat: 0x6f6660
    case .dog: 0xb98550
    case .wolf: 0x7d838c
    case .rabbit: 0xa8937c
    }
  }

  var bib: UInt32 { self == .cat ? 0xd9d2c8 : 0xf6efe4 }

  /// Height and width of an ear.
  var ear: (height: Float, breadth: Float) {
    switch self {
    case .fox, .wolf: (0.2, 0.12)
    case .cat: (0.15, 0.12)
    case .dog: (0.13, 0.13)
    case .rabbit: (0.36, 0.09)
    }
  }

  var muzzle: Float {
    switch self {
    case .fox: 0.24
    case .wolf, .dog: 0.22
    case .cat, .rabbit: 0.08
    }
  }

  var body: Path {
    var path = Path()
    path.move(-0.2, 0)
    path.curve(-0.42, -0.08, -0.34, -0.36, -0.17, -0.5)
    path.curve(-0.1, -0.58, -0.08, -0.64, -0.06, -0.7)
    path.line(0.2, -0.62)
    path.curve(0.22, -0.5, 0.24, -0.42, 0.22, -0.3)
    path.curve(0.2, -0.18, 0.2, -0.08, 0.24, -0.02)
    path.curve(0.26, 0.01, 0.2, 0.015, 0.12, 0.01)
    path.line(-0.2, 0.015)
    return path
  }

  var head: Path {
    var path = Path()
    path.move(-0.1, -0.72)
    path.curve(-0.1, -0.86, 0, -0.9, 0.09, -0.89)
    path.curve(0.17, -0.88, 0.2, -0.82, 0.22, -0.77)
    path.curve(0.22 + muzzle * 0.4, -0.75, 0.2 + muzzle * 0.8, -0.72, 0.2 + muzzle, -0.69)
    path.curve(0.2 + muzzle, -0.645, 0.14 + muzzle * 0.5, -0.62, 0.16, -0.6)
    path.curve(0.06, -0.56, -0.1, -0.58, -0.1, -0.72)
    return path
  }

  func earPath(at x: Float) -> Path {
    var path = Path()
    path.move(x - ear.breadth / 2, -0.82)
    path.curve(
      x - ear.breadth * 0.5, -0.86 - ear.height * 0.5, x - 0.02, -0.88 - ear.height, x, -0.88 - ear.height)
    path.curve(
      x + 0.03, -0.88 - ear.height * 0.8, x + ear.breadth * 0.6, -0.86 - ear.height * 0.3,
      x + ear.breadth / 2, -0.83)
    return path
  }

  var tail: Path {
    var path = Path()
    if self == .rabbit {
      path.ellipse(-0.31, -0.1, 0.08, 0.075)
      return path
    }
    let thick: Float = self == .cat ? 0.4 : 1
    path.move(-0.2, -0.01)
    path.curve(-0.4, 0.03, -0.62, 0, -0.7, -0.2)
    path.curve(-0.73, -0.3, -0.7, -0.38, -0.66, -0.42)
    path.curve(-0.62 + 0.06 * thick, -0.3, -0.52, -0.16 * thick - 0.06, -0.28, -0.17 * thick - 0.02)
    return path
  }
}

extension Scene {
  func draw(_ animal: Animal, _ x: Float, _ base: Float, _ size: Float) {
    let isMirrored = sun.x < x
    let coat = brief.color(default: animal.coat)
    let fur = animal == .fox ? Color(hex: animal.coat) : mix(coat, Color(hex: animal.coat), 0.35)
    var random = random("fur")
    let noise = Noise(&random)
    let side: Float = isMirrored ? -1 : 1
    func fill(_ path: Path, _ color: Color, _ light: Float = 0.66) {
      canvas.fill(path.placed(x, base, scale: size, isMirrored: isMirrored)) { px, py, _ in
        let (u, v) = ((px - x) / size * side, (py - base) / size)
        let hair = noise.fractal(u * 34 + v * 8, v * 11, octaves: 3)
        return palette.ground(
          color, light: light + u * 0.55 * lightSide * side + hair * 0.3 + (v + 0.5) * -0.18)
      }
    }
    var shadow = Path()
    shadow.ellipse(0, 0.005, 0.52, 0.045)
    canvas.fill(
      shadow.placed(x, base, scale: size, isMirrored: isMirrored), palette.shade * 0.3, opacity: 0.45)
    fill(animal.tail, fur, 0.6)
    if animal == .fox { drawTailTip(x, base, size, isMirrored) }
    fill(animal.earPath(at: -0.02), fur * 0.55, 0.5)
    fill(animal.body, fur)
    drawBib(animal, x, base, size, isMirrored)
    fill(animal.head, fur, 0.74)
    fill(animal.earPath(at: 0.09), fur * 0.82, 0.7)
    drawFace(animal, x, base, size, isMirrored)
  }

  private func drawTailTip(_ x: Float, _ base: Float, _ size: Float, _ isMirrored: Bool) {
    var tip = Path()
    tip.move(-0.66, -0.42)
    tip.curve(-0.73, -0.36, -0.73, -0.26, -0.7, -0.2)
    tip.curve(-0.66, -0.17, -0.6, -0.2, -0.575, -0.24)
    tip.curve(-0.6, -0.3, -0.63, -0.36, -0.66, -0.42)
    canvas.fill(
      tip.placed(x, base, scale: size, isMirrored: isMirrored),
      palette.ground(Color(hex: 0xf6efe4), light: 0.7))
  }

  private func drawBib(_ animal: Animal, _ x: Float, _ base: Float, _ size: Float, _ isMirrored: Bool) {
    var bib = Path()
    bib.move(0.1, -0.6)
    bib.curve(0.22, -0.58, 0.25, -0.42, 0.21, -0.3)
    bib.curve(0.17, -0.24, 0.12, -0.3, 0.09, -0.4)
    bib.curve(0.06, -0.48, 0.06, -0.56, 0.1, -0.6)
    let color = palette.ground(Color(hex: animal.bib), light: 0.72)
    canvas.fill(bib.placed(x, base, scale: size, isMirrored: isMirrored), color)
    var legs = Path()
    legs.stroke(Point(0.06, -0.3), Point(0.08, -0.02), 0.012, 0.008)
    legs.stroke(Point(-0.06, -0.02), Point(-0.2, -0.22), 0.01, 0.006)
    canvas.fill(legs.placed(x, base, scale: size, isMirrored: isMirrored), palette.shade * 0.3, opacity: 0.5)
    guard animal == .fox else { return }
    var socks = Path()
    socks.move(0.1, -0.12)
    socks.line(0.205, -0.12)
    socks.curve(0.21, -0.06, 0.23, -0.03, 0.24, -0.02)
    socks.curve(0.26, 0.01, 0.2, 0.015, 0.1, 0.01)
    canvas.fill(
      socks.placed(x, base, scale: size, isMirrored: isMirrored),
      palette.ground(Color(hex: 0x3a2820), light: 0.5))
  }

  private func drawFace(_ animal: Animal, _ x: Float, _ base: Float, _ size: Float, _ isMirrored: Bool) {
    let m = animal.muzzle
    func fill(_ path: Path, _ color: Color) {
      canvas.fill(path.placed(x, base, scale: size, isMirrored: isMirrored), color)
    }
    var cheek = Path()
    cheek.move(0.2 + m * 0.97, -0.675)
    cheek.curve(0.2 + m * 0.9, -0.64, 0.14 + m * 0.5, -0.62, 0.16, -0.6)
    cheek.curve(0.1, -0.585, 0.02, -0.6, 0, -0.64)
    cheek.curve(0.08, -0.68, 0.16, -0.69, 0.2 + m * 0.97, -0.675)
    fill(cheek, palette.ground(Color(hex: animal.bib), light: 0.75))
    var eye = Path()
    eye.ellipse(0.145, -0.765, 0.021, 0.024)
    fill(eye, Color(hex: 0x17110d))
    var spark = Path()
    spark.ellipse(0.152, -0.772, 0.007, 0.007)
    fill(spark, mix(palette.sun, .one, 0.5))
    var nose = Path()
    nose.ellipse(0.2 + m * 0.95, -0.685, 0.024, 0.02)
    fill(nose, Color(hex: 0x1c1512))
  }
}
