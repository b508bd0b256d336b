import Foundation
import SVText
import Testing

@testable import SVContract

/// The required tests of the official JSON Schema suite.
@Suite struct SchemaSuiteTests {
  static let skippedFiles: [String: String] = [
    "refRemote.json": "remote documents are not fetched",
    "vocabulary.json": "own vocabularies need their meta-schema",
  ]

  @Test(arguments: [("draft4", SchemaDialect.draft4), ("draft2020-12", .draft2020)])
  func required(folder: String, dialect: SchemaDialect) throws {
    let files = Suites.files("jsonschema/tests/\(folder)").filter { $0.pathExtension == "json" }
    guard !files.isEmpty else {
      print("skipped: no suites")
      return
    }
    var passed = 0
    var failures: [String] = []
    var skipped: [String: Int] = [:]
    for file in files {
      let document = try JSONDocument(text: String(contentsOf: file, encoding: .utf8))
      for group in document.root.elements {
        for test in try #require(group["tests"]).elements {
          if let reason = Self.skippedFiles[file.lastPathComponent] {
            skipped["\(file.lastPathComponent): \(reason)", default: 0] += 1
            continue
          }
          let report = try validate(
            try #require(test["data"]).rawText, try #require(group["schema"]).rawText, dialect)
          if report.notes.contains(where: { $0.contains("another document") }) {
            skipped["\(file.lastPathComponent): refers to a document that is not in the test", default: 0] +=
              1
          } else if report.isValid == test["valid"]?.boolean, report.isValid == report.problems.isEmpty {
            passed += 1
          } else {
            failures.append(
              "\(file.lastPathComponent): \(group["description"]?.string ?? ""): \(test["description"]?.string ?? "")"
            )
          }
        }
      }
    }
    let left = skipped.values.reduce(0, +)
    print("JSON Schema \(folder): \(passed) passed, \(failures.count) failed, \(left) skipped")
    for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) { print("  skipped \(count): \(reason)") }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    #expect(passed > (dialect == .draft4 ? 500 : 1000))
  }
}
