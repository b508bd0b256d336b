import Glibc

extension Scene {
  /// Draws water. It mirrors what is above, less so towards the viewer, with waves that grow towards the
  /// front.
  func drawWater(from top: Float) {
    var random = random("water")
    let noise = Noise(&random)
    let roughness: Float = brief.place == .sea ? 1 : 0.45
    let first = Int(top)
    canvas.shade(first..<canvas.height) { x, y, _ in
      let down = (y - top) / unit
      let depth = 1 / (down + 0.035)
      let (u, v) = ((x - width / 2) / unit * depth * 1.1, depth * 5)
      let wave = noise.fractal(u + time * 0.25, v + time * 0.9, octaves: 3)
      let tilt = wave * roughness
      let mirrored = top - (y - top) * 1.05 - tilt * unit * (0.01 + 0.16 * down) - 1
      let across = x + tilt * unit * (0.004 + 0.05 * down)
      let image = sample(across, min(mirrored, top - 1))
      let deep = palette.water * (1 - 0.35 * smoothstep(0, 0.5, down))
      let mirror = clamp(0.86 - 0.75 * smoothstep(0, 0.75, down) + tilt * 0.35)
      var color = mix(deep, image, mirror)
      let column = exp(-abs(x - sun.x) / (unit * (0.035 + 0.16 * down)))
      let spark = smoothstep(0.12, 0.42, wave) * column * (palette.isDark ? 0.5 : 0.85)
      color += (palette.sun - color) * spark
      return color
    }
  }

  private func sample(_ x: Float, _ y: Float) -> Color {
    let column = min(max(Int(x), 0), canvas.width - 1)
    let row = min(max(Int(y), 0), canvas.height - 1)
    return canvas.pixels[row * canvas.width + column]
  }
}
