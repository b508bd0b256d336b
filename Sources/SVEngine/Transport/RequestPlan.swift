/// A request as it is sent, planned before anything of it leaves.
struct RequestPlan {
  var url: String
  /// A create's body, sent without a byte order mark; nil for GET.
  var body: ByteBuffer?
  /// A create's body, where it sends files.
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
  /// A foreign address is taken as browsers take it.
  var isForeign = false
  var allowsPlainHTTP = false

  var isCreate: Bool { body != nil || form != nil }
}
