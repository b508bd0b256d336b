import CLinux
import SVEngine

/// Tickets for objects that C holds. A ticket is no address: NULL, a stale one and one of another loaded copy
/// of the library are told apart from every live one, and nothing is read through it. Any thread may ask; the
/// lock is held for a look-up only.
///
/// C gets a ticket combined with a random number that each copy of the library draws for itself. A ticket of
/// another copy therefore names a random slot with a random generation here, and so none.
final class HandleTable {
  enum Kind: UInt {
    case event = 0
    case client = 1
    case job = 2
    case result = 3
  }

  private struct Slot {
    var object: UnsafeMutableRawPointer?
    var generation: UInt = 1
    var kind = Kind.event
    var nextFree = -1
  }

  private static let slotBits: UInt = 22
  private static let generationShift: UInt = 24

  private var slots: [Slot] = []
  private var firstFree = -1

  /// The table of the process, made at the first use, under the lock.
  private static func locked<T>(_ body: (HandleTable) -> T) -> T {
    clinux_prepare()
    clinux_lock()
    defer { clinux_unlock() }
    guard let root = clinux_shared_root() else { return body(HandleTable()) }
    if root.pointee == nil { root.pointee = Unmanaged.passRetained(HandleTable()).toOpaque() }
    guard let address = root.pointee else { return body(HandleTable()) }
    return body(Unmanaged<HandleTable>.fromOpaque(address).takeUnretainedValue())
  }

  /// A ticket for an object, which the table keeps alive; 0 when four million are out.
  static func insert<Object: AnyObject>(_ object: Object, _ kind: Kind) -> UInt {
    let reference = Unmanaged.passRetained(object)
    let ticket = locked { $0.insert(reference.toOpaque(), kind) }
    guard ticket != 0 else {
      reference.release()
      return 0
    }
    return ticket ^ clinux_copy_number()
  }

  static func object<Object: AnyObject>(_ handle: UInt, _ kind: Kind, as: Object.Type) -> Object? {
    locked { table in
      guard let slot = table.slot(handle ^ clinux_copy_number(), kind),
        let object = table.slots[slot].object
      else { return nil }
      return Unmanaged<Object>.fromOpaque(object).takeUnretainedValue()
    }
  }

  /// Ends a ticket and gives its object back, nil when it was none of ours.
  static func remove<Object: AnyObject>(_ handle: UInt, _ kind: Kind, as: Object.Type) -> Object? {
    let object: UnsafeMutableRawPointer? = locked { $0.remove(handle ^ clinux_copy_number(), kind) }
    return object.map { Unmanaged<Object>.fromOpaque($0).takeRetainedValue() }
  }

  /// Ends a ticket without letting the object go: in a forked child its end would touch what belongs to the
  /// parent.
  static func forget(_ handle: UInt, _ kind: Kind) {
    _ = locked { $0.remove(handle ^ clinux_copy_number(), kind) }
  }

  /// The ticket of a client's current event names the client and the delivery, so that delivering costs no
  /// table entry.
  static func event(ofClient handle: UInt, delivery: UInt32) -> UInt {
    let client = handle ^ clinux_copy_number()
    let generation = (client >> generationShift) & 0xFFFF
    let place = client & ((1 << generationShift) - 1) & ~3
    let ticket =
      (UInt(delivery & 0xFF_FFFF) << 40) | (generation << generationShift) | place | Kind.event.rawValue
    return ticket ^ clinux_copy_number()
  }

  /// The client whose current event a ticket names.
  static func client(ofEvent handle: UInt) -> Client? {
    guard handle != 0 else { return nil }
    let client: Client? = locked { table in
      let ticket = handle ^ clinux_copy_number()
      let index = Int((ticket >> 2) & ((1 << slotBits) - 1))
      guard ticket & 3 == Kind.event.rawValue, index < table.slots.count, table.slots[index].kind == .client,
        let object = table.slots[index].object,
        table.slots[index].generation & 0xFFFF == (ticket >> generationShift) & 0xFFFF
      else { return nil }
      return Unmanaged<Client>.fromOpaque(object).takeUnretainedValue()
    }
    return client.flatMap { isCurrent(handle, of: $0) ? $0 : nil }
  }

  /// Whether a ticket for an event of this client is that of its latest delivery.
  @inline(__always)
  static func isCurrent(_ handle: UInt, of client: Client) -> Bool {
    client.hasCurrent && UInt(client.deliveries & 0xFF_FFFF) == (handle ^ clinux_copy_number()) >> 40
  }

  // MARK: Under the lock

  private func insert(_ object: UnsafeMutableRawPointer, _ kind: Kind) -> UInt {
    if firstFree < 0 {
      guard slots.count < 1 << HandleTable.slotBits else { return 0 }
      slots.append(Slot())
      firstFree = slots.count - 1
    }
    let index = firstFree
    firstFree = slots[index].nextFree
    slots[index].object = object
    slots[index].kind = kind
    return (slots[index].generation << HandleTable.generationShift) | (UInt(index) << 2) | kind.rawValue
  }

  private func remove(_ handle: UInt, _ kind: Kind) -> UnsafeMutableRawPointer? {
    guard let index = slot(handle, kind), let object = slots[index].object else { return nil }
    slots[index].object = nil
    slots[index].generation = (slots[index].generation &+ 1) & ((1 << 40) - 1)
    if slots[index].generation == 0 { slots[index].generation = 1 }
    slots[index].nextFree = firstFree
    firstFree = index
    return object
  }

  private func slot(_ handle: UInt, _ kind: Kind) -> Int? {
    guard handle & 3 == kind.rawValue else { return nil }
    let index = Int((handle >> 2) & ((1 << HandleTable.slotBits) - 1))
    guard index < slots.count, slots[index].kind == kind,
      slots[index].generation == handle >> HandleTable.generationShift
    else { return nil }
    return index
  }
}
