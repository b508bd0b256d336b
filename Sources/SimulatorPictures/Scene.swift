/// A landscape from back to front: sky, far ranges, what the place is made of, and what the prompt puts into it.
struct Scene {
  let brief: Brief
  let canvas: Canvas
  let palette: Palette
  let time: Float
  /// The shorter side in pixels, which all sizes in the picture follow.
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
      case .sea: 0.52
      case .mountains, .lake: 0.62
      case .city: 0.68
      case .forest: 0.66
      case .meadow, .hills, .desert: 0.58
      }
    horizon = (Float(height) * (share + random.within(-0.03...0.03))).rounded()
    let side = random.within(0.16...0.36)
    let across = random.below(2) == 0 ? side : 1 - side
    let up = random.within(palette.sunHeight)
    sun = Point(Float(width) * across, horizon * (1 - up))
  }

  var width: Float { Float(canvas.width) }
  var height: Float { Float(canvas.height) }
  /// -1 where the light comes from the left, 1 from the right.
  var lightSide: Float { sun.x < width / 2 ? -1 : 1 }

  func random(_ name: StaticString) -> Random { brief.random.branch(name) }

  func draw() -> Bitmap {
    drawSky()
    drawMountains()
    drawWater(from: horizon)
    return Bitmap(width: canvas.width, height: canvas.height, bytes: canvas.bytes(darkening: 0.45))
  }
}
