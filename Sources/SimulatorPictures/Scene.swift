/// A landscape from back to front: sky, distant ranges, the ground, and the subjects of the prompt.
struct Scene {
  let brief: Brief
  let canvas: Canvas
  let palette: Palette
  let time: Float
  /// The shorter side in pixels. All sizes are relative to it.
  let unit: Float
  let horizon: Float
  let sun: Point

  init(brief: Brief, width: Int, height: Int, time: Float) {
    self.brief = brief
    self.time = time
    canvas = Canvas(width: width, height: height)
    palette = Palette(brief.hour)
    unit = Float(min(width, height))
    var random = brief.random.branch("frame")
    let share: Float =
      switch brief.place {
      case .sea: 0.56
      case .mountains, .lake: 0.62
      case .city: 0.7
      case .forest: 0.62
      case .meadow, .hills, .desert: 0.56
      }
    horizon = (Float(height) * (share + random.within(-0.03...0.03))).rounded()
    let side = random.within(0.16...0.36)
    let across = random.below(2) == 0 ? side : 1 - side
    let up = random.within(palette.sunHeight)
    sun = Point(Float(width) * across, horizon * (1 - up))
  }

  var width: Float { Float(canvas.width) }
  var height: Float { Float(canvas.height) }
  /// -1 if the light comes from the left, 1 if from the right.
  var lightSide: Float { sun.x < width / 2 ? -1 : 1 }

  func random(_ name: StaticString) -> PictureRandom { brief.random.branch(name) }

  func draw() -> Bitmap {
    drawSky()
    drawPlace()
    drawWeather()
    return Bitmap(width: canvas.width, height: canvas.height, bytes: canvas.bytes(darkening: 0.45))
  }

  private func drawPlace() {
    var random = random("place")
    switch brief.place {
    case .mountains:
      drawMountains(4, tallest: random.within(0.36...0.46), down: 0.3)
      drawWoodedHills(&random)
    case .lake:
      drawMountains(4, tallest: random.within(0.34...0.44))
      drawWater(from: horizon)
      drawSubject(on: nil)
      drawFrame(&random)
    case .sea:
      if random.below(3) > 0 { drawMountains(2, tallest: random.within(0.06...0.14)) }
      if brief.mentions("lighthouse") { drawLighthouse(sun.x < width / 2 ? width * 0.8 : width * 0.2) }
      drawWater(from: horizon)
      drawSubject(on: nil)
    case .forest: drawForest(&random)
    case .meadow: drawMeadow(&random)
    case .hills: drawCountry(&random)
    case .desert:
      if random.below(2) == 0 { drawMountains(1, tallest: 0.12, down: 0.3) }
      drawSubject(on: drawDunes())
    case .city:
      drawMountains(1, tallest: random.within(0.08...0.16))
      drawCity()
      drawWater(from: horizon)
      drawSubject(on: nil)
    }
  }

  private func drawWoodedHills(_ random: inout PictureRandom) {
    let greens = [0x5b7350, 0x48633f, 0x557a45].map { Color(hex: $0) }
    let lands = hills(3, from: horizon + unit * 0.05, colors: greens, steepness: 0.16, &random)
    for (index, land) in lands.enumerated() {
      draw(land)
      let size = unit * [0.05, 0.1, 0.2][index]
      if index < 2 { drawPines(on: land, size: size, spacing: 0.26, haze: land.haze, gap: -0.1, &random) }
    }
    drawSubject(on: lands.last)
    drawFrame(&random)
  }

  private func drawForest(_ random: inout PictureRandom) {
    drawMountains(2, tallest: random.within(0.16...0.26), down: 0.3)
    let greens = [0x4f6b4c, 0x456343, 0x4c6c3f, 0x5f8249].map { Color(hex: $0) }
    let lands = hills(4, from: horizon - unit * 0.02, colors: greens, steepness: 0.12, &random)
    for (index, land) in lands.enumerated() {
      draw(land)
      let size = unit * [0.11, 0.18, 0.28, 0.4][index]
      let gap: Float = [-1, -0.25, 0.02, 0.3][index]
      drawPines(on: land, size: size, spacing: 0.24, haze: land.haze * 0.9, gap: gap, &random)
    }
    drawSubject(on: lands.last)
    drawFrame(&random)
  }

  private func drawMeadow(_ random: inout PictureRandom) {
    drawMountains(2, tallest: random.within(0.1...0.2), down: 0.3)
    let greens = [0x6f9a55, 0x7fa651, 0x6d9c44].map { Color(hex: $0) }
    let lands = hills(3, from: horizon + unit * 0.03, colors: greens, steepness: 0.1, &random)
    for (index, land) in lands.enumerated() {
      draw(land)
      if index == 0 {
        drawPines(on: land, size: unit * 0.05, spacing: 0.3, haze: land.haze, gap: 0.1, &random)
      }
      if index == 1 { scatterTrees(on: land, count: 4, size: unit * 0.17, &random) }
    }
    if let front = lands.last {
      drawFlowers(on: front, &random)
      drawSubject(on: front)
    }
  }

  private func drawCountry(_ random: inout PictureRandom) {
    drawMountains(1, tallest: random.within(0.08...0.16), down: 0.3)
    let greens = [0x86a86b, 0x7ba35a, 0x92ad55, 0x6f9a4a, 0x5f8f43].map { Color(hex: $0) }
    let lands = hills(5, from: horizon, colors: greens, steepness: 0.17, &random)
    for (index, land) in lands.enumerated() {
      draw(land)
      let size = unit * [0.03, 0.05, 0.09, 0.16, 0.3][index]
      if index < 2 {
        drawPines(on: land, size: size, spacing: 0.4, haze: land.haze, gap: 0.12, &random)
      } else if index < 4 {
        scatterTrees(on: land, count: 5, size: size, &random)
      }
    }
    drawSubject(on: lands.last)
  }

  private func scatterTrees(on land: Land, count: Int, size: Float, _ random: inout PictureRandom) {
    for _ in 0..<Int(Float(count) * max(1, width / unit)) {
      let x = random.unit() * width
      let tall = size * random.within(0.7...1.2)
      drawBroadleaf(x: x, base: land.ridge(x) + size * 0.05, height: tall, haze: land.haze, &random)
    }
  }
}
