/// Where a Linux system and its user say what a connection needs. Each list is in the order in which it is
/// asked.
public enum SystemSettings {
  /// Files of the authorities to trust.
  public static var certificateFiles: [StaticString] {
    [
      "/etc/ssl/certs/ca-certificates.crt",  // Debian, Alpine, Arch
      "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL
      "/etc/ssl/ca-bundle.pem",  // SUSE
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
      "/etc/ssl/cert.pem",
    ]
  }

  /// The variables that name a file and a folder of them.
  public static var certificateFileVariable: StaticString { "SSL_CERT_FILE" }
  public static var certificateFolderVariable: StaticString { "SSL_CERT_DIR" }

  /// The variables that name a proxy for https. Those for plain http are not read: plain http is for
  /// loopback, which no proxy should see.
  public static var proxyVariables: [StaticString] {
    ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
  }

  /// The variables that name the hosts which are reached without a proxy.
  public static var noProxyVariables: [StaticString] { ["no_proxy", "NO_PROXY"] }
}
