import SVText

/// What a value must satisfy: all of some schemas, and of each group of choices one.
struct SchemaSet {
  /// Nearest first: what is said of a field itself before what its references lead to.
  var nodes: [JSONView]
  /// Further groups of schemas of which one holds, made while fields of several variants are put together.
  var choices: [[JSONView]] = []

  init(_ nodes: [JSONView] = []) { self.nodes = nodes }

  /// The same with more schemas that must hold too.
  func with(_ more: [JSONView]) -> SchemaSet {
    var set = self
    set.nodes = more + nodes
    return set
  }

  /// Adds a group of schemas as one more possibility, unless it is there.
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
  /// The variants that have it, by their number; empty when all do.
  var variants: [Int] = []
}

/// Schemas of which a value satisfies one.
struct SchemaUnion {
  /// Each a list of schemas that hold together.
  var alternatives: [[JSONView]]
  let discriminator: JSONView?
  /// True for `oneOf`.
  let isExclusive: Bool
}

/// A schema with its references followed and its `allOf` merged.
struct SchemaShape {
  /// Every schema object that holds, nearest first.
  var layers: [JSONView] = []
  /// The name of the schema in the document's list.
  var name: UTF8Slice?
  var unions: [SchemaUnion] = []
  /// True where a union lets null pass.
  var hasNullAlternative = false
  /// True where a `false` schema holds, so that nothing does.
  var isNever = false
  /// True when references led back to themselves.
  var isCyclic = false

  /// The nearest member of this name.
  subscript(key: UTF8Slice) -> JSONView? { layers.nearest(key) }

  /// The nearest string of this name that is not empty.
  @inline(never)
  func text(_ key: UTF8Slice) -> UTF8Slice? {
    for layer in layers {
      if let text = layer[key]?.text, !text.isEmpty { return text }
    }
    return nil
  }

  /// Whether a schema says yes to this.
  @inline(never)
  func flag(_ key: UTF8Slice) -> Bool {
    for layer in layers where layer[key]?.isTrue == true { return true }
    return false
  }

  /// Whether one of the layers is among some values.
  func hasLayer(among known: Places<Int>) -> Bool {
    for layer in layers where known.has(layer.identity) { return true }
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
