import SVProtocol

extension GenerationJob {
  /// The body of a create.
  enum Payload {
    case json(ByteBuffer)
    case form(UploadForm)
  }

  enum Purpose {
    case create(EndpointPath, payload: Payload)
    case attach(id: String)
  }
}
