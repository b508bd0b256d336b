extension JSONWriter {
  /// Writes a member with a string, or null.
  @inline(never)
  public mutating func field(_ name: UTF8Slice, _ value: UTF8Slice?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member with a string.
  @inline(never) @_disfavoredOverload
  public mutating func field(_ name: UTF8Slice, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a member with a string, or null.
  @inline(never) @_disfavoredOverload
  public mutating func field(_ name: UTF8Slice, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member with an integer.
  @inline(never)
  public mutating func field(_ name: UTF8Slice, _ value: Int64) {
    key(name)
    int(value)
  }

  /// Writes a member with a boolean.
  @inline(never)
  public mutating func field(_ name: UTF8Slice, _ value: Bool) {
    key(name)
    boolean(value)
  }

  /// Writes a member whose value is JSON text.
  @inline(never)
  public mutating func fieldRaw(_ name: UTF8Slice, _ json: UnsafeRawBufferPointer) {
    key(name)
    raw(json)
  }

  /// Writes a member whose value is JSON text.
  @inline(never)
  public mutating func fieldRaw(_ name: UTF8Slice, _ json: UTF8Slice) { fieldRaw(name, json.memory) }

  /// Writes a member whose value is JSON text.
  @inline(never) @_disfavoredOverload
  public mutating func fieldRaw(_ name: UTF8Slice, _ json: String) {
    key(name)
    raw(json)
  }
}
