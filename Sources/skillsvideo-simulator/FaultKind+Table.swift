extension FaultKind {
  /// How any answer goes out, and what is answered in place of the right thing: carried by any request.
  static let ofAnyRequest = anyRequest.map { $0.within(.anyRequest) }

  private static let anyRequest: [FaultKind] = [
    FaultKind(.slowStart, .milliseconds, "send nothing for so many milliseconds; the job is made at once"),
    FaultKind(.slowBytes, .milliseconds, "send the body one byte at a time, one every so many milliseconds"),
    FaultKind(.splitBytes, .none, "send the body one byte at a time, each in its own chunk and its own write"),
    FaultKind(.informational, .count(100...199, unit: "STATUS"), "send this 1xx answer before the real one"),
    FaultKind(.headerFlood, .count(1...(1 << 20), unit: "KIB"), "add so many header lines of 1 KiB to the answer"),
    FaultKind(.contentType, .word(of: ContentType.names), "send this Content-Type, or none, with the right body"),
    FaultKind(.longLength, .bytes, "announce so many bytes more than come, then close"),
    FaultKind(.shortLength, .bytes, "announce so many bytes in all and send everything, then close"),
    FaultKind(.close, .none, "read the request, make the job and charge for it, close without an answer"),
    FaultKind(.reset, .none, "as close, but with a TCP reset"),
    FaultKind(.stallStart, .none, "as close, but keep the connection and send nothing, until the client goes"),
    FaultKind(.closeHeaders, .none, "send the headers, then close"),
    FaultKind(.resetHeaders, .none, "send the headers, then a TCP reset"),
    FaultKind(.stall, .none, "send the headers and then nothing, until the client goes"),
    FaultKind(.thenRefuse, .none, "answer, and refuse new connections until POST /simulator/listener/open"),
    FaultKind(.status, .errorStatus, "answer with this status and an error body; nothing is made or charged"),
    FaultKind(.retryAfter, .seconds, "with status or poll-status: add Retry-After of so many seconds"),
    FaultKind(.retryAfterDate, .seconds, "the same as an HTTP date so many seconds ahead"),
    FaultKind(.retryAfterMilliseconds, .milliseconds, "the same as a Retry-After-Ms header"),
    FaultKind(.errorBody, .word(of: ErrorShape.names), "with status, poll-status or poll-fail: the form of the body"),
    FaultKind(.redirect, .redirectStatus, "answer with this status and Location on the same origin; nothing is made"),
    FaultKind(.redirectAway, .redirectStatus, "the same with Location on another host and port"),
    FaultKind(.captive, .none, "answer 200 with the HTML page of a network's login; nothing is made"),
  ]

  private func within(_ scope: Scope) -> FaultKind {
    var kind = self
    kind.scope = scope
    return kind
  }

  static let replacements: [FaultKind] = [
    FaultKind(.noContent, .none, "make the job and answer 204 without a body"),
    FaultKind(.refuseForm, .errorStatus, "on the stream path: answer a form with this status, naming its Content-Type"),
    FaultKind(.uploadReset, .bytes, "reset the connection when so many bytes of a form have come"),
    FaultKind(.json, .count(200...299, unit: "STATUS"), "on the stream path: answer as the polling path does"),
  ]

  static let streams: [FaultKind] = [
    FaultKind(.endAfter, .number, "end the stream cleanly after so many events"),
    FaultKind(.cutAfter, .number, "drop the connection after so many events"),
    FaultKind(.resetAfter, .number, "reset the connection after so many events"),
    FaultKind(.stallAfter, .number, "send nothing more after so many events, until the client goes"),
    FaultKind(.cutInside, .number, "drop the connection inside the event after so many; of JSON, half the body comes"),
    FaultKind(.resetInside, .number, "the same with a TCP reset"),
    FaultKind(.stallInside, .number, "send nothing more inside the event after so many; of JSON, half the body comes"),
    FaultKind(.truncatedChunk, .number, "after so many events: announce a chunk, send part of it, close"),
    FaultKind(.garbageChunk, .number, "after so many events: a chunk whose size is not a number, close"),
    FaultKind(.endlessLine, .number, "after so many events: a data line that never ends, until the client goes"),
    FaultKind(.errorEvent, .number, "after so many events: one with code and message but no status, then a clean end"),
    FaultKind(.heartbeat, .milliseconds, "a comment line every so many milliseconds in the stream"),
    FaultKind(.heartbeatsOnly, .milliseconds, "no event ever, only such comment lines, until the client goes"),
  ]

  static let contents: [FaultKind] = [
    FaultKind(.eventBytes, .bytes, "make the data of each IN_PROGRESS event exactly so long, if it is not longer"),
    FaultKind(.badUTF8, .none, "put bytes that are not UTF-8 into each IN_PROGRESS event"),
    FaultKind(.otherID, .none, "after the first event: one that says COMPLETED of another id"),
    FaultKind(.noID, .none, "leave the id out of every event"),
    FaultKind(.late, .anyWord(unit: "STATUS", isOptional: false), "after the last event: one more with this status"),
  ]

  static let jobs: [FaultKind] = [
    FaultKind(.latency, .milliseconds, "time from the creation of the job to its end"),
    FaultKind(.events, .count(0...Pace.maxEvents, unit: "N"), "number of IN_PROGRESS events"),
    FaultKind(.polls, .number, "made on the polling path, the job ends with its Nth poll, whatever the time"),
    FaultKind(
      .failed, .anyWord(unit: "CODE", isOptional: true),
      "the job ends FAILED, with this code (default FAILED of its family), and is refunded"),
    FaultKind(.canceled, .none, "the job ends CANCELED and is refunded"),
    FaultKind(.words, .word(of: StatusWords.names), "status words of another generation of the documentation"),
    FaultKind(
      .unknownStatus, .anyWord(unit: "WORD", isOptional: true), "say this (default PAUSED) in place of IN_PROGRESS"),
    FaultKind(.numericID, .none, "the id is a JSON number"),
  ]

  static let followUps: [FaultKind] = [
    FaultKind(.pollStatus, .errorStatus, "answer polls of this job with this status"),
    FaultKind(.pollFail, .number, "poll faults meet only the first N polls; alone it answers them with 503"),
    FaultKind(.pollStall, .none, "send headers only when this job is polled"),
    FaultKind(.pollStallStart, .none, "send nothing when this job is polled"),
    FaultKind(.pollClose, .none, "close without an answer when this job is polled"),
    FaultKind(.pollReset, .none, "reset the connection without an answer when this job is polled"),
    FaultKind(.pollCut, .none, "send half of the body when this job is polled, then close"),
    FaultKind(.pollCaptive, .none, "answer polls of this job with 200 and the HTML page of a network's login"),
    FaultKind(.pollRedirect, .redirectStatus, "answer polls with this status and Location on the same origin"),
    FaultKind(.pollRedirectAway, .redirectStatus, "answer polls with this status and Location on another host"),
    FaultKind(.pollBody, .word(of: ErrorShape.names), "answer polls with 200 and an error body of this form"),
    FaultKind(.pollOtherID, .none, "answer polls of this job with COMPLETED of another id"),
    FaultKind(.outputStatus, .errorStatus, "answer downloads of this job's files with this status"),
    FaultKind(.outputCut, .number, "drop the connection after so many bytes of a file of this job"),
    FaultKind(.outputReset, .number, "the same with a TCP reset"),
    FaultKind(.outputStall, .none, "send half of a file of this job, then nothing until the client goes"),
    FaultKind(.outputFail, .number, "output faults meet only the first N downloads of this job's files"),
    FaultKind(.outputPage, .none, "answer downloads with 200 and the HTML page of a network's login"),
    FaultKind(.outputType, .word(of: ContentType.names), "send files of this job with this Content-Type, or none"),
    FaultKind(.outputLong, .bytes, "announce so many bytes more than a file of this job has, then close"),
    FaultKind(.outputNoRanges, .none, "send files of this job whole, whatever part is asked for"),
    FaultKind(.outputNoTag, .none, "send files of this job without an ETag"),
    FaultKind(.outputChanges, .none, "give a file of this job another ETag each time"),
    FaultKind(.outputNoPart, .none, "answer 416 to downloads that ask for a part"),
    FaultKind(.outputRedirect, .redirectStatus, "answer downloads with this status and Location on the same origin"),
    FaultKind(.outputRedirectAway, .redirectStatus, "the same with Location on another host and port"),
    FaultKind(.outputRedirectOut, .redirectStatus, "the same with Location on plain http off this machine"),
  ]

  static let account = ofCredits.map { $0.within(.credits) }

  private static let ofCredits: [FaultKind] = [
    FaultKind(.creditsStatus, .errorStatus, "answer requests for the credits with this status"),
    FaultKind(.creditsSlow, .milliseconds, "answer them after so many milliseconds"),
    FaultKind(.creditsClose, .none, "close without an answer when the credits are asked for"),
    FaultKind(.creditsReset, .none, "the same with a TCP reset"),
    FaultKind(.creditsStall, .none, "send nothing when the credits are asked for, until the client goes"),
    FaultKind(.creditsCut, .none, "send half of the answer about the credits, then close"),
    FaultKind(.creditsShape, .word(of: CreditsShape.names), "answer about the credits in this form"),
  ]
}
