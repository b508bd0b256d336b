import SVContract
import SVProtocol
import SVText

/// Compares a payload with the client's document, before anything is sent.
struct PayloadCheck {
  enum Mode {
    case off
    case warn
    case strict
  }

  /// Nil if nothing was compared.
  private(set) var report: ValidationReport?
  /// Why the payload is not sent.
  private(set) var refusal: CallError?
  /// Warnings about a payload that is sent.
  private(set) var warnings: [String] = []

  static func mode(_ text: String) throws(CallError) -> Mode? {
    if text.isEmpty { return nil }
    if text.isWord("off") { return .off }
    if text.isWord("warn") { return .warn }
    guard text.isWord("strict") else {
      throw CallError(.argument, "the option validate must be off, warn or strict")
    }
    return .strict
  }

  /// Same as the initialiser, on a stack that is large enough for the document.
  static func run(
    _ payload: JSONNode, endpoint: String, document: JSONNode?, mode: Mode?
  ) throws(CallError) -> PayloadCheck {
    guard document != nil, mode != .off else {
      return PayloadCheck(payload, endpoint: endpoint, document: document, mode: mode)
    }
    var check: PayloadCheck?
    let hasRun = DeepStack.run {
      check = PayloadCheck(payload, endpoint: endpoint, document: document, mode: mode)
    }
    guard hasRun, let check else {
      throw CallError(.memory, "no memory to compare the payload with the document. Nothing was sent.")
    }
    return check
  }

  private init(_ payload: JSONNode, endpoint: String, document: JSONNode?, mode: Mode?) {
    let mode = mode ?? (document == nil ? .off : .strict)
    guard mode != .off else { return }
    guard let document else {
      refuse(
        """
        the option validate asks for an OpenAPI document: set openapi_file or openapi_json. Nothing was \
        sent.
        """,
        mode)
      return
    }
    guard let payload = PayloadCheck.withoutFiles(payload) else {
      refuse("no memory to compare the payload with the document. Nothing was sent.", mode)
      return
    }
    do {
      let report = try Validation.report(
        document: OpenAPIDocument.of(document), endpoint: endpoint, payload: payload)
      self.report = report
      take(report, mode)
    } catch {
      refuse(error.message + " Nothing was sent.", mode)
    }
  }

  /// The document describes a file as a text: its URL. So each file is replaced by a URL. Nil if there is no
  /// memory.
  private static func withoutFiles(_ payload: JSONNode) -> JSONNode? {
    guard UploadForm.mentionsFile(payload) else { return payload }
    var writer = JSONWriter()
    copy(payload, to: &writer)
    return writer.withBytes { $0.flatMap(root) }
  }

  private static func root(_ text: UnsafeRawBufferPointer) -> JSONNode? {
    do { return try JSONDocument(text).root } catch { return nil }
  }

  /// The document's reader bounds its depth.
  private static func copy(_ node: JSONNode, to writer: inout JSONWriter) {
    if UploadForm.isReference(node) { return writer.string("https://file.invalid/upload") }
    switch node.kind {
    case .array:
      writer.beginArray()
      for element in node.elements { copy(element, to: &writer) }
      writer.endArray()
    case .object:
      writer.beginObject()
      for (key, value) in node.members {
        writer.key(key)
        copy(value, to: &writer)
      }
      writer.endObject()
    default: writer.raw(node.raw)
    }
  }

  /// If the document marks its rules as guesses, their violation is not an error and is not reported.
  private mutating func take(_ report: ValidationReport, _ mode: Mode) {
    if mode == .strict, !report.isValid, report.isSureOfProblems {
      refusal = CallError(.validation, report.summary)
      return
    }
    if report.isIncomplete {
      warnings.append(
        "the comparison with the document takes too much work; not all of the payload was checked")
    }
    let isSureOfFields = report.certainty?.isWord("certain") ?? true
    for field in report.unknownFields where isSureOfFields {
      let nearest = field.nearest.map { "; \($0) was probably meant" } ?? ""
      warnings.append("the document does not know the field \(field.name)\(nearest)")
    }
    guard report.isSureOfProblems else { return }
    for problem in report.problems where !problem.isAssumed { warnings.append(problem.sentence) }
  }

  private mutating func refuse(_ message: String, _ mode: Mode) {
    if mode == .strict { refusal = CallError(.validation, message) } else { warnings.append(message) }
  }
}
