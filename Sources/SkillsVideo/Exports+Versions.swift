import CSkillsVideo
import SVEngine

@implementation @_cdecl("sv_version_number")
public func sv_version_number() -> UInt32 { 1000 }
