import Foundation
import SVText
import Testing

/// JSONTestSuite's parsing cases: y_ must be read, n_ must be refused, i_ may be either, nothing crashes.
@Suite struct SuiteTests {
  /// Named by the Makefile; nil where the tests are run without it.
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
      // Members elsewhere are not checked, but what is a whole object is never called broken.
      if accepted { #expect((fields.parseError == nil) == fields.isObject, "\(name)") }
    }
  }
}
