import SVText

// The code that grows an array is long, and the compiler inlines it at every append. These functions emit it
// once for each element type that is appended in many places.

extension [UTF8Slice] {
  @inline(never)
  mutating func append(_ text: UTF8Slice) { append(contentsOf: CollectionOfOne(text)) }
}

extension [JSONView] {
  @inline(never)
  mutating func append(_ value: JSONView) { append(contentsOf: CollectionOfOne(value)) }
}

extension [PayloadValue] {
  @inline(never)
  mutating func append(_ value: PayloadValue) { append(contentsOf: CollectionOfOne(value)) }
}

extension [Int] {
  @inline(never)
  mutating func append(_ number: Int) { append(contentsOf: CollectionOfOne(number)) }
}

extension [Unicode.Scalar] {
  @inline(never)
  mutating func append(_ scalar: Unicode.Scalar) { append(contentsOf: CollectionOfOne(scalar)) }
}

extension [UInt8] {
  @inline(never)
  mutating func append(_ byte: UInt8) { append(contentsOf: CollectionOfOne(byte)) }
}
