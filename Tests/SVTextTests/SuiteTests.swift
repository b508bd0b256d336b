import Foundation
import SVText
import Testing

/// JSONTestSuite's parsing cases: y_ must be accepted, n_ must be rejected, i_ may be either. Nothing
/// crashes.
@Suite struct SuiteTests {
  /// Set by the Makefile; nil if the tests run without it.
  static var folder: URL? {
    ProcessInfo.processInfo.environment["SUITES"].map {
      URL(filePath: $0).appending(path: "jsonparse/test_parsing")
    }
  }

  @Test func parsingCases() throws {
    guard let folder = Self.folder,
      let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    else {
      print("skipped: no suites")
      return
    }
    let cases = files.filter { $0.pathExtension == "json" }
    #expect(cases.count > 300)
    let reader = try #require(JSONReader())
    for file in cases {
      let name = file.lastPathComponent
      let bytes = Array(try Data(contentsOf: file))
      let accepted = (try? parse(bytes).get()) != nil
      if name.hasPrefix("y_") { #expect(accepted, "\(name)") }
      if name.hasPrefix("n_") { #expect(!accepted, "\(name)") }
      #expect(withExactBytes(bytes) { reader.isDocument($0) } == accepted, "\(name)")
      let fields = withExactBytes(bytes) { reader.topLevel($0) }
      // Other members are not checked, but a complete object is never reported as invalid.
      if accepted { #expect((fields.parseError == nil) == fields.isObject, "\(name)") }
    }
  }
}
