import CImaging
import Glibc

enum PNG {
  static func encode(_ bitmap: Bitmap) -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(bitmap.width)
    image.height = UInt32(bitmap.height)
    image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
    image.flags = UInt32(PNG_IMAGE_FLAG_FAST)
    var size = png_alloc_size_t(bitmap.bytes.count + bitmap.bytes.count / 8 + bitmap.height + 4096)
    return [UInt8](unsafeUninitializedCapacity: Int(size)) { out, count in
      let done = png_image_write_to_memory(&image, out.baseAddress, &size, 0, bitmap.bytes, 0, nil)
      count = done != 0 ? Int(size) : 0
    }
  }
}

enum JPEG {
  static func encode(_ bitmap: Bitmap, quality: Int32) -> [UInt8] {
    var info = jpeg_compress_struct()
    var errors = jpeg_error_mgr()
    info.err = jpeg_std_error(&errors)
    jpeg_CreateCompress(&info, JPEG_LIB_VERSION, MemoryLayout<jpeg_compress_struct>.size)
    defer { jpeg_destroy_compress(&info) }
    var out: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    defer { free(out) }
    jpeg_mem_dest(&info, &out, &size)
    info.image_width = JDIMENSION(bitmap.width)
    info.image_height = JDIMENSION(bitmap.height)
    info.input_components = 3
    info.in_color_space = JCS_RGB
    jpeg_set_defaults(&info)
    jpeg_set_quality(&info, quality, 1)
    jpeg_start_compress(&info, 1)
    var pixels = bitmap.bytes
    pixels.withUnsafeMutableBufferPointer { pixels in
      while info.next_scanline < info.image_height {
        var row = pixels.baseAddress.map { $0 + Int(info.next_scanline) * bitmap.width * 3 }
        jpeg_write_scanlines(&info, &row, 1)
      }
    }
    jpeg_finish_compress(&info)
    return Array(UnsafeBufferPointer(start: out, count: Int(size)))
  }
}

enum WebP {
  static func encode(_ bitmap: Bitmap, quality: Float) -> [UInt8] {
    var out: UnsafeMutablePointer<UInt8>?
    let size = WebPEncodeRGB(
      bitmap.bytes, Int32(bitmap.width), Int32(bitmap.height), Int32(bitmap.width * 3), quality, &out)
    defer { WebPFree(out) }
    return Array(UnsafeBufferPointer(start: out, count: Int(size)))
  }
}
