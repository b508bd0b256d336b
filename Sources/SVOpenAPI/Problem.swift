import SVJSON

/// One reason why a value is not valid, as it was found. What a reader is told of it is worked out at the end: most
/// problems belong to variants that the value does not mean, and are forgotten.
struct Problem {
  let keyword: Keyword
  /// The value, or the name of a member, that is wrong.
  let place: JSONNode
  /// The schema that is not satisfied, and the keyword's value in it.
  let schema: Schema?
  let rule: JSONNode
  /// The name that is missing or too much, where it is about one.
  var name: String?
  /// The variant of a union that the value was compared with.
  var variant: String?
}

/// That a schema knows a member of an object, or (without member) that it names any at all.
struct Declaration {
  let object: JSONNode
  let member: JSONNode?
  let schema: Schema?
}
