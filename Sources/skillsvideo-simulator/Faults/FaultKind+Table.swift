extension FaultKind {
  /// Faults of how an answer is sent, and faults that replace the answer. Any request may have them.
  static let ofAnyRequest = anyRequest.map { $0.within(.anyRequest) }

  private static let anyRequest: [FaultKind] = [
    FaultKind(.slowStart, .milliseconds, "send nothing for N milliseconds; the job is made at once"),
    FaultKind(.slowBytes, .milliseconds, "send the body one byte at a time, one every N milliseconds"),
    FaultKind(
      .splitBytes, .none, "send the body one byte at a time, each in its own chunk and its own write"),
    FaultKind(.informational, .count(100...199, unit: "STATUS"), "send this 1xx answer before the final one"),
    FaultKind(
      .headerFlood, .count(1...(1 << 20), unit: "KIB"), "add N header lines of 1 KiB to the answer"),
    FaultKind(
      .contentType, .word(of: ContentType.names), "send this Content-Type, or none, with the right body"),
    FaultKind(
      .coding, .coding,
      "send the body in this content coding, each event at once; unknown ones leave it plain"),
    FaultKind(
      .bomb, .bytes,
      """
      after the first piece of the body: N spaces; small in coding gzip (taken if none is given), \
      deflate, zstd
      """
    ),
    FaultKind(.longLength, .bytes, "announce N bytes more than come, then close"),
    FaultKind(.shortLength, .bytes, "announce N bytes in all and send everything, then close"),
    FaultKind(.unframed, .none, "send the body with neither Content-Length nor chunks, then close"),
    FaultKind(
      .unended, .ending,
      """
      send the whole body but no last chunk, then do this; with long-length or unframed: do this at the end
      """),
    FaultKind(.close, .none, "read the request, make the job and charge for it, close without an answer"),
    FaultKind(.reset, .none, "as close, but with a TCP reset"),
    FaultKind(
      .stallStart, .none, "as close, but keep the connection and send nothing, until the client closes"),
    FaultKind(.closeHeaders, .none, "send the headers, then close"),
    FaultKind(.resetHeaders, .none, "send the headers, then a TCP reset"),
    FaultKind(.stall, .none, "send the headers and then nothing, until the client closes"),
    FaultKind(.thenRefuse, .none, "answer, and refuse new connections until POST /simulator/listener/open"),
    FaultKind(.status, .errorStatus, "answer with this status and an error body; nothing is made or charged"),
    FaultKind(
      .errorCode, .anyWord(unit: "CODE", isOptional: false),
      "with any status of creates or polls: this code in the body, in full or without its prefix"),
    FaultKind(.errorID, .none, "with made-status or poll-status: put the id of the job into a JSON body"),
    FaultKind(.retryAfter, .seconds, "with status or poll-status: add Retry-After of N seconds"),
    FaultKind(.retryAfterDate, .seconds, "the same as an HTTP date N seconds ahead"),
    FaultKind(.retryAfterMilliseconds, .milliseconds, "the same as a Retry-After-Ms header"),
    FaultKind(
      .errorBody, .word(of: ErrorShape.names), "with such a status or poll-fail: the format of the body"),
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
      "make the job and answer text/event-stream: N comments, then the JSON of the polling path"),
    FaultKind(.answerBytes, .bytes, "pad the JSON that answers a create to exactly N bytes"),
  ]

  static let uploads = ofUploads.map { $0.within(.uploads) }

  private static let ofUploads: [FaultKind] = [
    FaultKind(.uploadReset, .bytes, "reset the connection when N bytes of a create's body have come"),
    FaultKind(
      .uploadStall, .bytes, "read no more of a create's body after N bytes; keep the connection"),
    FaultKind(
      .uploadStatus, .errorStatus,
      """
      answer with this status where upload-stall or upload-reset strikes; alone, stall after the first byte
      """),
  ]

  static let streams: [FaultKind] = [
    FaultKind(.endAfter, .number, "end the stream cleanly after N events"),
    FaultKind(.cutAfter, .number, "drop the connection after N events"),
    FaultKind(.resetAfter, .number, "reset the connection after N events"),
    FaultKind(.stallAfter, .number, "send nothing more after N events, until the client closes"),
    FaultKind(.truncatedChunk, .number, "after N events: announce a chunk, send part of it, close"),
    FaultKind(.garbageChunk, .number, "after N events: a chunk whose size is not a number, close"),
    FaultKind(
      .endlessLine, .number, "after N events: a data line that never ends, until the client closes"),
    FaultKind(
      .errorEvent, .number,
      """
      after N events: one with code and message but no status, then a clean end
      """),
    FaultKind(.heartbeat, .milliseconds, "a comment line every N milliseconds in the stream"),
    FaultKind(
      .heartbeatsOnly, .milliseconds, "no events, only such comment lines, until the client closes"),
    FaultKind(.commentsAfter, .number, "after N events: only comment lines, although the job continues"),
  ]

  /// A cut event is sent at the time when the whole event would be.
  static let cuts: [FaultKind] = [
    FaultKind(
      .endInside, .number, "end cleanly inside event N + 1, or after half of a JSON body"),
    FaultKind(.cutInside, .number, "drop the connection there"),
    FaultKind(.resetInside, .number, "reset the connection there"),
    FaultKind(.stallInside, .number, "send nothing more from there on, until the client closes"),
    FaultKind(.endAfterID, .number, "end cleanly just after the id of event N + 1, or of JSON"),
    FaultKind(.cutAfterID, .number, "drop the connection just after that id"),
    FaultKind(.resetAfterID, .number, "reset the connection just after that id"),
    FaultKind(.stallAfterID, .number, "send nothing more after that id, until the client closes"),
    FaultKind(
      .endUnfinished, .number,
      "end cleanly before the blank line of event N + 1, or before the last } of JSON"),
    FaultKind(.cutUnfinished, .number, "drop the connection before that blank line or }"),
    FaultKind(.resetUnfinished, .number, "reset the connection before that blank line or }"),
    FaultKind(.stallUnfinished, .number, "send nothing more from that blank line or } on"),
  ]

  static let contents: [FaultKind] = [
    FaultKind(
      .firstEvent, .word(of: FirstEvent.names),
      "before the events of the job: one that does not contain it, or lines that are not an event"),
    FaultKind(
      .eventBytes, .bytes, "make the data of each IN_PROGRESS event exactly N bytes long, if it is not longer"
    ),
    FaultKind(.terminalBytes, .bytes, "the same for the terminal event"),
    FaultKind(
      .noOutputs, .word(of: MissingOutputs.names), "no outputs in the COMPLETED event; polls have some"),
    FaultKind(
      .badJSON, .word(of: BrokenMember.names),
      "a member that is not JSON, beside or inside data, in the COMPLETED event; polls are valid"),
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
      "the job ends FAILED, with this code (default FAILED with its prefix), and is refunded"),
    FaultKind(.canceled, .none, "the job ends CANCELED and is refunded"),
    FaultKind(
      .words, .word(of: StatusWords.names), "status words of another version of the documentation"),
    FaultKind(
      .unknownStatus, .anyWord(unit: "WORD", isOptional: true),
      "use this status (default PAUSED) instead of IN_PROGRESS"),
    FaultKind(.numericID, .none, "the id is a JSON number"),
  ]

  static let polls: [FaultKind] = [
    FaultKind(.pollStatus, .errorStatus, "answer polls of this job with this status"),
    FaultKind(
      .pollFail, .number, "apply poll faults to the first N polls only; alone: answer those with 503"),
    FaultKind(.pollStall, .none, "send headers only when this job is polled"),
    FaultKind(.pollStallStart, .none, "send nothing when this job is polled"),
    FaultKind(.pollClose, .none, "close without an answer when this job is polled"),
    FaultKind(.pollReset, .none, "reset the connection without an answer when this job is polled"),
    FaultKind(.pollCut, .none, "send half of the body when this job is polled, then close"),
    FaultKind(.pollLong, .bytes, "announce N bytes more than the answer to a poll has, then close"),
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
    FaultKind(.pollBytes, .bytes, "pad the answer to a poll of this job to exactly N bytes"),
    FaultKind(.pollNoOutputs, .word(of: MissingOutputs.names), "no outputs in polls that say COMPLETED"),
    FaultKind(.pollBadJSON, .word(of: BrokenMember.names), "as bad-json, in polls that say COMPLETED"),
    FaultKind(.pollCoding, .coding, "as coding, for the answers to polls of this job"),
    FaultKind(.pollBomb, .bytes, "as bomb, for the answers to polls of this job"),
  ]

  static let downloads: [FaultKind] = [
    FaultKind(.outputStatus, .errorStatus, "answer downloads of this job's files with this status"),
    FaultKind(.outputCut, .number, "drop the connection after N bytes of a file of this job"),
    FaultKind(.outputReset, .number, "the same with a TCP reset"),
    FaultKind(.outputStall, .none, "send half of a file of this job, then nothing until the client closes"),
    FaultKind(.outputFail, .number, "apply output faults to the first N downloads of this job's files only"),
    FaultKind(.outputPage, .none, "answer downloads with 200 and the HTML page of a network's login"),
    FaultKind(
      .outputType, .word(of: ContentType.names), "send files of this job with this Content-Type, or none"),
    FaultKind(.outputLong, .bytes, "announce N bytes more than a file of this job has, then close"),
    FaultKind(.outputNoRanges, .none, "send files of this job whole, whatever range is requested"),
    FaultKind(.outputNoTag, .none, "send files of this job without an ETag"),
    FaultKind(.outputChanges, .none, "give a file of this job another ETag each time"),
    FaultKind(.outputNoPart, .none, "answer 416 to downloads that request a range"),
    FaultKind(
      .outputRedirect, .redirectStatus, "answer downloads with this status and Location on the same origin"),
    FaultKind(.outputRedirectAway, .redirectStatus, "the same with Location on another host and port"),
    FaultKind(.outputRedirectOut, .redirectStatus, "the same with Location on plain http on another machine"),
    FaultKind(
      .outputBytes, .word(of: OutputBytes.names),
      "put these bytes into files of this job, under the same address and content type"),
    FaultKind(
      .outputAddress, .word(of: OutputAddress.names),
      "name files of this job .exe, .sh, without an extension, outside their folder, or not encoded"),
    FaultKind(.outputCoding, .coding, "as coding, for files of this job; ranges are then ignored"),
    FaultKind(.outputBomb, .bytes, "as bomb, for files of this job"),
  ]

  static let account = ofCredits.map { $0.within(.credits) }

  private static let ofCredits: [FaultKind] = [
    FaultKind(.creditsStatus, .errorStatus, "answer balance queries with this status"),
    FaultKind(.creditsBody, .word(of: ErrorShape.names), "with credits-status: the format of the body"),
    FaultKind(.creditsSlow, .milliseconds, "answer them after N milliseconds"),
    FaultKind(.creditsClose, .none, "close the connection of a balance query without an answer"),
    FaultKind(.creditsReset, .none, "the same with a TCP reset"),
    FaultKind(.creditsStall, .none, "send no answer to a balance query, until the client closes"),
    FaultKind(.creditsCut, .none, "send half of the answer about the credits, then close"),
    FaultKind(.creditsLong, .bytes, "announce more bytes than the answer about the credits has, then close"),
    FaultKind(.creditsUnframed, .none, "send it with neither Content-Length nor chunks, then close"),
    FaultKind(.creditsUnended, .ending, "as unended, for the answer about the credits"),
    FaultKind(.creditsShape, .word(of: CreditsShape.names), "answer balance queries in this format"),
    FaultKind(.creditsCoding, .coding, "as coding, for the answer about the credits"),
    FaultKind(.creditsBomb, .bytes, "as bomb, for the answer about the credits"),
  ]
}
