import SVJSON
import SVProtocol

extension Secret {
  /// A text from outside without the key, before it is cut.
  func masked(_ text: String?) -> String? {
    let copy = ByteBuffer()
    guard let text, copy.append(text) else { return nil }
    mask(copy.mutableBytes)
    return String(decoding: copy.bytes, as: UTF8.self)
  }
}

extension LifecycleFields {
  /// Without the key in what is quoted in messages and in the ledger, which cuts it.
  func masked(_ key: Secret?) -> LifecycleFields {
    guard let key, message != nil || code != nil || error != nil else { return self }
    var fields = self
    fields.message = key.masked(message)
    fields.code = key.masked(code)
    fields.error = key.masked(error)
    return fields
  }
}
