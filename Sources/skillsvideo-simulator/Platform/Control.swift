import NIOCore
import NIOHTTP1

/// The simulator's own paths, by which tests inspect and control it.
extension Simulator {
  func simulatorAnswer(_ name: String, _ request: Request) -> Answer {
    let words = name.split(separator: "/")
    if words.first == "listener" {
      guard request.method == .POST else { return .reply(Reply(.methodNotAllowed("POST"))) }
      return steerListener(words.dropFirst().map(String.init))
    }
    if words.count == 2, words[0] == "credits", request.method == .POST, let total = Int(words[1]), total >= 0
    {
      jobs.setCredits(total)
      return .reply(Reply(json: jobs.credits.json))
    }
    switch (name, request.method) {
    case ("log", .GET):
      return .reply(
        Reply(json: log.json(jobs: jobs.jobs, credits: jobs.credits, webhooks: webhooks?.log ?? [])))
    case ("reset", .POST), ("reset", .DELETE): return .reply(reset())
    case ("log", _): return .reply(Reply(.methodNotAllowed("GET")))
    case ("reset", _): return .reply(Reply(.methodNotAllowed("POST, DELETE")))
    default:
      let known = "The simulator has log, reset, credits/N, listener/closed, /open and /reset/N."
      return .reply(Reply(.notFound(known)))
    }
  }

  private func reset() -> Reply {
    jobs.reset()
    outputs.reset()
    log.reset()
    webhooks?.reset()
    counters = FaultCounters()
    return Reply(json: ["reset": true])
  }

  /// Sets what happens to new connections. The connection of this request stays open.
  private func steerListener(_ words: [String]) -> Answer {
    if words == ["open"] {
      return .later(listener.open(for: self).map { Reply(json: ["listener": "open"]) })
    }
    if words == ["closed"] {
      listener.close()
      return .reply(Reply(json: ["listener": "closed"]))
    }
    guard words.count == 2, words[0] == "reset", let count = Int(words[1]), count >= 0 else {
      return .reply(Reply(.notFound("A listener can be closed, open or reset/N.")))
    }
    listener.resetsLeft = count
    return .reply(Reply(json: ["listener": "reset", "connections": .integer(count)]))
  }
}
