import SVProtocol
import Testing

/// Which ranges a download requests, which answers it uses, and when it gives up.
@Suite struct DownloadMachineTests {
  private func head(
    _ status: Int, length: Int64? = nil, range: String? = nil, tag: String? = "\"a\"", encoded: Bool = false
  ) -> DownloadHead {
    var head = DownloadHead(httpStatus: status)
    head.contentLength = length
    head.contentRange = range
    head.entityTag = tag
    head.isEncoded = encoded
    return head
  }

  /// A machine whose first attempt broke off after 40 of 100 bytes.
  private func broken(tag: String? = "\"a\"", modified: String? = nil, tries: Int = 3) -> DownloadMachine {
    var machine = DownloadMachine(triesMax: tries, bytesMax: 0, absenceGrace: 10_000)
    _ = machine.begin()
    var first = head(200, length: 100, tag: tag)
    first.lastModified = modified
    #expect(machine.headArrived(first) == .restart)
    machine.wrote(40)
    return machine
  }

  @Test func goesOnWithWhatItHas() {
    var machine = broken()
    let next = machine.ended(broken: "reset", jitter: 1000, elapsed: 0)
    #expect(next == .again(delay: 100, status: .transport, reason: "reset"))
    #expect(machine.begin() == ["Range: bytes=40-", "If-Range: \"a\""])
    #expect(machine.headArrived(head(206, length: 60, range: "bytes 40-99/100")) == .append)
    machine.wrote(60)
    #expect(machine.ended(broken: nil, jitter: 1000, elapsed: 0) == .done)
  }

  @Test(
    arguments: [
      ("W/\"a\"", nil, nil), (nil, "Tue, 24 Nov 2026 17:00:00 GMT", "Tue, 24 Nov 2026 17:00:00 GMT"),
      (nil, nil, nil),
    ] as [(String?, String?, String?)])
  func onlyAStrongValidatorGoesOn(tag: String?, modified: String?, sent: String?) {
    var machine = broken(tag: tag, modified: modified)
    _ = machine.ended(broken: "reset", jitter: 1000, elapsed: 0)
    #expect(machine.begin() == (sent.map { ["Range: bytes=40-", "If-Range: " + $0] } ?? []))
    #expect(machine.written == (sent == nil ? 0 : 40))
  }

  @Test(arguments: [
    "bytes 39-99/100", "bytes 40-99/101", "bytes 40-99", "", "items 40-99/100", "bytes 99-40/100",
  ])
  func anotherPartBeginsAnew(range: String) {
    var machine = broken()
    _ = machine.ended(broken: "reset", jitter: 1000, elapsed: 0)
    _ = machine.begin()
    guard case .refuse = machine.headArrived(head(206, length: 60, range: range)) else {
      Issue.record("took \(range)")
      return
    }
    #expect(machine.mayBeginAnew)
    guard case .again(1000, _, _) = machine.ended(broken: "refused", jitter: 1000, elapsed: 0) else {
      Issue.record("did not begin again")
      return
    }
    #expect(machine.begin() == [])
  }

  @Test func aHostThatAlwaysBeginsAnewIsGivenUp() {
    var machine = broken(tries: 3)
    var tries = 1
    while case .again = machine.ended(broken: "reset", jitter: 1, elapsed: 0), tries < 50 {
      tries += 1
      _ = machine.begin()
      _ = machine.headArrived(head(200, length: 100))
      machine.wrote(40)
    }
    #expect(tries == 4)
  }

  /// An announced length decides whether the answer is complete. Without one, a normal end does.
  @Test(
    arguments: [
      (40, 100, false), (99, 100, false), (100, 100, true), (0, 100, false), (0, 0, false), (40, nil, true),
    ] as [(Int, Int64?, Bool)])
  func anAnswerThatEndsEarlyIsNotWhole(written: Int, length: Int64?, isWhole: Bool) {
    var machine = DownloadMachine(triesMax: 3, bytesMax: 0, absenceGrace: 10_000)
    _ = machine.begin()
    _ = machine.headArrived(head(200, length: length))
    machine.wrote(written)
    let next = machine.ended(broken: nil, jitter: 1000, elapsed: 0)
    #expect((next == .done) == isWhole)
    guard !isWhole else { return }
    guard case .again = next else {
      Issue.record("gave up \(written) of \(String(describing: length))")
      return
    }
  }

