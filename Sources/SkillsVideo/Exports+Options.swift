import CSkillsVideo
import SVEngine
import SVProtocol

private func text(_ index: UInt32, _ text: (OptionInfo) -> StaticString) -> UnsafePointer<CChar>? {
  Option(index: index).map { StaticTexts.pointer(text($0.info)) }
}

@implementation @_cdecl("sv_option_name")
public func sv_option_name(_ index: UInt32) -> UnsafePointer<CChar>? { text(index) { $0.name } }

@implementation @_cdecl("sv_option_unit")
public func sv_option_unit(_ index: UInt32) -> UnsafePointer<CChar>? { text(index) { $0.unit.name } }

@implementation @_cdecl("sv_option_scope")
public func sv_option_scope(_ index: UInt32) -> UnsafePointer<CChar>? { text(index) { $0.scope.name } }

@implementation @_cdecl("sv_option_default")
public func sv_option_default(_ index: UInt32) -> UnsafePointer<CChar>? { text(index) { $0.fallback } }

@implementation @_cdecl("sv_option_help")
public func sv_option_help(_ index: UInt32) -> UnsafePointer<CChar>? { text(index) { $0.help } }

@implementation @_cdecl("sv_option_range")
public func sv_option_range(
  _ index: UInt32, _ least: UnsafeMutablePointer<Int64>?, _ most: UnsafeMutablePointer<Int64>?
) -> Int32 {
  least?.pointee = 0
  most?.pointee = 0
  guard let option = Option(index: index) else { return StatusCode.argument.rawValue }
  guard let range = option.info.range else { return 0 }
  least?.pointee = range.lowerBound
  most?.pointee = range.upperBound
  return 1
}
