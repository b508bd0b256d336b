import SVText

// The code by which an array grows is long, and the compiler puts it wherever something is appended. Here it
// is made once for each of the types that are appended everywhere.

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
