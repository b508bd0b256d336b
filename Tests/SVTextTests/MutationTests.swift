import SVText
import Testing

/// Random invalid texts from a seed: nothing crashes, and the two ways of reading agree.
@Suite struct MutationTests {
  static let seeds: [String] = [
    #"{"id":"gen_123","status":"COMPLETED","data":{"images":[{"url":"https://x/y.png"}]},"usage":{"total":20}}"#,
    #"{"error":{"code":"C","message":"\ud83d\ude00 \u00e9"},"status":"FAILED","x":[1e400,-0.5,true,null,"\\\""]}"#,
    "\u{FEFF} [ {\"a\" : [ [ ] , { } ] , \"é\" : \"\\n\" } , 12.5e-3 , \"\" ]\r\n",
  ]

  static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let alphabet = Array("{}[]\",:\\u0e-+.tfn \n\u{0}\u{1}é1".utf8) + [0xFF, 0xC3, 0xE2, 0x80]
    let at = Int.random(in: 0...bytes.count, using: &random)
    let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes.insert(byte, at: at)
    case 1 where at < bytes.count: bytes.remove(at: at)
    case 2 where at < bytes.count: bytes[at] = byte
    case 3: bytes.removeSubrange(at...)
    default:
      let end = Int.random(in: at...bytes.count, using: &random)
      bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
    }
    if bytes.count > 4096 { bytes.removeSubrange(4096...) }
  }

  /// Visits every value of a document. The sum keeps the compiler from removing the visit.
  static func visit(_ node: JSONNode) -> Int {
    var sum = node.rawRange.count &+ (node.string?.utf8.count ?? 0) &+ (node.int == nil ? 0 : 1)
    sum &+= node.double == nil ? 0 : 1
    for element in node.elements { sum &+= visit(element) }
    for member in node.members { sum &+= visit(member.value) &+ (node[member.key] == nil ? 0 : 1) }
    return sum
  }

  @Test(arguments: 1...8) func nothingCrashes(_ seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    let reader = try #require(JSONReader())
    for round in 0..<1000 {
      var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&bytes, &random) }
      let tail = (0..<JSONReader.padding).map { _ in
        Array("}],\"{ \u{0}".utf8)[Int.random(in: 0..<7, using: &random)]
      }
      let fields = withExactBytes(bytes) { reader.topLevel($0) }
      let inPlace = withBytes(bytes, tail: tail) { reader.topLevel($0, spare: tail.count) }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(fields == inPlace, "seed \(seed), round \(round): \(text)")
      let parsed = parse(bytes)
      let isDocument = withBytes(bytes, tail: tail) { reader.isDocument($0, spare: tail.count) }
      #expect(isDocument == ((try? parsed.get()) != nil), "seed \(seed), round \(round): \(text)")
      switch parsed {
      case .success(let document):
        let sum = Self.visit(document.root)
        #expect(sum > 0)
        let borrowed = withBytes(bytes, tail: tail) { text in
          (try? JSONDocument(borrowing: text)).map { Self.visit($0.root) }
        }
        #expect(borrowed == sum, "seed \(seed), round \(round): \(text)")
        let agrees = fields.isObject ? fields.parseError == nil : fields.parseError?.reason == .notAnObject
        #expect(agrees, "seed \(seed), round \(round): \(text)")
      case .failure(let error):
        #expect((0...bytes.count).contains(error.offset))
        #expect(error.reason != .memory && error.reason != .notAnObject)
        if let known = fields.parseError, fields.isObject {
          #expect(known.offset >= 0 && known.offset <= bytes.count, "seed \(seed), round \(round): \(text)")
        }
      }
    }
  }
}
