import SVProtocol
import SVText
import Testing

@Suite struct EndpointPathTests {
  @Test(arguments: [
    ("google/nano-banana-pro", "google/nano-banana-pro"), ("ltx-2.3", "ltx-2.3"), ("a/b/c/d", "a/b/c/d"),
    ("a_b~/C.9", "a_b~/C.9"),
    ("qwen/qwen-3-tts/text-to-speech/1.7b", "qwen/qwen-3-tts/text-to-speech/1.7b"), ("a../..b", "a../..b"),
    ("/generation/sse/google/veo-3.1", "google/veo-3.1"),
    ("/v1/generation/sse/google/veo-3.1", "google/veo-3.1"),
    ("/generation/sse/ltx-2.3", "ltx-2.3"), ("/generation/sse/sse/x", "sse/x"),
    ("generation/sse/google/veo-3.1", "google/veo-3.1"),
    ("v1/generation/sse/google/veo-3.1", "google/veo-3.1"),
    ("v1/google/x", "v1/google/x"), ("v1", "v1"), ("google/generation/x", "google/generation/x"),
  ])
  func aModelOrAStreamPathMeansTheStream(text: String, model: String) throws {
    let path = try EndpointPath(text)
    #expect(path.stream == "/generation/sse/" + model)
    #expect(path.polling == "/generation/" + model)
  }

  @Test(arguments: [
    ("/generation/google/veo-3.1", "google/veo-3.1"), ("/v1/generation/ltx-2.3", "ltx-2.3"),
    ("/generation/a/b/c/d", "a/b/c/d"), ("generation/google/veo-3.1", "google/veo-3.1"),
    ("v1/generation/ltx-2.3", "ltx-2.3"),
  ])
  func aPollingPathMeansPollingOnly(text: String, model: String) throws {
    let path = try EndpointPath(text)
    #expect(path.stream == nil)
    #expect(path.polling == "/generation/" + model)
  }

  @Test(arguments: [
    "", "/", "//", "//evil.example/x", "https://open.skills.video/api/v1/generation/x", "http://evil",
    "a://b",
    "x@evil:80", "a:b",
    "/v1", "/v1/", "/generation", "/generation/", "/generation/sse", "/generation/sse/", "/v2/generation/x",
    "/credits",
    "generation", "generation/", "generation/sse", "v1/generation", "v1/generation/sse/", "generation//a",
    "/v1/v1/generation/x", "/v1/credits", "a/b/c/d/e", "/generation/a/b/c/d/e", "a//b", "a/",
    "/generation//a", ".",
    "..", "a/../b",
    "/generation/sse/..", "a/./b", "a b", "a?x=1", "a#f", "a%2Fb", "a%2e%2e", "a\\b", "a\nb", "a\u{0}", "é",
    "POST /generation/x",
    "a;b", "a&b", "{id}",
  ])
  func everythingElseIsRefused(text: String) {
    #expect(throws: EndpointPath.Invalid.self) { try EndpointPath(text) }
  }

  @Test(arguments: [
    ("", "empty"), ("https://x/y", "base_url"), ("/credits", "/generation/"), ("a/b/c/d/e", "four"),
    ("a b", "letters"),
  ])
  func aRefusalSaysWhatHelps(text: String, word: String) {
    do {
      _ = try EndpointPath(text)
      Issue.record("accepted")
    } catch {
      #expect(error.message.contains(word))
    }
  }

  @Test(arguments: [
    ("abc", "", true), ("abc", "abc", true), ("abc", "bc", true), ("abc", "abcd", false), ("", "a", false),
    ("aab", "ab", true),
  ])
  func bytewiseSearch(text: String, needle: String, expected: Bool) {
    #expect(text.utf8Contains(needle) == expected)
  }
}
