/// The light at a time of day.
struct Palette {
  var sky: Gradient
  /// The colour of the distance.
  var haze: Color
  var sun: Color
  /// Factors for the colours of lit and of shaded ground.
  var lit: Color
  var shade: Color
  var cloudLit: Color
  var cloudShade: Color
  var water: Color
  var isDark = false
  var sunGlow: Float
  /// The height of the sun or moon above the horizon, as a fraction of the sky.
  var sunHeight: ClosedRange<Float>

  init(_ hour: Brief.Hour) {
    switch hour {
    case .day:
      sky = Gradient((0, 0x2e6dbf), (0.5, 0x6aaee6), (0.85, 0xb5d9f1), (1, 0xdcecf4))
      (haze, sun) = (Color(hex: 0xc6dcec), Color(hex: 0xfff4d0))
      (lit, shade) = (Color(1.06, 1.03, 0.96), Color(0.5, 0.58, 0.72))
      (cloudLit, cloudShade) = (Color(hex: 0xffffff), Color(hex: 0xa9bdd2))
      (water, sunGlow, sunHeight) = (Color(hex: 0x1d5f86), 0.35, 0.62...0.8)
    case .dawn:
      sky = Gradient((0, 0x5b7fb8), (0.45, 0xa9a9cf), (0.75, 0xecc2bf), (1, 0xfde5c8))
      (haze, sun) = (Color(hex: 0xf0d6cc), Color(hex: 0xfff0cf))
      (lit, shade) = (Color(1.05, 0.9, 0.82), Color(0.5, 0.5, 0.66))
      (cloudLit, cloudShade) = (Color(hex: 0xffe3d2), Color(hex: 0xa99bc0))
      (water, sunGlow, sunHeight) = (Color(hex: 0x4f7a94), 0.5, 0.08...0.25)
    case .sunset:
      sky = Gradient((0, 0x27305f), (0.35, 0x74457f), (0.65, 0xd96a5c), (0.86, 0xf8a55c), (1, 0xffd78a))
      (haze, sun) = (Color(hex: 0xf0a070), Color(hex: 0xffe9b8))
      (lit, shade) = (Color(1.05, 0.72, 0.52), Color(0.3, 0.24, 0.36))
      (cloudLit, cloudShade) = (Color(hex: 0xffb27a), Color(hex: 0x6d4168))
      (water, sunGlow, sunHeight) = (Color(hex: 0x3b3f6b), 0.75, 0.04...0.2)
    case .night:
      sky = Gradient((0, 0x050919), (0.5, 0x0d1a3d), (0.85, 0x1d345f), (1, 0x36507c))
      (haze, sun) = (Color(hex: 0x2a4168), Color(hex: 0xf4f1df))
      (lit, shade) = (Color(0.42, 0.5, 0.7), Color(0.1, 0.13, 0.24))
      (cloudLit, cloudShade) = (Color(hex: 0x5b6f97), Color(hex: 0x141f3d))
      (water, sunGlow, sunHeight) = (Color(hex: 0x0a1a38), 0.3, 0.5...0.82)
      isDark = true
    }
  }

  /// The colour of ground that receives this much light.
  @inline(__always)
  func ground(_ color: Color, light: Float) -> Color { color * mix(shade, lit, clamp(light)) }
}
