/// The names of all faults of X-Simulate and --fault. FaultKind describes each.
enum FaultName: String, Sendable {
  // How an answer is sent.
  case slowStart = "slow-start"
  case slowBytes = "slow-bytes"
  case splitBytes = "split-bytes"
  case informational
  case headerFlood = "header-flood"
  case contentType = "content-type"
  case longLength = "long-length"
  case shortLength = "short-length"
  case unframed
  case unended
  case close
  case reset
  case stallStart = "stall-start"
  case closeHeaders = "close-headers"
  case resetHeaders = "reset-headers"
  case stall
  case thenRefuse = "then-refuse"
  case coding
  case bomb
  // Replacements for the platform's answer.
  case status
  case madeStatus = "made-status"
  case errorCode = "error-code"
  case errorID = "error-id"
  case retryAfter = "retry-after"
  case retryAfterDate = "retry-after-date"
  case retryAfterMilliseconds = "retry-after-ms"
  case errorBody = "error-body"
  case redirect
  case redirectAway = "redirect-away"
  case captive
  case noContent = "no-content"
  case json
  case bareJSON = "bare-json"
  case answerBytes = "answer-bytes"
  case refuseForm = "refuse-form"
  // Faults while a request body is being received.
  case uploadReset = "upload-reset"
  case uploadStall = "upload-stall"
  case uploadStatus = "upload-status"
  // How an event stream continues.
  case endAfter = "end-after"
  case cutAfter = "cut-after"
  case resetAfter = "reset-after"
  case stallAfter = "stall-after"
  case endInside = "end-inside"
  case cutInside = "cut-inside"
  case resetInside = "reset-inside"
  case stallInside = "stall-inside"
  case endAfterID = "end-after-id"
  case cutAfterID = "cut-after-id"
  case resetAfterID = "reset-after-id"
  case stallAfterID = "stall-after-id"
  case endUnfinished = "end-unfinished"
  case cutUnfinished = "cut-unfinished"
  case resetUnfinished = "reset-unfinished"
  case stallUnfinished = "stall-unfinished"
  case truncatedChunk = "truncated-chunk"
  case garbageChunk = "garbage-chunk"
  case endlessLine = "endless-line"
  case errorEvent = "error-event"
  case heartbeat = "heartbeat-ms"
  case heartbeatsOnly = "heartbeats-only"
  case commentsAfter = "comments-after"
  // The contents of events.
  case firstEvent = "first-event"
  case eventBytes = "event-bytes"
  case terminalBytes = "terminal-bytes"
  case noOutputs = "no-outputs"
  case badJSON = "bad-json"
  case badUTF8 = "bad-utf8"
  case otherID = "other-id"
  case noID = "no-id"
  case nestedID = "nested-id"
  case late
  // The progress of the job.
  case latency = "latency-ms"
  case events
  case polls
  case failed
  case canceled
  case words
  case unknownStatus = "unknown-status"
  case numericID = "numeric-id"
  // Faults of later requests about the job.
  case pollStatus = "poll-status"
  case pollFail = "poll-fail"
  case pollStall = "poll-stall"
  case pollStallStart = "poll-stall-start"
  case pollClose = "poll-close"
  case pollReset = "poll-reset"
  case pollCut = "poll-cut"
  case pollLong = "poll-long"
  case pollUnframed = "poll-unframed"
  case pollUnended = "poll-unended"
  case pollCaptive = "poll-captive"
  case pollRedirect = "poll-redirect"
  case pollRedirectAway = "poll-redirect-away"
  case pollBody = "poll-body"
  case pollOtherID = "poll-other-id"
  case pollBytes = "poll-bytes"
  case pollNoOutputs = "poll-no-outputs"
  case pollBadJSON = "poll-bad-json"
  case pollCoding = "poll-coding"
  case pollBomb = "poll-bomb"
  case outputStatus = "output-status"
  case outputCut = "output-cut"
  case outputReset = "output-reset"
  case outputStall = "output-stall"
  case outputFail = "output-fail"
  case outputPage = "output-page"
  case outputType = "output-type"
  case outputLong = "output-long"
  case outputNoRanges = "output-no-ranges"
  case outputNoTag = "output-no-tag"
  case outputChanges = "output-changes"
  case outputNoPart = "output-416"
  case outputRedirect = "output-redirect"
  case outputRedirectAway = "output-redirect-away"
  case outputRedirectOut = "output-redirect-out"
  case outputBytes = "output-bytes"
  case outputAddress = "output-address"
  case outputCoding = "output-coding"
  case outputBomb = "output-bomb"
  // Faults of balance queries.
  case creditsStatus = "credits-status"
  case creditsSlow = "credits-slow"
  case creditsClose = "credits-close"
  case creditsReset = "credits-reset"
  case creditsStall = "credits-stall"
  case creditsCut = "credits-cut"
  case creditsLong = "credits-long"
  case creditsUnframed = "credits-unframed"
  case creditsUnended = "credits-unended"
  case creditsBody = "credits-body"
  case creditsShape = "credits-shape"
  case creditsCoding = "credits-coding"
  case creditsBomb = "credits-bomb"
}
