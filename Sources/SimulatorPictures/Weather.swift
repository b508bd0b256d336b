import Glibc

extension Scene {
  /// Draws mist, snow or rain in front of everything else.
  func drawWeather() {
    if brief.mentions("mist", "misty", "fog", "foggy", "haze", "hazy") { drawMist() }
    if brief.isSnowy, brief.mentions("snow", "snowy", "snowfall", "blizzard", "christmas") { drawSnow() }
    if brief.mentions("rain", "rainy", "storm", "stormy") { drawRain() }
  }

  private func drawMist() {
    var random = random("mist")
    let noise = Noise(&random)
    canvas.shade(0..<canvas.height) { x, y, old in
      let place = (y - horizon) / unit
      let band = exp(-place * place * 9)
      let drift = noise.fractal(x / unit * 1.6 + time * 0.1, y / unit * 5, octaves: 4)
      return mix(old, palette.haze, clamp(band * (0.5 + drift)))
    }
  }

  private func drawSnow() {
    var random = random("snow")
    for _ in 0..<Int(420 * width * height / (unit * unit)) {
      let depth = random.unit()
      let speed = mix(0.05, 0.22, depth)
      let fall = (random.unit() + time * speed).truncatingRemainder(dividingBy: 1)
      let x = random.unit() * width + sin(time * 1.5 + depth * 40) * unit * 0.01
      let radius = unit * mix(0.0012, 0.0052, depth * depth * depth)
      canvas.glow(
        x, fall * height, radius: max(1, radius), Color(hex: 0xffffff) * (palette.isDark ? 0.7 : 1), 0.8,
        adds: false)
    }
  }

  private func drawRain() {
    var random = random("rain")
    for _ in 0..<Int(500 * width * height / (unit * unit)) {
      let length = unit * random.within(0.02...0.05)
      let fall = (random.unit() + time * 1.6).truncatingRemainder(dividingBy: 1)
      let start = Point(random.unit() * width * 1.1, fall * (height + length) - length)
      var drop = Path()
      drop.stroke(start, start + Point(-length * 0.18, length), unit * 0.0012, unit * 0.0012)
      canvas.fill(drop, mix(palette.haze, .one, 0.5), opacity: 0.28)
    }
  }
}
