import NIOCore
import NIOPosix

/// The platform: everything it knows, used on one event loop only.
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
  /// Nothing but redirects leads here.
  let elsewhereListener: Listener

  /// Where the platform and its files are.
  var origin: String { "http://\(Server.host):\(listener.port)" }
  /// Another host by name, and another port.
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

  /// Once the port is known, which addresses in webhooks need.
  func startWebhooks() {
    guard let settings = settings.webhooks else { return }
    let sender = WebhookSender(settings: settings, loop: loop, origin: origin)
    webhooks = sender
    jobs.onEvent = { sender.tell($0, $1) }
  }

  /// Decides what is answered to a request and how it goes out.
  func handle(_ request: Request) -> (Answer, WebhookDelivery) {
    let route = Route(request.path)
    if case .simulator(let name) = route {
      return (simulatorAnswer(name, request), WebhookDelivery(FaultPlan()))
    }
    let number = log.add(request)
    var delivery = WebhookDelivery(FaultPlan())
    let answer: Answer
    var job: SimulatedJob?
    do throws(APIError) {
      let plan = try plan(for: request, on: route)
      delivery = WebhookDelivery(plan)
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

  /// A request's own header takes the place of the faults of the command line, which are for the API only.
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
