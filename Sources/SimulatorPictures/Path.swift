typealias Point = SIMD2<Float>

/// Closed polygons. Curves are converted to lines when they are added.
struct Path {
  private(set) var outlines: [[Point]] = []

  mutating func move(_ x: Float, _ y: Float) { outlines.append([Point(x, y)]) }

  mutating func line(_ x: Float, _ y: Float) {
    if outlines.isEmpty { outlines.append([]) }
    outlines[outlines.count - 1].append(Point(x, y))
  }

  mutating func curve(_ x1: Float, _ y1: Float, _ x2: Float, _ y2: Float, _ x: Float, _ y: Float) {
    guard let start = outlines.last?.last else { return move(x, y) }
    let (a, b, end) = (Point(x1, y1), Point(x2, y2), Point(x, y))
    for step in 1...16 {
      let t = Float(step) / 16
      let s = 1 - t
      let first = start * (s * s * s) + a * (3 * s * s * t)
      let point = first + b * (3 * s * t * t) + end * (t * t * t)
      line(point.x, point.y)
    }
  }

  mutating func rectangle(_ x: Float, _ y: Float, _ width: Float, _ height: Float) {
    outlines.append([Point(x, y), Point(x + width, y), Point(x + width, y + height), Point(x, y + height)])
  }

  mutating func ellipse(_ x: Float, _ y: Float, _ rx: Float, _ ry: Float) {
    let k: Float = 0.5523
    move(x + rx, y)
    curve(x + rx, y + ry * k, x + rx * k, y + ry, x, y + ry)
    curve(x - rx * k, y + ry, x - rx, y + ry * k, x - rx, y)
    curve(x - rx, y - ry * k, x - rx * k, y - ry, x, y - ry)
    curve(x + rx * k, y - ry, x + rx, y - ry * k, x + rx, y)
  }

  mutating func polygon(_ points: [Point]) { outlines.append(points) }

  /// A stroke between two points, whose end may be thinner.
  mutating func stroke(_ from: Point, _ to: Point, _ startWidth: Float, _ endWidth: Float) {
    let along = to - from
    let length = max(0.001, (along * along).sum().squareRoot())
    let side = Point(-along.y, along.x) / length * 0.5
    outlines.append([
      from + side * startWidth, to + side * endWidth, to - side * endWidth, from - side * startWidth,
    ])
  }

  func mapped(_ transform: (Point) -> Point) -> Path {
    var path = self
    path.outlines = outlines.map { $0.map(transform) }
    return path
  }

  /// The path at a place: `scale` is in pixels per unit; it is mirrored to face the other way.
  func placed(_ x: Float, _ y: Float, scale: Float, isMirrored: Bool = false) -> Path {
    let sx = isMirrored ? -scale : scale
    return mapped { Point(x + $0.x * sx, y + $0.y * scale) }
  }
}

/// How much of each pixel a path covers. Signed areas are accumulated per pixel and summed along the rows.
struct Coverage {
  let rows: Range<Int>
  private let left: Int
  private let stride: Int
  private var areas: [Float]

  init?(_ path: Path, width: Int, height: Int) {
    var low = Point(repeating: .infinity)
    var high = Point(repeating: -.infinity)
    for outline in path.outlines {
      for point in outline {
        low = pointwiseMin(low, point)
        high = pointwiseMax(high, point)
      }
    }
    guard low.x < Float(width), low.y < Float(height), high.x > 0, high.y > 0 else { return nil }
    left = Int(max(0, low.x))
    let right = Int(min(Float(width - 1), high.x))
    rows = Int(max(0, low.y))..<Int(min(Float(height - 1), high.y)) + 1
    stride = right - left + 3
    areas = [Float](repeating: 0, count: stride * rows.count)
    for outline in path.outlines {
      guard var before = outline.last else { continue }
      for point in outline {
        add(before, point)
        before = point
      }
    }
  }

  @inline(__always)
  func scan(_ y: Int, _ body: (_ x: Int, _ amount: Float) -> Void) {
    areas.withUnsafeBufferPointer { areas in
      let row = (y - rows.lowerBound) * stride
      var sum: Float = 0
      for x in 0..<stride - 2 {
        sum += areas[row + x]
        let amount = min(1, abs(sum))
        if amount > 0.002 { body(left + x, amount) }
      }
    }
  }

  private mutating func add(_ from: Point, _ to: Point) {
    guard from.y != to.y else { return }
    let direction: Float = from.y < to.y ? 1 : -1
    let (top, bottom) = from.y < to.y ? (from, to) : (to, from)
    let slope = (bottom.x - top.x) / (bottom.y - top.y)
    let (first, end) = (Float(rows.lowerBound), Float(rows.upperBound))
    guard bottom.y > first, top.y < end else { return }
    var y = max(top.y, first)
    var x = top.x + (y - top.y) * slope
    let last = min(bottom.y, end)
    while y < last {
      let next = min(last, y.rounded(.down) + 1)
      let nextX = x + (next - y) * slope
      let row = min(rows.count - 1, Int(y) - rows.lowerBound) * stride
      span(row, min(x, nextX) - Float(left), max(x, nextX) - Float(left), direction * (next - y))
      (x, y) = (nextX, next)
    }
  }

  /// Distributes the height of an edge segment over the pixels that it crosses in a row.
  private mutating func span(_ row: Int, _ low: Float, _ high: Float, _ amount: Float) {
    let limit = Float(stride - 2)
    let (low, high) = (min(limit, max(0, low)), min(limit, max(0, high)))
    let first = Int(low)
    if high - low < 0.0001 || Int(high) == first {
      let inside = (low + high) / 2 - Float(first)
      areas[row + first] += amount * (1 - inside)
      areas[row + first + 1] += amount * inside
      return
    }
    var done: Float = 0
    var x = first
    while Float(x) < high {
      // The area of the pixel that is to the right of the edge.
      let right = min(high, Float(x + 1))
      let reach = (right - low) / (high - low)
      let start = max(low, Float(x))
      let part = (right - start) / (high - low)
      let kept = amount * (reach - part + part * (Float(x + 1) - (start + right) / 2))
      areas[row + x] += kept - done
      done = kept
      x += 1
    }
    areas[row + x] += amount - done
  }
}
