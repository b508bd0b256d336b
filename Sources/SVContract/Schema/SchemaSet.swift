import SVText

/// The schemas that a value must satisfy: all of `nodes`, and one of each group in `choices`.
struct SchemaSet {
  /// Nearest first: the field's own schema before the targets of its references.
  var nodes: [JSONView]
  /// Further groups of schemas of which one must hold. They come from merging fields of several variants.
  var choices: [[JSONView]] = []

  init(_ nodes: [JSONView] = []) { self.nodes = nodes }

  /// The set with more schemas that must hold.
  func with(_ more: [JSONView]) -> SchemaSet {
    var set = self
    set.nodes = more + nodes
    return set
  }

  /// Adds a group as one more alternative, unless it is there.
  @inline(never)
  mutating func addChoice(_ nodes: [JSONView]) {
    for choice in choices where choice.isSame(as: nodes) { return }
    choices.append(nodes)
  }
}

/// A member that an object may have.
struct SchemaProperty {
  let name: UTF8Slice
  var set: SchemaSet
  var isRequired = false
  /// The numbers of the variants that have the member; empty if all have it.
  var variants: [Int] = []
}

/// Schemas of which a value must satisfy one.
struct SchemaUnion {
  /// Each alternative is a list of schemas that must all hold.
  var alternatives: [[JSONView]]
  let discriminator: JSONView?
  /// True for `oneOf`.
  let isExclusive: Bool
}

/// A schema with its references resolved and its `allOf` merged.
struct SchemaShape {
  /// Every schema object that must hold, nearest first.
  var layers: [JSONView] = []
  /// The schema's name in the document's list.
  var name: UTF8Slice?
  var unions: [SchemaUnion] = []
  /// Whether a union allows null.
  var hasNullAlternative = false
  /// Whether a `false` schema must hold, so that no value is valid.
  var isNever = false
  /// Whether references form a cycle.
  var isCyclic = false

  /// The nearest member with this name.
  subscript(key: UTF8Slice) -> JSONView? { layers.nearest(key) }

  /// The nearest non-empty string with this name.
  @inline(never)
  func text(_ key: UTF8Slice) -> UTF8Slice? {
    for layer in layers {
      if let text = layer[key]?.text, !text.isEmpty { return text }
    }
    return nil
  }

  /// Whether a layer has this keyword with the value true.
  @inline(never)
  func flag(_ key: UTF8Slice) -> Bool {
    for layer in layers where layer[key]?.isTrue == true { return true }
    return false
  }
}

extension [JSONView] {
  /// Whether these are the same places of the document.
  func isSame(as others: [JSONView]) -> Bool {
    guard count == others.count else { return false }
    for place in indices where self[place].identity != others[place].identity { return false }
    return true
  }
}
