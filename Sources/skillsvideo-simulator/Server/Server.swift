import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

struct ListenError: Error, CustomStringConvertible {
  var port: Int
  var reason: String

  var description: String { "cannot listen on \(Server.host):\(port): \(reason.lowercased())" }
}

/// The loopback server. One thread serves all connections; two more draw pictures.
final class Server: Sendable {
  let port: Int

  static let host = "127.0.0.1"

  init(settings: SimulatorSettings, catalogue: ServedCatalogue, port: Int) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let pool = NIOThreadPool(numberOfThreads: 2)
    pool.start()
    let loop = group.next()
    do {
      self.port = try loop.flatSubmit {
        let simulator = Simulator(
          settings: settings, catalogue: catalogue, loop: loop, pool: pool, port: port)
        let bound = NIOLoopBound(simulator, eventLoop: loop)
        return simulator.listener.open(for: simulator).flatMap {
          bound.value.elsewhereListener.open(for: bound.value)
        }.map {
          bound.value.startWebhooks()
          return bound.value.listener.port
        }
      }.wait()
    } catch let error as IOError {
      throw ListenError(port: port, reason: String(cString: strerror(error.errnoCode)))
    }
  }
}
