import Foundation
import SVText

@testable import SVContract

/// The folder of public test data; nil if the tests run without it.
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

/// Keeps every document of the tests alive, because views and texts depend on it.
enum Kept {
  private static let lock = NSLock()
  nonisolated(unsafe) private static var workspaces: [JSONWorkspace] = []

  static func workspace(_ text: String) throws -> JSONWorkspace {
    let workspace = JSONWorkspace(try JSONDocument(text: text))
    lock.withLock { workspaces.append(workspace) }
    return workspace
  }

  /// A text that is valid for the whole run.
  static func text(_ string: String) throws -> UTF8Slice { try workspace("0").texts.text(copying: string) }
}

/// Validates a payload against a schema that is a document of its own.
func validate(
  _ payload: String, _ schema: String, _ dialect: SchemaDialect = .openAPI31,
  steps: Int = PayloadValidator.defaultSteps
) throws -> ValidationReport {
  let workspace = JSONWorkspace(try JSONDocument(text: schema))
  let given = JSONWorkspace(try JSONDocument(text: payload))
  let resolver = SchemaResolver(workspace, root: workspace.root, dialect: dialect)
  defer { withExtendedLifetime((resolver, given)) {} }
  return PayloadValidator(resolver: resolver, steps: steps).validate(given.root, against: workspace.root)
}
