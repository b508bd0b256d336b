/// What to do when a proxy asks for a user and a password (HTTP 407).
public enum ProxyWords {
  private static let question = " asks for a user and a password (HTTP 407): "

  /// The proxy that `setting` names has answered a CONNECT.
  public static func asked(by setting: String) -> String {
    "; the proxy" + question + "put them into its address, in " + setting
  }

  /// The 407 came in place of the platform's answer. `setting` names a proxy, which need not be the one that
  /// asks: no_proxy may except the host, and a network may have a proxy of its own.
  static func asked(besides setting: String?) -> String {
    let advice =
      setting.map {
        "if it is the one that \($0) names, put them into its address there; if not, or if no_proxy "
          + "excepts this host, ask whoever runs this network"
      } ?? "name it, with them in its address, by the option proxy or the variable https_proxy"
    return "; a proxy between here and the platform" + question + advice
  }
}
