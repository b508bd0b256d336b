import NIOCore
import NIOPosix

/// The simulated platform. It is used on one event loop only.
final class Simulator {
  let settings: SimulatorSettings
  let catalogue: ServedCatalogue
  let loop: EventLoop
  let jobs: JobStore
  let outputs: OutputFiles
  private(set) var webhooks: WebhookSender?
  var log = RequestLog()
  var counters = FaultCounters()
  let listener: Listener
  /// Only redirects lead to this port.
  let elsewhereListener: Listener

  /// The address of the platform and its files.
  var origin: String { "http://\(Server.host):\(listener.port)" }
  /// The address with another host name and another port.
  var elsewhere: String { "http://localhost:\(elsewhereListener.port)" }

  init(
    settings: SimulatorSettings, catalogue: ServedCatalogue, loop: EventLoop, pool: NIOThreadPool, port: Int
  ) {
    listener = Listener(loop: loop, port: port)
    elsewhereListener = Listener(loop: loop, port: 0, isElsewhere: true)
    self.settings = settings
    self.catalogue = catalogue
    self.loop = loop
    jobs = JobStore(settings: settings, loop: loop)
    outputs = OutputFiles(loop: loop, pool: pool)
  }

  /// Called when the port is known, because webhooks contain addresses.
  func startWebhooks() {
    guard let settings = settings.webhooks else { return }
    let sender = WebhookSender(settings: settings, loop: loop, origin: origin)
    webhooks = sender
    jobs.onEvent = { sender.tell($0, $1) }
  }

  /// Decides the contents of the answer and how it is sent.
  func handle(_ request: Request) -> (Answer, AnswerDelivery) {
    let route = Route(request.path)
    if case .simulator(let name) = route {
      return (simulatorAnswer(name, request), AnswerDelivery(FaultPlan()))
    }
    let number = log.add(request)
    var delivery = AnswerDelivery(FaultPlan())
    let answer: Answer
    var job: SimulatedJob?
    do throws(APIError) {
      let plan = try plan(for: request, on: route)
      delivery = AnswerDelivery(plan)
      (answer, job) = try self.answer(request, on: route, plan, &delivery)
    } catch {
      answer = .reply(Reply(error))
    }
    log.answered(number, status: delivery.isSilent ? nil : answer.status, job: job?.id)
    if case .later(let reply) = answer {
      reply.assumeIsolated().whenSuccess { self.log.answered(number, status: $0.status, job: job?.id) }
    }
    return (answer, delivery)
  }

  /// A request's own header replaces the faults of the command line, which apply to the API only.
  private func plan(for request: Request, on route: Route) throws(APIError) -> FaultPlan {
    let isCreate = route.isGeneration && request.method == .POST
    var faults: [Fault] = []
    var user = FaultCounters.commandLine
    if let text = request.simulate {
      do throws(Fault.SyntaxError) {
        faults = try Fault.list(parsing: text)
      } catch {
        let known = FaultKind.all.map(\.synopsis).joined(separator: ", ")
        throw APIError(
          status: 400, code: "SIMULATOR_UNKNOWN_FAULT",
          message: "X-Simulate: \(error.message). Known: \(known)")
      }
      user = request.idempotencyKey ?? Hash.of(request.body).hex + request.path
    } else if route.isAPI {
      faults = settings.faults
    }
    let applying = faults.filter { route.takes($0.kind.scope, isCreate: isCreate) }
    return FaultPlan(applying.filter { counters.take($0, by: user) })
  }
}

extension Answer {
  fileprivate var status: Int? {
    switch self {
    case .reply(let reply): reply.status
    case .stream: 200
    case .later: nil
    }
  }
}
