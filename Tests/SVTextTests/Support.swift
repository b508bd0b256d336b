import SVText

/// Calls `body` with a text at the end of its memory block, so that a sanitizer detects reading beyond it.
func withExactBytes<Result>(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
  -> Result
{
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
  defer { memory.deallocate() }
  memory.copyBytes(from: bytes)
  return try body(UnsafeRawBufferPointer(memory))
}

/// Calls `body` with a text followed by `tail`.
func withBytes<Result>(
  _ bytes: [UInt8], tail: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Result
) rethrows -> Result {
  try withExactBytes(bytes + tail) { try body(UnsafeRawBufferPointer(rebasing: $0[..<bytes.count])) }
}

/// Parses a document, or returns the error.
func parse(_ bytes: [UInt8], depthMax: Int = 256, nodesMax: Int = 1 << 20) -> Result<JSONDocument, JSONError>
{
  withExactBytes(bytes) { text in
    do throws(JSONError) {
      return .success(try JSONDocument(text, depthMax: depthMax, nodesMax: nodesMax))
    } catch {
      return .failure(error)
    }
  }
}

func parse(_ text: String, depthMax: Int = 256, nodesMax: Int = 1 << 20) -> Result<JSONDocument, JSONError> {
  parse(Array(text.utf8), depthMax: depthMax, nodesMax: nodesMax)
}

func error(of text: String, depthMax: Int = 256, nodesMax: Int = 1 << 20) -> JSONError? {
  switch parse(text, depthMax: depthMax, nodesMax: nodesMax) {
  case .success: nil
  case .failure(let error): error
  }
}

/// A small generator of repeatable numbers (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
