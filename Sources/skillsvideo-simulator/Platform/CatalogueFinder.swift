import Glibc

/// Finds and reads the catalogue: at the path from the user, or next to the program.
enum CatalogueFinder {
  /// From main, because Swift's own value is missing where there is no /proc.
  nonisolated(unsafe) static var programName: String?

  static func load(_ folder: String?) throws -> ServedCatalogue {
    let folders = folder.map { [$0] } ?? variable.map { [$0] } ?? besideProgram
    for folder in folders {
      guard let bytes = contents(folder + "/openapi.json") else { continue }
      guard let document = JSONValue(parsing: bytes) else {
        throw ServedCatalogue.LoadError(description: "\(folder)/openapi.json is not valid JSON")
      }
      return try ServedCatalogue(document: document)
    }
    throw ServedCatalogue.LoadError(
      description: "no openapi.json in \(folders.joined(separator: ", ")); name its folder with --catalogue")
  }

  private static var variable: String? {
    getenv("SKILLS_VIDEO_CATALOGUE").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The installed path, then share/catalogue in each folder above the program, which finds a build folder's
  /// package.
  private static var besideProgram: [String] {
    // Without /proc, the program's name is used if it contains a folder.
    let name = programName.flatMap { $0.contains("/") ? $0 : nil }
    guard let path = realpath("/proc/self/exe", nil) ?? name.flatMap({ realpath($0, nil) }) else { return [] }
    defer { free(path) }
    var steps = String(cString: path).split(separator: "/").dropLast()
    var folders: [String] = []
    for depth in 0..<6 where !steps.isEmpty {
      let base = "/" + steps.joined(separator: "/")
      if depth < 2 { folders.append(base + "/share/skillsvideo/catalogue") }
      folders.append(base + "/share/catalogue")
      steps = steps.dropLast()
    }
    return folders
  }

  private static func contents(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer: [UInt8] = Array(repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return ferror(file) == 0 ? bytes : nil }
      bytes += buffer[..<count]
    }
  }
}
