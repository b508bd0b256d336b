import NIOCore
import NIOHTTP1
import NIOPosix

/// The loopback server. One thread serves all connections; two more draw.
final class Server {
  let address: SocketAddress
  private let channel: Channel

  static let host = "127.0.0.1"

  init(settings: Settings, catalogue: Catalogue, port: Int) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let pool = NIOThreadPool(numberOfThreads: 2)
    pool.start()
    let loop = group.next()
    let bound = try loop.submit {
      NIOLoopBound(Simulator(settings: settings, catalogue: catalogue, loop: loop, pool: pool), eventLoop: loop)
    }.wait()
    channel = try ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(HTTPHandler(simulator: bound.value))
        }
      }
      .bind(host: Self.host, port: port).wait()
    guard let address = channel.localAddress, let port = address.port else { throw ChannelError.unknownLocalAddress }
    self.address = address
    try loop.submit { bound.value.origin = "http://\(Self.host):\(port)" }.wait()
  }

  var port: Int { address.port ?? 0 }
}
