/// The standard places of a Linux system's certificates and proxy settings. Each list is in the order in
/// which it is searched.
public enum SystemSettings {
  /// Files with trusted certificate authorities.
  public static var certificateFiles: [StaticString] {
    [
      "/etc/ssl/certs/ca-certificates.crt",  // Debian, Alpine, Arch
      "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL
      "/etc/ssl/ca-bundle.pem",  // SUSE
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
      "/etc/ssl/cert.pem",
    ]
  }

  /// The variables that name a file and a folder of certificate authorities.
  public static var certificateFileVariable: StaticString { "SSL_CERT_FILE" }
  public static var certificateFolderVariable: StaticString { "SSL_CERT_DIR" }

  /// The variables that name a proxy for https. Those for plain http are not read: plain http is allowed for
  /// loopback only, which must not go through a proxy.
  public static var proxyVariables: [StaticString] {
    ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
  }

  /// The variables that list hosts to reach without a proxy.
  public static var noProxyVariables: [StaticString] { ["no_proxy", "NO_PROXY"] }
}
