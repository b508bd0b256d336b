import Foundation
import SVText

@testable import SVContract

/// The folder of public test data; nil where the tests are run without it.
enum Suites {
  static var folder: URL? {
    ProcessInfo.processInfo.environment["SUITES"].map { URL(filePath: $0) }
  }

  static func files(_ path: String) -> [URL] {
    guard let folder = folder?.appending(path: path) else { return [] }
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}

/// Validates a payload against a schema that is a document of its own.
func validate(
  _ payload: String, _ schema: String, _ dialect: SchemaDialect = .openAPI31,
  steps: Int = PayloadValidator.defaultSteps
) throws -> ValidationReport {
  let root = try JSONDocument(text: schema).root
  let resolver = SchemaResolver(root: root, dialect: dialect)
  return PayloadValidator(resolver: resolver, steps: steps).validate(
    try JSONDocument(text: payload).root, against: root)
}
