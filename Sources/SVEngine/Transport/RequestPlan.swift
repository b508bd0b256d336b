/// A request as it will be sent, planned before anything is sent.
struct RequestPlan {
  var url: String
  /// A create's body, without a byte order mark; nil for GET.
  var body: ByteBuffer?
  /// A create's body if it sends files.
  var form: UploadForm?
  var key: Secret?
  var headers: [String]
  var userAgent: String
  var proxy: String
  var noProxy: String
  var trust: TrustStore
  var names = ConnectionNames()
  var connectTimeout: Int64
  var bufferSize: Int
  /// Whether a later request may use the connection.
  var keepsConnection = true
  /// The URL is external, not the platform's, and is parsed as browsers do.
  var isExternal = false
  var allowsPlainHTTP = false

  var isCreate: Bool { body != nil || form != nil }
}
