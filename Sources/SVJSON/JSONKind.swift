/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
  case null, boolean, number, string, array, object
}