  @Test func anAnswerThatIsTooLongIsRefused() {
    var machine = broken()
    machine.wrote(61)
    guard case .failed(.protocolViolation, _) = machine.ended(broken: nil, jitter: 1000, elapsed: 0) else {
      Issue.record("took 101 of 100 bytes")
      return
    }
  }

  @Test func nothingBehindTheEnd() {
    var whole = broken()
    whole.wrote(60)
    _ = whole.ended(broken: "closed", jitter: 1, elapsed: 0)
    _ = whole.begin()
    #expect(whole.headArrived(head(416, range: "bytes */100")) == .explain)
    #expect(whole.ended(broken: nil, jitter: 1, elapsed: 0) == .done)
    var part = broken()
    _ = part.ended(broken: "closed", jitter: 1, elapsed: 0)
    _ = part.begin()
    _ = part.headArrived(head(416, range: "bytes */30"))
    guard case .again = part.ended(broken: nil, jitter: 7, elapsed: 0) else {
      Issue.record("took a part for the whole")
      return
    }
    #expect(part.written == 0)
  }

  @Test(arguments: [
    (404, false), (401, false), (403, false), (410, false), (429, true), (500, true), (503, true),
    (408, true),
  ])
  func refusals(status: Int, again: Bool) {
    var machine = DownloadMachine(triesMax: 2, bytesMax: 0, absenceGrace: 10_000)
    _ = machine.begin()
    #expect(machine.headArrived(head(status)) == .explain)
    if case .again = machine.ended(broken: nil, jitter: 1, elapsed: 10_000) {
      #expect(again)
    } else {
      #expect(!again)
    }
  }

  @Test func limits() {
    var machine = DownloadMachine(triesMax: 2, bytesMax: 50, absenceGrace: 10_000)
    _ = machine.begin()
    guard case .refuse = machine.headArrived(head(200, length: 51)) else {
      Issue.record("took 51 of 50 bytes")
      return
    }
    #expect(machine.allows(50))
    #expect(!machine.allows(51))
  }

  @Test func aMissingFileIsAskedForAgainForAWhile() {
    var machine = DownloadMachine(triesMax: 2, bytesMax: 0, absenceGrace: 10_000)
    var elapsed: Int64 = 0
    var delays: [Int64] = []
    while case .again(let delay, .notFound, _) = afterOne404(&machine, elapsed), delays.count < 50 {
      delays.append(delay)
      elapsed += delay
    }
    #expect(delays == [1000, 2000, 4000, 3000])
    #expect(
      afterOne404(&machine, elapsed) == .failed(.notFound, reason: "the output's host answered HTTP 404"))
  }

  private func afterOne404(_ machine: inout DownloadMachine, _ elapsed: Int64) -> DownloadMachine.Next {
    _ = machine.begin()
    _ = machine.headArrived(head(404))
    return machine.ended(broken: nil, jitter: 1, elapsed: elapsed)
  }

  @Test func anEmptyFileIsNone() {
    var machine = DownloadMachine(triesMax: 2, bytesMax: 0, absenceGrace: 0)
    for isLast in [false, true] {
      _ = machine.begin()
      _ = machine.headArrived(head(200, length: 0))
      let next = machine.ended(broken: nil, jitter: 1, elapsed: 0)
      let reason = "the file is empty"
      #expect(
        next
          == (isLast
            ? .failed(.protocolViolation, reason: reason)
            : .again(delay: 1, status: .protocolViolation, reason: reason)))
    }
  }

  /// The length and ranges of an encoded file do not match the decoded bytes.
  @Test func anEncodedFileIsWholeOrBeginsAnew() {
    var machine = DownloadMachine(triesMax: 2, bytesMax: 0, absenceGrace: 0)
    _ = machine.begin()
    #expect(machine.headArrived(head(200, length: 30, encoded: true)) == .restart)
    machine.wrote(100)
    #expect(machine.total == nil)
    var whole = machine
    #expect(whole.ended(broken: nil, jitter: 1, elapsed: 0) == .done)
    _ = machine.ended(broken: "reset", jitter: 1, elapsed: 0)
    #expect(machine.begin() == [])
    var part = broken()
    _ = part.ended(broken: "reset", jitter: 1, elapsed: 0)
    _ = part.begin()
    guard case .refuse = part.headArrived(head(206, length: 60, range: "bytes 40-99/100", encoded: true))
    else {
      Issue.record("took a part of the encoded file")
      return
    }
  }
}

