import SVText

/// What a value must satisfy: all of some schemas, and of each group of choices one.
struct SchemaSet {
  /// Nearest first: what is said of a field itself before what its references lead to.
  var nodes: [JSONNode]
  /// Further groups of schemas of which one holds, made while fields of several variants are put together.
  var choices: [[JSONNode]] = []

  init(_ nodes: [JSONNode] = []) { self.nodes = nodes }

  /// The same with more schemas that must hold too.
  func with(_ more: [JSONNode]) -> SchemaSet {
    var set = self
    set.nodes = more + nodes
    return set
  }

  /// Adds a group of schemas as one more possibility, unless it is there.
  mutating func addChoice(_ nodes: [JSONNode]) {
    let isKnown = choices.contains { $0.map({ $0.identity }) == nodes.map({ $0.identity }) }
    if !isKnown { choices.append(nodes) }
  }
}

/// A member that an object may have.
struct SchemaProperty {
  let name: String
  var set: SchemaSet
  var isRequired = false
  /// The variants that have it, by their number; empty when all do.
  var variants: [Int] = []
}

/// Schemas of which a value satisfies one.
struct SchemaUnion {
  /// Each a list of schemas that hold together.
  var alternatives: [[JSONNode]]
  let discriminator: JSONNode?
  /// True for `oneOf`.
  let isExclusive: Bool
}

/// A schema with its references followed and its `allOf` merged.
struct SchemaShape {
  /// Every schema object that holds, nearest first.
  var layers: [JSONNode] = []
  /// The name of the schema in the document's list.
  var name: String?
  var unions: [SchemaUnion] = []
  /// True where a union lets null pass.
  var hasNullAlternative = false
  /// True where a `false` schema holds, so that nothing does.
  var isNever = false
  /// True when references led back to themselves.
  var isCyclic = false

  /// The nearest member of this name.
  subscript(key: String) -> JSONNode? {
    for layer in layers {
      if let member = layer[key] { return member }
    }
    return nil
  }

  /// The nearest string of this name that is not empty.
  func text(_ key: String) -> String? {
    for layer in layers {
      if let text = layer[key]?.string, !text.isEmpty { return text }
    }
    return nil
  }

  /// Whether a schema says yes to this.
  func flag(_ key: String) -> Bool { layers.contains { $0[key]?.boolean == true } }
}
