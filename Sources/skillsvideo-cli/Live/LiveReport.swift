import CSkillsVideo
import SVText

/// The report of `doctor --live`, for people or programs. It may be shared: it contains no key, no balance,
/// no cookie, no id, and no message of the platform.
struct LiveReport {
  let exchanges: [LiveExchange]
  let assumptions: [Assumption]
  let address: String
  let date: String

  init(_ exchanges: [LiveExchange], address: String) {
    self.exchanges = exchanges
    self.address = Redaction.url(address)
    assumptions = Assumptions(exchanges: exchanges, isHTTPS: address.lowercased().hasPrefix("https://")).all
    date = System.utcDate()
  }

  func count(_ verdict: Assumption.Verdict) -> Int { assumptions.filter { $0.verdict == verdict }.count }
  var isAnswered: Bool { exchanges.contains { $0.head != nil } }

  /// The platform answered, and no assumption is refuted.
  var isGood: Bool { isAnswered && count(.refuted) == 0 }
  private let hasProxy = DoctorChecks.proxyInUse != nil

  /// The names of all observed headers.
  private var headerNames: [String] {
    let names = Set(exchanges.flatMap { $0.head.map { Array($0.headers.keys) } ?? [] })
    return names.map { Safe.word($0) }.filter { $0 != Safe.hidden }.sorted()
  }

  private static let leftOut =
    "Left out: the key, the balance, cookies, ids, and what the platform says in words. "
    + "The report can be given to others."

  // MARK: For people

  /// Printed before anything is sent.
  static func announcement(_ address: String) -> [String] {
    let requests = LiveRequest.all.enumerated().map { index, request in
      ["  \(index + 1)", "GET " + request.path, request.keyLabel]
    }
    return [
      "doctor --live buys nothing: it sends only these GET requests, one after another, to",
      "\(Redaction.url(address)), and follows no redirect.",
    ] + Table.lines(requests)
  }

  var lines: [String] {
    let facts = [
      ["date", date], ["version", String(cString: sv_version_string())], ["system", System.kind()],
      ["address", address], ["proxy", hasProxy ? "yes" : "no"],
    ]
    let requests = exchanges.map { exchange in
      ["  \(exchange.number)", "GET " + exchange.request.path, exchange.request.keyLabel, exchange.summary]
    }
    let seen = assumptions.filter { !$0.needsPayment }
    let paid = assumptions.filter { $0.needsPayment }
    return ["skills.video: what the platform does, compared with what this client expects", ""]
      + Table.lines(facts)
      + ["", "Requests, all of them GET, so that nothing was bought; no redirect was followed:"]
      + Table.lines(requests)
      + ["", "Expectations, each with what was seen and in which answers:"]
      + seen.flatMap { Self.lines($0) }
      + ["", "Expectations that only a paid generation can show, so that they were not seen:"]
      + paid.map { "  " + $0.name.padded(to: 22) + $0.text }
      + ["", "Headers seen: " + (headerNames.isEmpty ? "none" : headerNames.joined(separator: ", "))]
      + ["", summary, Self.leftOut]
  }

  private static func lines(_ assumption: Assumption) -> [String] {
    [
      "  " + assumption.verdict.word.padded(to: 11) + assumption.name.padded(to: 20) + assumption.text,
      String(repeating: " ", count: 33) + assumption.evidence,
    ]
  }

  var summary: String {
    "\(count(.confirmed)) confirmed, \(count(.refuted)) refuted, \(count(.notSeen)) not seen"
  }

  // MARK: For programs

  var record: String {
    Record.object(event: "live_report") { writer in
      writer.field("ok", isGood)
      writer.field("confirmed", Int64(count(.confirmed)))
      writer.field("refuted", Int64(count(.refuted)))
      writer.field("not_seen", Int64(count(.notSeen)))
      writer.field("date", date)
      writer.field("version", String(cString: sv_version_string()))
      writer.field("system", System.kind())
      writer.field("address", address)
      writer.field("has_proxy", hasProxy)
      writer.array("requests", exchanges) { Self.write($0, to: &$1) }
      writer.array("assumptions", assumptions) { Self.write($0, to: &$1) }
      writer.array("header_names", headerNames) { $1.string($0) }
      writer.field("message", summary + ". Nothing was bought. " + Self.leftOut)
    }
  }

  private static func write(_ exchange: LiveExchange, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("number", Int64(exchange.number))
    writer.field("method", "GET")
    writer.field("path", exchange.request.path)
    writer.field("your_key", exchange.request.usesYourKey)
    writer.field("sent", exchange.wasSent)
    writer.field("http_status", Int64(exchange.httpStatus ?? 0))
    writer.field("protocol", exchange.head?.version)
    writer.field("content_type", exchange.mediaType)
    writer.field("complete", exchange.isComplete)
    writer.field("failure", exchange.failure?.rawValue)
    writer.endObject()
  }

  private static func write(_ assumption: Assumption, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", assumption.name)
    writer.field("assumption", assumption.text)
    writer.field("verdict", assumption.verdict.rawValue)
    writer.field("evidence", assumption.evidence)
    writer.field("needs_payment", assumption.needsPayment)
    writer.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func array<Element>(
    _ name: String, _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements { write(element, &self) }
    endArray()
  }
}
