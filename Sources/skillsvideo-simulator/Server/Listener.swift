import Glibc
import NIOCore
import NIOPosix

/// A port on loopback. It can be closed, opened again, and set to reset new connections. Used on its event
/// loop only.
final class Listener {
  private let loop: EventLoop
  private let isElsewhere: Bool
  private var channel: Channel?
  private(set) var port: Int
  /// How many further connections are reset at once.
  var resetsLeft = 0

  init(loop: EventLoop, port: Int, isElsewhere: Bool = false) {
    self.loop = loop
    self.port = port
    self.isElsewhere = isElsewhere
  }

  /// Uses the same port each time.
  func open(for simulator: Simulator) -> EventLoopFuture<Void> {
    if channel != nil { return loop.makeSucceededVoidFuture() }
    let bound = NIOLoopBound((listener: self, simulator: simulator), eventLoop: loop)
    let isElsewhere = isElsewhere
    let bootstrap = ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let (listener, simulator) = bound.value
          try listener.resetIfAsked(channel)
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(
            HTTPHandler(simulator: simulator, isElsewhere: isElsewhere))
        }
      }
    return bootstrap.bind(host: Server.host, port: port).map { channel in
      let listener = bound.value.listener
      listener.channel = channel
      listener.port = channel.localAddress?.port ?? listener.port
    }
  }

  /// Refuses new connections. Existing ones continue.
  func close() {
    channel?.close(promise: nil)
    channel = nil
  }

  private struct Reset: Error {}

  /// If its initializer fails, the channel is closed.
  private func resetIfAsked(_ channel: Channel) throws {
    guard resetsLeft > 0 else { return }
    resetsLeft -= 1
    (channel as? SocketOptionProvider)?.setReset()
    throw Reset()
  }
}

extension SocketOptionProvider {
  /// With a linger time of zero, close sends a reset.
  func setReset() { _ = setSoLinger(linger(l_onoff: 1, l_linger: 0)) }
}