@Suite struct MediaTypeTests {
  private func type(_ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBytes { MediaType(firstBytes: $0)?.name.description }
  }

  @Test(
    arguments: [
      ("\u{89}PNG\r\n\u{1A}\n", "image/png"), ("GIF89a", "image/gif"), ("RIFF0000WEBP", "image/webp"),
      ("RIFF0000WAVE", "audio/wav"), ("RIFF0000AVI ", "video/x-msvideo"), ("0000ftypisom", "video/mp4"),
      ("0000ftypM4A ", "audio/mp4"), ("0000ftypavif", "image/avif"), ("ID3\u{3}", "audio/mpeg"),
      ("OggS", "audio/ogg"),
      ("fLaC", "audio/flac"), ("\u{1A}\u{45}\u{DF}\u{A3}", "video/webm"),
      ("\u{FF}\u{D8}\u{FF}", "image/jpeg"),
      ("\u{FF}\u{FB}", "audio/mpeg"), ("\u{FF}\u{F1}", "audio/aac"), ("  <!doctype HTML>", "text/html"),
      ("<svg ", "image/svg+xml"), ("<?xml version='1.0'?><svg>", "image/svg+xml"),
      ("glTF", "model/gltf-binary"),
      ("", nil), ("hello", nil), ("RIFF", nil), ("{}", nil),
    ] as [(String, String?)])
  func told(latin1: String, name: String?) {
    #expect(type(latin1.unicodeScalars.map { UInt8($0.value) }) == name)
  }

  @Test(arguments: [
    ("GIF89a", "image/gif", "", true), ("GIF89a", "text/html", "image/gif", true),
    ("GIF89a", "image/gif", "video/mp4", false),
    ("<html>", "image/png", "", false), ("<html>", "text/html", "", false),
    ("<html>", "application/octet-stream", "", false),
    ("<html>", "text/html", "text/html", true), ("new format", "image/png", "", true),
    ("new format", "", "", true),
    ("{}", "application/json", "", false), ("{}", "application/json", "application/json", true),
    ("0000ftypisom", "audio/mp4", "", true), ("OggS", "video/ogg", "", true),
    ("new", "text/plain", "image/png", false),
  ])
  func mismatches(start: String, answered: String, expected: String, fits: Bool) {
    #expect(isTaken(Array(start.utf8), answered, expected) == fits)
  }

  /// A program is never a result. A script may be one if text was expected.
  @Test(arguments: [
    Array("#!/bin/sh\n".utf8), Array("MZ".utf8), [0x7F, 0x45, 0x4C, 0x46], [0xCF, 0xFA, 0xED, 0xFE],
    [0xCE, 0xFA, 0xED, 0xFE], [0xFE, 0xED, 0xFA, 0xCE], [0xFE, 0xED, 0xFA, 0xCF], [0xCA, 0xFE, 0xBA, 0xBE],
  ])
  func programs(start: [UInt8]) {
    for answered in ["image/png", "application/octet-stream", "text/plain", ""] {
      #expect(!isTaken(start, answered, ""))
      #expect(!isTaken(start, answered, "image/png"))
      #expect(isTaken(start, answered, "text/plain"))
      #expect(!isTaken(start, answered, "", isInAddress: true))
    }
  }

  /// The platform wrote what a data: address contains, so text that it calls text is no stray page.
  @Test(arguments: [
    ("<!DOCTYPE html>", "text/html", true), ("<!DOCTYPE html>", "text/plain", true),
    ("<!DOCTYPE html>", "image/png", false), ("{}", "application/json", true),
  ])
  func pagesInAddresses(start: String, named: String, isTaken: Bool) {
    #expect(self.isTaken(Array(start.utf8), named, "", isInAddress: true) == isTaken)
    #expect(!self.isTaken(Array(start.utf8), named, ""))
  }

  private func isTaken(
    _ start: [UInt8], _ answered: String, _ expected: String, isInAddress: Bool = false
  ) -> Bool {
    let reason = start.withUnsafeBytes {
      MediaType.mismatch(firstBytes: $0, answered: answered, expected: expected, isInAddress: isInAddress)
    }
    return reason == nil
  }
}
