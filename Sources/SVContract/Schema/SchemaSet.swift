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

  /// Adds a group as one more alternative, unless one like it is there.
  @inline(never)
  mutating func addChoice(_ nodes: [JSONView]) {
    for choice in choices where choice.isAlike(nodes) { return }
    choices.append(nodes)
  }
}

extension SchemaSet {
  /// A single alternative must hold.
  @inline(never)
  mutating func settle() {
    guard choices.count == 1 else { return }
    nodes += choices[0]
    choices = []
  }
}

/// A member that an object may have.
struct SchemaProperty {
  let name: UTF8Slice
  var set: SchemaSet
  var isRequired = false
  /// The numbers of the variants that have the member; empty if all have it.
  var variants: [Int] = []
  /// Whether rules for it hold only for some values of other members.
  var isConditional = false
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
  /// Whether a union allows only null.
  var hasOnlyNull = false
  /// Members that all alternatives of a union state alike, each with a schema that contains it.
  var sharedKeys: [UTF8Slice] = []
  var sharedLayers: [JSONView] = []
  /// Whether a `false` schema must hold, so that no value is valid.
  var isNever = false
  /// Whether references form a cycle.
  var isCyclic = false

  /// The nearest member with this name.
  subscript(key: UTF8Slice) -> JSONView? { layers(stating: key).nearest(key) }

  /// The examples of all layers, nearest first.
  @inline(never)
  var examples: [JSONView] {
    var found: [JSONView] = []
    for layer in layers(stating: "example") {
      if let example = layer["example"] { found.append(example) }
      guard let list = layer["examples"] else { continue }
      for example in list.elements.prefix(8) { found.append(example) }
    }
    return found
  }

  /// The schema objects from which a member is read.
  @inline(never)
  func layers(stating key: UTF8Slice) -> [JSONView] {
    var found = layers
    for place in sharedKeys.indices where sharedKeys[place] == key { found.append(sharedLayers[place]) }
    return found
  }

  /// The nearest non-empty string with this name.
  @inline(never)
  func text(_ key: UTF8Slice) -> UTF8Slice? {
    for layer in layers(stating: key) {
      if let text = layer[key]?.text, !text.isEmpty { return text }
    }
    return nil
  }

  /// Whether a layer has this keyword with the value true.
  @inline(never)
  func flag(_ key: UTF8Slice) -> Bool {
    for layer in layers(stating: key) where layer[key]?.isTrue == true { return true }
    return false
  }
}

extension [JSONView] {
  /// Whether these are the same places of the document, or the same texts.
  func isAlike(_ others: [JSONView]) -> Bool {
    guard count == others.count else { return false }
    for place in indices
    where self[place].identity != others[place].identity && self[place].raw != others[place].raw {
      return false
    }
    return true
  }
}
