import Glibc

extension Scene {
  func drawSky() {
    drawAir()
    if palette.isDark { drawStars() }
    drawSun()
    drawClouds()
  }

  private func drawAir() {
    let glow = palette.sun * palette.sunGlow
    let (near, wide) = (unit * 0.1, unit * 0.45)
    canvas.shade(0..<canvas.height) { x, y, _ in
      let color = palette.sky(min(1, y / horizon))
      let (dx, dy) = (x - sun.x, y - sun.y)
      let distance = (dx * dx + dy * dy).squareRoot()
      let light = 0.55 * exp(-distance / near) + 0.45 * exp(-distance / wide)
      return color + (Color.one - color) * glow * light
    }
  }

  private func drawStars() {
    var random = random("stars")
    let count = Int(width * horizon / (unit * unit) * 700)
    for _ in 0..<count {
      let (x, y) = (random.unit() * width, random.unit() * horizon)
      let strength = random.unit()
      let tint = mix(Color(hex: 0xffe2c4), Color(hex: 0xcfe0ff), random.unit())
      let twinkle = 0.8 + 0.2 * sin(time * 5 + random.unit() * 40)
      let fade = smoothstep(1, 0.55, y / horizon)
      let radius = unit / 1024 * (0.7 + 1.5 * strength * strength * strength * strength)
      canvas.glow(
        x, y, radius: max(0.9, radius * 1.3), tint, (0.15 + 0.85 * strength * strength) * fade * twinkle)
    }
  }

  private func drawSun() {
    let radius = unit * (palette.isDark ? 0.045 : 0.038)
    var random = random("moon")
    let noise = Noise(&random)
    var disc = Path()
    disc.ellipse(sun.x, sun.y, radius, radius)
    canvas.fill(disc) { x, y, _ in
      guard palette.isDark else { return palette.sun }
      let (u, v) = ((x - sun.x) / radius, (y - sun.y) / radius)
      let seas = smoothstep(0.05, 0.4, noise.fractal(u * 1.5, v * 1.5, octaves: 4) + 0.1)
      return palette.sun * (1 - 0.22 * seas) * (1 - 0.12 * (u * u + v * v))
    }
  }

  /// Clouds lie on a plane overhead, so they shrink towards the horizon. Their shading samples towards the
  /// light.
  private func drawClouds() {
    var random = random("clouds")
    let noise = Noise(&random)
    let cover =
      brief.mentions("cloud", "cloudy", "storm", "stormy", "rain", "rainy")
      ? Float(-0.22) : random.within(-0.12...0.16)
    let (scale, drift) = (random.within(0.5...0.75), time * 0.05)
    let toLight = Point(sun.x - width / 2, 0) / unit * 0.25
    canvas.shade(0..<Int(horizon)) { x, y, sky in
      let up = (horizon - y) / unit
      let depth = 1 / (up + 0.13)
      let (u, v) = ((x - width / 2) / unit * depth * scale + drift, depth * scale * 1.3)
      let density = smoothstep(cover, cover + 0.4, noise.fractal(u, v, octaves: 5))
      if density < 0.01 { return sky }
      let beside = noise.fractal(u + toLight.x * 0.6 + 0.03, v - 0.16, octaves: 4)
      let light = clamp(0.75 - 1.1 * smoothstep(cover, cover + 0.55, beside) + 0.3 * (1 - density))
      let distance = (Point(x, y) - sun) / unit
      let near = exp(-(distance * distance).sum() * 6)
      let color =
        mix(palette.cloudShade, palette.cloudLit, clamp(light + 0.35 * near)) + palette.sun * (near * 0.15)
      let thin = smoothstep(0, 0.1, up)
      return mix(sky, color, density * (0.25 + 0.65 * thin) * (palette.isDark ? 0.6 : 0.9))
    }
  }
}
