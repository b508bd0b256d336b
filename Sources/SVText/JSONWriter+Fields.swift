extension JSONWriter {
  /// A member with a string, or null.
  @inline(never)
  public mutating func field(_ name: UTF8Slice, _ value: UTF8Slice?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// A member with a string.
  @inline(never) @_disfavoredOverload
  public mutating func field(_ name: UTF8Slice, _ value: String) {
    key(name)
    string(value)
  }

  /// A member with a string, or null.
  @inline(never) @_disfavoredOverload
  public mutating func field(_ name: UTF8Slice, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// A member with a whole number.
  @inline(never)
  public mutating func field(_ name: UTF8Slice, _ value: Int64) {
    key(name)
    int(value)
  }

  /// A member with a boolean.
  @inline(never)
  public mutating func field(_ name: UTF8Slice, _ value: Bool) {
    key(name)
    boolean(value)
  }

  /// A member with a value that is JSON text already.
  @inline(never)
  public mutating func fieldRaw(_ name: UTF8Slice, _ json: UnsafeRawBufferPointer) {
    key(name)
    raw(json)
  }

  /// A member with a value that is JSON text already.
  @inline(never)
  public mutating func fieldRaw(_ name: UTF8Slice, _ json: UTF8Slice) { fieldRaw(name, json.memory) }

  /// A member with a value that is JSON text already.
  @inline(never) @_disfavoredOverload
  public mutating func fieldRaw(_ name: UTF8Slice, _ json: String) {
    key(name)
    raw(json)
  }
}
