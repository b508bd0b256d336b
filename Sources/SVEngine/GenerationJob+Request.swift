import SVProtocol

/// The requests of a generation.
extension GenerationJob {
  func specification(_ kind: GenerationRequest, _ client: Client) -> (CurlRequest.Specification, String) {
    var path = ""
    var payload: Payload?
    switch (purpose, kind) {
    case (.create(let endpoint, let body), .createStream):
      path = endpoint.stream ?? endpoint.polling
      payload = body
    case (.create(let endpoint, let body), .createPolling):
      path = endpoint.polling
      payload = body
    case (_, .balance): path = "/credits"
    default: path = "/generation/" + PathSegment.encoded(machine.id ?? "")
    }
    var headers = [kind == .createStream ? "Accept: text/event-stream" : "Accept: application/json"]
    if payload != nil { headers.append("Idempotency-Key: " + idempotencyKey) }
    var json: ByteBuffer?
    if case .json(let body) = payload {
      json = body
      headers.append("Content-Type: application/json")
    }
    let url = clientSettings.baseURL.text + path
    var specification = client.specification(url: url, body: json, headers: headers, of: self)
    if case .form(let form) = payload { specification.form = form }
    return (specification, url)
  }

  /// Its create, as it is or would be sent first.
  var createRequest: CurlRequest.Specification? {
    guard let client, case .create(let path, _) = purpose else { return nil }
    return specification(path.stream == nil ? .createPolling : .createStream, client).0
  }
}
