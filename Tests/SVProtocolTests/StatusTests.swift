import Testing
import SVProtocol
@Test func nothing() { #expect(true) }
