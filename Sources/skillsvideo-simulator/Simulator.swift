import NIOCore
import NIOPosix

/// The platform: everything it knows, used on one event loop only.
final class Simulator {
  let settings: Settings
  let catalogue: Catalogue
  let loop: EventLoop
  let jobs: JobStore
  let outputs: Outputs
  var log = RequestLog()
  var counters = FaultCounters()
  /// Where the files are; known once the port is bound.
  var origin = ""

  init(settings: Settings, catalogue: Catalogue, loop: EventLoop, pool: NIOThreadPool) {
    self.settings = settings
    self.catalogue = catalogue
    self.loop = loop
    jobs = JobStore(settings: settings, loop: loop)
    outputs = Outputs(loop: loop, pool: pool)
  }

  /// Decides what is answered to a request and how it goes out.
  func handle(_ request: Request) -> (Answer, Delivery) {
    let route = Route(request.path)
    if case .simulator(let name) = route { return (.reply(simulatorReply(name, request)), Delivery(FaultPlan())) }
    let number = log.add(request)
    var delivery = Delivery(FaultPlan())
    let answer: Answer
    var job: Job?
    do throws(APIError) {
      let plan = try plan(for: request, on: route)
      delivery = Delivery(plan)
      (answer, job) = try self.answer(request, on: route, plan, &delivery)
    } catch {
      answer = .reply(Reply(error))
    }
    log.answered(number, status: delivery.closes ? nil : answer.status, job: job?.id)
    if case .later(let reply) = answer {
      reply.assumeIsolated().whenSuccess { self.log.answered(number, status: $0.status, job: job?.id) }
    }
    return (answer, delivery)
  }

  /// A request's own header takes the place of the faults of the command line, which are for the API only.
  private func plan(for request: Request, on route: Route) throws(APIError) -> FaultPlan {
    let isCreate = route.isGeneration && request.method == .POST
    var faults: [Fault] = []
    var user = "command line"
    if let text = request.simulate {
      do throws(Fault.SyntaxError) {
        faults = try Fault.list(parsing: text)
      } catch {
        let known = FaultName.allCases.map(\.synopsis).joined(separator: ", ")
        throw APIError(
          status: 400, code: "SIMULATOR_UNKNOWN_FAULT", message: "X-Simulate: \(error.message). Known: \(known)")
      }
      user = request.idempotencyKey ?? Hash.of(request.body).hex + request.path
    } else if route.isAPI {
      faults = settings.faults
    }
    let applying = faults.filter { isCreate || !$0.name.isForCreatesOnly }
    return FaultPlan(applying.filter { counters.take($0, by: user) })
  }

  private func simulatorReply(_ name: String, _ request: Request) -> Reply {
    switch (name, request.method) {
    case ("log", .GET): return Reply(json: log.json(jobs: jobs.jobs, credits: jobs.credits))
    case ("reset", .POST), ("reset", .DELETE):
      jobs.reset()
      outputs.reset()
      log.reset()
      counters = FaultCounters()
      return Reply(json: ["reset": true])
    case ("log", _): return Reply(.methodNotAllowed("GET"))
    case ("reset", _): return Reply(.methodNotAllowed("POST, DELETE"))
    default: return Reply(.notFound("The simulator has /simulator/log and /simulator/reset."))
    }
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
