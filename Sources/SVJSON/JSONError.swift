import CSimdJSON

public struct JSONError: Error { public var offset: Int }
