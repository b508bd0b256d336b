/// A first-in, first-out queue. It does not allocate once it has grown to its usual size.
struct Queue<Element> {
  private var elements: [Element] = []
  private var firstIndex = 0

  /// Once it is empty, a queue that was longer than this frees its memory.
  private static var keptCount: Int { 64 }

  var isEmpty: Bool { firstIndex == elements.count }
  var count: Int { elements.count - firstIndex }
  var first: Element? { isEmpty ? nil : elements[firstIndex] }
  /// The elements in the order in which they leave the queue.
  var waiting: ArraySlice<Element> { elements[firstIndex...] }

  mutating func push(_ element: Element) { elements.append(element) }

  @inline(never)
  mutating func pop() -> Element? {
    guard let element = first else { return nil }
    firstIndex += 1
    if isEmpty {
      elements.removeAll(keepingCapacity: elements.count <= Self.keptCount)
      firstIndex = 0
    } else if firstIndex * 2 >= elements.count {
      dropLeft()
    }
    return element
  }

  /// Frees the places of elements that have left. At half of the list this is cheap, and a queue that is
  /// never empty does not grow.
  @inline(never)
  private mutating func dropLeft() {
    elements.removeFirst(firstIndex)
    firstIndex = 0
  }
}

extension Queue where Element: AnyObject {
  /// Removes an object, wherever it is in the queue.
  @inline(never)
  mutating func remove(_ unwanted: Element) {
    dropLeft()
    elements.removeAll { $0 === unwanted }
  }
}
