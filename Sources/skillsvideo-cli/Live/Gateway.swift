/// Detects proxies and gateways in front of the platform from the headers of its answers.
enum Gateway {
  /// Prefixes of header names.
  private static let headers: [(name: String, prefixes: [String])] = [
    ("Cloudflare", ["cf-ray", "cf-cache-status"]), ("Amazon CloudFront", ["x-amz-cf-"]),
    ("Amazon API Gateway", ["x-amz-apigw-id", "apigw-requestid"]), ("Vercel", ["x-vercel-"]),
    ("Envoy", ["x-envoy-"]), ("Kong", ["x-kong-"]), ("Fastly", ["x-fastly-", "x-timer"]),
    ("Fly.io", ["fly-request-id"]), ("Azure", ["x-azure-ref"]), ("Google Cloud", ["x-cloud-trace-context"]),
    ("Netlify", ["x-nf-request-id"]),
    ("Render", ["x-render-origin-server"]), ("Railway", ["x-railway-"]), ("Varnish", ["x-varnish"]),
  ]
  /// Words in the values of Server and Via.
  private static let words: [(name: String, word: String)] = [
    ("Cloudflare", "cloudflare"), ("Amazon CloudFront", "cloudfront"), ("Amazon load balancer", "awselb"),
    ("Vercel", "vercel"), ("Envoy", "envoy"), ("Kong", "kong"), ("Fastly", "fastly"), ("Fly.io", "fly.io"),
    ("Google Cloud", "google"), ("Netlify", "netlify"), ("Railway", "railway"), ("Varnish", "varnish"),
    ("nginx", "nginx"), ("Caddy", "caddy"), ("Traefik", "traefik"), ("Apache", "apache"),
    ("HAProxy", "haproxy"),
  ]

  static func names(_ head: [String: String]) -> [String] {
    let byHeader = headers.filter { known in
      head.keys.contains { name in known.prefixes.contains { name.hasPrefix($0) } }
    }
    let said = ((head["server"] ?? "") + " " + (head["via"] ?? "")).lowercased()
    let byWord = words.filter { said.contains($0.word) }
    var found: [String] = []
    for name in byHeader.map(\.name) + byWord.map(\.name) where !found.contains(name) { found.append(name) }
    return found
  }
}
