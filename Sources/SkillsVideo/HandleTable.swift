import CLinux
import SVEngine

/// Handles for objects that C holds. A handle is not an address and is never dereferenced. NULL, a stale
/// handle, and a handle from another loaded copy of the library are all recognised as invalid. Any thread may
/// use the table; the lock is held only during a lookup.
///
/// C gets the handle combined with a random number of this copy of the library. A handle from another copy
/// therefore gives a random slot and generation here, which do not match.
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

  /// Runs `body` with the table of the process, under the lock. The table is created on first use.
  private static func locked<T>(_ body: (HandleTable) -> T) -> T {
    clinux_prepare()
    clinux_lock()
    defer { clinux_unlock() }
    guard let root = clinux_shared_root() else { return body(HandleTable()) }
    if root.pointee == nil { root.pointee = Unmanaged.passRetained(HandleTable()).toOpaque() }
    guard let address = root.pointee else { return body(HandleTable()) }
    return body(Unmanaged<HandleTable>.fromOpaque(address).takeUnretainedValue())
  }

  /// Returns a handle for an object, which the table keeps alive; 0 if four million handles are in use.
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

  /// Removes a handle and returns its object; nil if it is not a handle of this library.
  static func remove<Object: AnyObject>(_ handle: UInt, _ kind: Kind, as: Object.Type) -> Object? {
    let object: UnsafeMutableRawPointer? = locked { $0.remove(handle ^ clinux_copy_number(), kind) }
    return object.map { Unmanaged<Object>.fromOpaque($0).takeRetainedValue() }
  }

  /// Removes a handle without releasing its object: in a forked child, releasing it would affect the parent.
  static func forget(_ handle: UInt, _ kind: Kind) {
    _ = locked { $0.remove(handle ^ clinux_copy_number(), kind) }
  }

  /// The handle of a client's current event contains the client's handle and the delivery's number, so that a
  /// delivery needs no table entry.
  static func event(ofClient handle: UInt, delivery: UInt32) -> UInt {
    let client = handle ^ clinux_copy_number()
    let generation = (client >> generationShift) & 0xFFFF
    let place = client & ((1 << generationShift) - 1) & ~3
    let ticket =
      (UInt(delivery & 0xFF_FFFF) << 40) | (generation << generationShift) | place | Kind.event.rawValue
    return ticket ^ clinux_copy_number()
  }

  /// The client of an event's handle, if the event is current.
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

  /// Whether a handle of this client's events is that of its latest delivery.
  @inline(__always)
  static func isCurrent(_ handle: UInt, of client: Client) -> Bool {
    client.hasCurrent && UInt(client.deliveries & 0xFF_FFFF) == (handle ^ clinux_copy_number()) >> 40
  }

  // MARK: With the lock held

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
