import SVContract
import SVProtocol
import SVText

/// Compares a payload with the client's document, before anything is sent.
public struct PayloadCheck {
  /// Nil if nothing was compared.
  private(set) var report: ValidationReport?
  /// Why the payload is not sent.
  private(set) var refusal: CallError?
  /// Warnings about a payload that is sent.
  private(set) var warnings: [String] = []

  /// The default of the option.
  static var standard: ValidationMode {
    ValidationMode(name: UTF8Slice(stringLiteral: TextOption.validate.info.fallback)) ?? .auto
  }

  static func mode(_ text: String) throws(CallError) -> ValidationMode {
    if text.isEmpty { return standard }
    guard let mode = text.withSlice({ ValidationMode(name: $0) }) else {
      throw CallError(.argument, "the option validate must be off, warn, auto or strict")
    }
    return mode
  }

  /// Compares on a stack that is large enough for the document.
  static func run(
    _ payload: JSONNode, endpoint: String, document: JSONNode?, _ settings: JobSettings
  ) throws(CallError) -> PayloadCheck {
    var check: PayloadCheck?
    guard document != nil, settings.validation != .off else {
      return PayloadCheck(payload, endpoint: endpoint, document: nil, settings)
    }
    let hasRun = DeepStack.run {
      check = PayloadCheck(payload, endpoint: endpoint, document: document, settings)
    }
    guard hasRun, let check else {
      throw CallError(.memory, "no memory to compare the payload with the document. Nothing was sent.")
    }
    return check
  }

  private init(_ payload: JSONNode, endpoint: String, document: JSONNode?, _ settings: JobSettings) {
    let mode = settings.validation
    if let document {
      compare(payload, endpoint: endpoint, document, mode)
    } else if mode == .warn || mode == .strict {
      refuse(
        """
        the option validate asks for an OpenAPI document: set openapi_file or openapi_json. Nothing was \
        sent.
        """,
        in: mode)
    }
    if refusal == nil { checkBlankFields(payload, settings) }
  }

  private mutating func compare(
    _ payload: JSONNode, endpoint: String, _ document: JSONNode, _ mode: ValidationMode
  ) {
    guard let payload = PayloadCheck.withoutFiles(payload) else {
      return refuse("no memory to compare the payload with the document. Nothing was sent.", in: .strict)
    }
    do {
      let report = try Validation.report(
        document: OpenAPIDocument.of(document), endpoint: endpoint, payload: payload)
      self.report = report
      take(report, mode)
    } catch {
      // A model that the document does not have may be newer than the document.
      refuse(
        error.message + " Nothing was sent.", in: error.kind == .misspelt ? .strict : mode, error.message)
    }
  }

  /// The document describes a file as a text: its URL. So each file is replaced by a URL. Nil if there is no
  /// memory.
  public static func withoutFiles(_ payload: JSONNode) -> JSONNode? {
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

  private mutating func take(_ report: ValidationReport, _ mode: ValidationMode) {
    if let message = report.refusal(by: mode) {
      refusal = CallError(.validation, message)
      return
    }
    if report.isIncomplete {
      warnings.append(
        "the comparison with the document takes too much work; not all of the payload was checked")
    }
    let faults = report.warnings(in: mode)
    // A payload without a fault needs no doubt.
    if let doubt = report.doubt, !faults.isEmpty { warnings.append(doubt) }
    for fault in faults { warnings.append(fault.text) }
  }

  /// Without a document that knows better, a prompt counts as required.
  private mutating func checkBlankFields(_ payload: JSONNode, _ settings: JobSettings) {
    var blank = report?.blankFields ?? []
    if report == nil, let prompt = payload["prompt"], prompt.kind == .string, PayloadCheck.isBlank(prompt.raw)
    {
      blank.append("prompt")
    }
    guard let name = blank.first else { return }
    let words = ValidationReport.blank(name).text
    if !settings.allowsBlank {
      refusal = CallError(
        .validation, words + ". To send it all the same, set allow_blank to 1. Nothing was sent.")
    } else if report == nil, settings.validation != .off {
      warnings.append(words)
    }
  }

  /// Whether the JSON of a text has no visible character. A copy could be too large.
  private static func isBlank(_ json: UnsafeRawBufferPointer) -> Bool {
    let whites: UTF8Slice = "bfnrt"
    var isEscape = false
    for byte in json.dropFirst().dropLast() {
      if isEscape ? !whites.has(byte) : byte > 0x20 && byte != UInt8(ascii: "\\") { return false }
      isEscape = !isEscape && byte == UInt8(ascii: "\\")
    }
    return true
  }

  private mutating func refuse(_ message: String, in mode: ValidationMode, _ warning: String? = nil) {
    if mode == .strict {
      refusal = CallError(.validation, message)
    } else {
      warnings.append(warning ?? message)
    }
  }
}
