"""A platform whose files have the names, the types and the bytes that a test wants."""

from platforms import Recorder

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Gallery(Recorder):
    """Serves files under whatever names and types a test wants."""

    def __init__(self, *files):
        self.files = files

    def result(self, **more):
        host = self.base_url.removesuffix("/api/v1")
        images = [{**file, "url": host + file["url"]} for file in self.files]
        return super().result(data={"images": images}, **more)

    def get(self, handler):
        if handler.path.startswith("/api/"):
            return super().get(handler)
        return self.answer(handler, 200, PIXEL, "image/png")


def save(box, *words):
    return box.run("generate", "google/nano-banana-pro", *words, "--save", "out").expect(0)


class Contents(Gallery):
    """Serves one file with the bytes that a test wants, under the type that the platform names."""

    def __init__(self, start, url, content_type=None, **described):
        super().__init__({"url": url, **described,
                          **({"content_type": content_type} if content_type else {})})
        self.start, self.content_type = start, content_type or ""

    def get(self, handler):
        if handler.path.startswith("/api/"):
            return super().get(handler)
        return self.answer(handler, 200, self.start + bytes(64), self.content_type)
