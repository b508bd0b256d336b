/// A picture that is being drawn.
final class Canvas {
  let width: Int
  let height: Int
  let pixels: UnsafeMutablePointer<Color>

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = .allocate(capacity: width * height)
    pixels.initialize(repeating: .zero, count: width * height)
  }

  deinit { pixels.deallocate() }

  /// Computes a new colour for every pixel of some rows. The coordinates are those of the pixel's centre.
  @inline(__always)
  func shade(_ rows: Range<Int>, _ paint: (_ x: Float, _ y: Float, _ old: Color) -> Color) {
    for y in rows.clamped(to: 0..<height) {
      let row = pixels + y * width
      for x in 0..<width { row[x] = paint(Float(x) + 0.5, Float(y) + 0.5, row[x]) }
    }
  }

  @inline(__always)
  func blend(_ x: Int, _ y: Int, _ color: Color, _ amount: Float) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let pixel = pixels + (y * width + x)
    pixel.pointee = mix(pixel.pointee, color, amount)
  }

  /// Fills a path with exact antialiasing. Overlapping outlines of the same direction count once.
  @inline(__always)
  func fill(_ path: Path, _ paint: (_ x: Float, _ y: Float, _ old: Color) -> Color) {
    guard let coverage = Coverage(path, width: width, height: height) else { return }
    for y in coverage.rows {
      let row = pixels + y * width
      coverage.scan(y) { x, amount in
        let color = paint(Float(x) + 0.5, Float(y) + 0.5, row[x])
        row[x] = amount >= 1 ? color : mix(row[x], color, amount)
      }
    }
  }

  func fill(_ path: Path, _ color: Color, opacity: Float = 1) {
    fill(path) { _, _, old in mix(old, color, opacity) }
  }

  /// A dot that fades towards its edge. It covers the picture or, as light, is added to it.
  func glow(_ x: Float, _ y: Float, radius: Float, _ color: Color, _ amount: Float, adds: Bool = true) {
    let reach = max(1, radius)
    let weight = amount * min(1, radius * radius)
    for py in Int((y - reach).rounded(.down))...Int((y + reach).rounded(.up)) {
      for px in Int((x - reach).rounded(.down))...Int((x + reach).rounded(.up)) {
        guard px >= 0, py >= 0, px < width, py < height else { continue }
        let (dx, dy) = (Float(px) + 0.5 - x, Float(py) + 0.5 - y)
        let fall = clamp(1 - (dx * dx + dy * dy) / (reach * reach))
        let pixel = pixels + (py * width + px)
        let part = weight * fall * fall
        pixel.pointee = adds ? pixel.pointee + color * part : mix(pixel.pointee, color, part)
      }
    }
  }

  /// 8 bits per channel. Ordered dithering hides the steps of gradients.
  func bytes(darkening corners: Float) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: width * height * 3) { out, count in
      let (cx, cy) = (Float(width) / 2, Float(height) / 2)
      var index = 0
      for y in 0..<height {
        for x in 0..<width {
          let (dx, dy) = ((Float(x) - cx) / cx, (Float(y) - cy) / cy)
          let far = dx * dx + dy * dy
          let shade = 1 - corners * far * far * 0.25
          let grain = Float((x &* 52_837 ^ y &* 91_493) &* 2_654_435 >> 7 & 255) / 255 - 0.5
          let color = (pixels[y * width + x] * shade * 255 + Color(repeating: 0.5 + grain))
            .clamped(lowerBound: .zero, upperBound: Color(repeating: 255))
          out[index] = UInt8(color.x)
          out[index + 1] = UInt8(color.y)
          out[index + 2] = UInt8(color.z)
          index += 3
        }
      }
      count = index
    }
  }
}
