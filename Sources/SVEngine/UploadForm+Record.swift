import SVJSON

extension UploadForm {
  /// The parts for a person to look at: files by name, type and size.
  func write(to writer: inout JSONWriter) {
    writer.beginArray()
    for part in parts {
      writer.beginObject()
      writer.field("name", part.name)
      switch part.value {
      case .json(let value): writer.fieldRaw("value", value.raw)
      case .file(let source):
        writer.field("file_name", source.fileName)
        writer.field("content_type", source.contentType)
        writer.field("size", source.size)
      }
      writer.endObject()
    }
    writer.endArray()
  }
}
