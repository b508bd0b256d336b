extension FaultKind {
  /// How any answer goes out, and what is answered in place of the right thing: carried by any request.
  static let ofAnyRequest = anyRequest.map { $0.within(.anyRequest) }

  private static let anyRequest: [FaultKind] = [
    FaultKind(.slowStart, .milliseconds, "send nothing for so many milliseconds; the job is made at once"),
    FaultKind(.slowBytes, .milliseconds, "send the body one byte at a time, one every so many milliseconds"),
    FaultKind(
      .splitBytes, .none, "send the body one byte at a time, each in its own chunk and its own write"),
    FaultKind(.informational, .count(100...199, unit: "STATUS"), "send this 1xx answer before the real one"),
    FaultKind(
      .headerFlood, .count(1...(1 << 20), unit: "KIB"), "add so many header lines of 1 KiB to the answer"),
    FaultKind(
      .contentType, .word(of: ContentType.names), "send this Content-Type, or none, with the right body"),
    FaultKind(
      .coding, .coding,
      "send the body in this content coding, each event at once; unknown ones leave it plain"),
    FaultKind(
      .bomb, .bytes,
      """
      after the first piece of the body: so many spaces; small in coding gzip (taken if none is given), \
      deflate, zstd
      """
    ),
    FaultKind(.longLength, .bytes, "announce so many bytes more than come, then close"),
    FaultKind(.shortLength, .bytes, "announce so many bytes in all and send everything, then close"),
    FaultKind(.unframed, .none, "send the body with neither Content-Length nor chunks, then close"),
    FaultKind(
      .unended, .ending,
      """
      send the whole body but no last chunk, then do this; with long-length or unframed: do this at the end
      """),
    FaultKind(.close, .none, "read the request, make the job and charge for it, close without an answer"),
    FaultKind(.reset, .none, "as close, but with a TCP reset"),
    FaultKind(
      .stallStart, .none, "as close, but keep the connection and send nothing, until the client goes"),
    FaultKind(.closeHeaders, .none, "send the headers, then close"),
    FaultKind(.resetHeaders, .none, "send the headers, then a TCP reset"),
    FaultKind(.stall, .none, "send the headers and then nothing, until the client goes"),
    FaultKind(.thenRefuse, .none, "answer, and refuse new connections until POST /simulator/listener/open"),
    FaultKind(.status, .errorStatus, "answer with this status and an error body; nothing is made or charged"),
    FaultKind(
      .errorCode, .anyWord(unit: "CODE", isOptional: false),
      "with any status of creates or polls: this code in the body, in full or without its family"),
    FaultKind(.errorID, .none, "with made-status or poll-status: put the id of the job into a JSON body"),
    FaultKind(.retryAfter, .seconds, "with status or poll-status: add Retry-After of so many seconds"),
    FaultKind(.retryAfterDate, .seconds, "the same as an HTTP date so many seconds ahead"),
    FaultKind(.retryAfterMilliseconds, .milliseconds, "the same as a Retry-After-Ms header"),
    FaultKind(
      .errorBody, .word(of: ErrorShape.names), "with such a status or poll-fail: the form of the body"),
    FaultKind(
      .redirect, .redirectStatus, "answer with this status and Location on the same origin; nothing is made"),
    FaultKind(.redirectAway, .redirectStatus, "the same with Location on another host and port"),
    FaultKind(.captive, .none, "answer 200 with the HTML page of a network's login; nothing is made"),
  ]

  private func within(_ scope: Scope) -> FaultKind {
    var kind = self
    kind.scope = scope
    return kind
  }

  static let replacements: [FaultKind] = [
    FaultKind(
      .madeStatus, .count(200...999, unit: "STATUS"),
      "make the job and charge for it, then answer with this status and an error body"),
    FaultKind(.noContent, .none, "make the job and answer 204 without a body"),
    FaultKind(
      .refuseForm, .errorStatus, "on the stream path: answer a form with this status, naming its Content-Type"
    ),
    FaultKind(
      .json, .count(200...299, unit: "STATUS"), "on the stream path: answer as the polling path does"),
    FaultKind(
      .bareJSON, .count(0...1000, unit: "N"),
      "make the job and answer text/event-stream: so many comments, then the JSON of the polling path"),
    FaultKind(.answerBytes, .bytes, "pad the JSON that answers a create to exactly so many bytes"),
  ]

  static let uploads = ofUploads.map { $0.within(.uploads) }

  private static let ofUploads: [FaultKind] = [
    FaultKind(.uploadReset, .bytes, "reset the connection when so many bytes of a create's body have come"),
    FaultKind(
      .uploadStall, .bytes, "read no more of a create's body after so many bytes; keep the connection"),
    FaultKind(
      .uploadStatus, .errorStatus,
      """
      answer with this status where upload-stall or upload-reset strikes; alone, stall after the first byte
      """),
  ]

  static let streams: [FaultKind] = [
    FaultKind(.endAfter, .number, "end the stream cleanly after so many events"),
    FaultKind(.cutAfter, .number, "drop the connection after so many events"),
    FaultKind(.resetAfter, .number, "reset the connection after so many events"),
    FaultKind(.stallAfter, .number, "send nothing more after so many events, until the client goes"),
    FaultKind(.truncatedChunk, .number, "after so many events: announce a chunk, send part of it, close"),
    FaultKind(.garbageChunk, .number, "after so many events: a chunk whose size is not a number, close"),
    FaultKind(
      .endlessLine, .number, "after so many events: a data line that never ends, until the client goes"),
    FaultKind(
      .errorEvent, .number,
      """
      after so many events: one with code and message but no status, then a clean end
      """),
    FaultKind(.heartbeat, .milliseconds, "a comment line every so many milliseconds in the stream"),
    FaultKind(
      .heartbeatsOnly, .milliseconds, "no event ever, only such comment lines, until the client goes"),
    FaultKind(.commentsAfter, .number, "after so many events: only comment lines, however the job goes on"),
  ]

  /// A part of an event comes when the whole event would.
  static let cuts: [FaultKind] = [
    FaultKind(
      .endInside, .number, "end cleanly inside the event after so many, or after half of a JSON body"),
    FaultKind(.cutInside, .number, "drop the connection there"),
    FaultKind(.resetInside, .number, "reset the connection there"),
    FaultKind(.stallInside, .number, "send nothing more from there on, until the client goes"),
    FaultKind(.endAfterID, .number, "end cleanly just after the id of the event after so many, or of JSON"),
    FaultKind(.cutAfterID, .number, "drop the connection just after that id"),
    FaultKind(.resetAfterID, .number, "reset the connection just after that id"),
    FaultKind(.stallAfterID, .number, "send nothing more after that id, until the client goes"),
    FaultKind(
      .endUnfinished, .number,
      "end cleanly before the blank line of the event after so many, or before the last } of JSON"),
    FaultKind(.cutUnfinished, .number, "drop the connection before that blank line or }"),
    FaultKind(.resetUnfinished, .number, "reset the connection before that blank line or }"),
    FaultKind(.stallUnfinished, .number, "send nothing more from that blank line or } on"),
  ]

  static let contents: [FaultKind] = [
    FaultKind(
      .firstEvent, .word(of: FirstEvent.names),
      "before the events of the job: one that is not about it, or lines that are no event"),
    FaultKind(
      .eventBytes, .bytes, "make the data of each IN_PROGRESS event exactly so long, if it is not longer"),
    FaultKind(.terminalBytes, .bytes, "the same for the terminal event"),
    FaultKind(
      .noOutputs, .word(of: MissingOutputs.names), "no outputs in the COMPLETED event; polls have some"),
    FaultKind(
      .badJSON, .word(of: BrokenMember.names),
      "a member that is not JSON, beside or inside data, in the COMPLETED event; polls are right"),
    FaultKind(.badUTF8, .none, "put bytes that are not UTF-8 into each IN_PROGRESS event"),
    FaultKind(.otherID, .none, "after the first event: one that says COMPLETED of another id"),
    FaultKind(.noID, .none, "leave the id out of every event"),
    FaultKind(
      .nestedID, .none, "begin events and the answer to the create with an object that has another id"),
    FaultKind(
      .late, .anyWord(unit: "STATUS", isOptional: false), "after the last event: one more with this status"),
  ]

  static let jobs: [FaultKind] = [
    FaultKind(.latency, .milliseconds, "time from the creation of the job to its end"),
    FaultKind(.events, .count(0...Pace.maxEvents, unit: "N"), "number of IN_PROGRESS events"),
    FaultKind(.polls, .number, "made on the polling path, the job ends with its Nth poll, whatever the time"),
    FaultKind(
      .failed, .anyWord(unit: "CODE", isOptional: true),
      "the job ends FAILED, with this code (default FAILED of its family), and is refunded"),
    FaultKind(.canceled, .none, "the job ends CANCELED and is refunded"),
    FaultKind(
      .words, .word(of: StatusWords.names), "status words of another generation of the documentation"),
    FaultKind(
      .unknownStatus, .anyWord(unit: "WORD", isOptional: true),
      "say this (default PAUSED) in place of IN_PROGRESS"),
    FaultKind(.numericID, .none, "the id is a JSON number"),
  ]

  static let polls: [FaultKind] = [
    FaultKind(.pollStatus, .errorStatus, "answer polls of this job with this status"),
    FaultKind(.pollFail, .number, "poll faults meet only the first N polls; alone it answers them with 503"),
    FaultKind(.pollStall, .none, "send headers only when this job is polled"),
    FaultKind(.pollStallStart, .none, "send nothing when this job is polled"),
    FaultKind(.pollClose, .none, "close without an answer when this job is polled"),
    FaultKind(.pollReset, .none, "reset the connection without an answer when this job is polled"),
    FaultKind(.pollCut, .none, "send half of the body when this job is polled, then close"),
    FaultKind(.pollLong, .bytes, "announce so many bytes more than the answer to a poll has, then close"),
    FaultKind(.pollUnframed, .none, "answer polls with neither Content-Length nor chunks, then close"),
    FaultKind(.pollUnended, .ending, "as unended, for the answers to polls of this job"),
    FaultKind(
      .pollCaptive, .none, "answer polls of this job with 200 and the HTML page of a network's login"),
    FaultKind(
      .pollRedirect, .redirectStatus, "answer polls with this status and Location on the same origin"),
    FaultKind(
      .pollRedirectAway, .redirectStatus, "answer polls with this status and Location on another host"),
    FaultKind(.pollBody, .word(of: ErrorShape.names), "answer polls with 200 and an error body of this form"),
    FaultKind(.pollOtherID, .none, "answer polls of this job with COMPLETED of another id"),
    FaultKind(.pollBytes, .bytes, "pad the answer to a poll of this job to exactly so many bytes"),
    FaultKind(.pollNoOutputs, .word(of: MissingOutputs.names), "no outputs in polls that say COMPLETED"),
    FaultKind(.pollBadJSON, .word(of: BrokenMember.names), "as bad-json, in polls that say COMPLETED"),
    FaultKind(.pollCoding, .coding, "as coding, for the answers to polls of this job"),
    FaultKind(.pollBomb, .bytes, "as bomb, for the answers to polls of this job"),
  ]

  static let downloads: [FaultKind] = [
    FaultKind(.outputStatus, .errorStatus, "answer downloads of this job's files with this status"),
    FaultKind(.outputCut, .number, "drop the connection after so many bytes of a file of this job"),
    FaultKind(.outputReset, .number, "the same with a TCP reset"),
    FaultKind(.outputStall, .none, "send half of a file of this job, then nothing until the client goes"),
    FaultKind(.outputFail, .number, "output faults meet only the first N downloads of this job's files"),
    FaultKind(.outputPage, .none, "answer downloads with 200 and the HTML page of a network's login"),
    FaultKind(
      .outputType, .word(of: ContentType.names), "send files of this job with this Content-Type, or none"),
    FaultKind(.outputLong, .bytes, "announce so many bytes more than a file of this job has, then close"),
    FaultKind(.outputNoRanges, .none, "send files of this job whole, whatever part is asked for"),
    FaultKind(.outputNoTag, .none, "send files of this job without an ETag"),
    FaultKind(.outputChanges, .none, "give a file of this job another ETag each time"),
    FaultKind(.outputNoPart, .none, "answer 416 to downloads that ask for a part"),
    FaultKind(
      .outputRedirect, .redirectStatus, "answer downloads with this status and Location on the same origin"),
    FaultKind(.outputRedirectAway, .redirectStatus, "the same with Location on another host and port"),
    FaultKind(.outputRedirectOut, .redirectStatus, "the same with Location on plain http off this machine"),
    FaultKind(
      .outputBytes, .word(of: OutputBytes.names),
      "put these bytes into files of this job, under the same address and content type"),
    FaultKind(
      .outputAddress, .word(of: OutputAddress.names),
      "name files of this job .exe, .sh, without an ending, outside their folder, or not encoded"),
    FaultKind(.outputCoding, .coding, "as coding, for files of this job; no part of a file is sent then"),
    FaultKind(.outputBomb, .bytes, "as bomb, for files of this job"),
  ]

  static let account = ofCredits.map { $0.within(.credits) }

  private static let ofCredits: [FaultKind] = [
    FaultKind(.creditsStatus, .errorStatus, "answer requests for the credits with this status"),
    FaultKind(.creditsBody, .word(of: ErrorShape.names), "with credits-status: the form of the body"),
    FaultKind(.creditsSlow, .milliseconds, "answer them after so many milliseconds"),
    FaultKind(.creditsClose, .none, "close without an answer when the credits are asked for"),
    FaultKind(.creditsReset, .none, "the same with a TCP reset"),
    FaultKind(.creditsStall, .none, "send nothing when the credits are asked for, until the client goes"),
    FaultKind(.creditsCut, .none, "send half of the answer about the credits, then close"),
    FaultKind(.creditsLong, .bytes, "announce more bytes than the answer about the credits has, then close"),
    FaultKind(.creditsUnframed, .none, "send it with neither Content-Length nor chunks, then close"),
    FaultKind(.creditsUnended, .ending, "as unended, for the answer about the credits"),
    FaultKind(.creditsShape, .word(of: CreditsShape.names), "answer about the credits in this form"),
    FaultKind(.creditsCoding, .coding, "as coding, for the answer about the credits"),
    FaultKind(.creditsBomb, .bytes, "as bomb, for the answer about the credits"),
  ]
}
