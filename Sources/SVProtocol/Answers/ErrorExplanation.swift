import SVText

/// An answer of the platform, explained: what it is about, whether to repeat it, what it means for money,
/// what helps.
public struct ErrorExplanation {
  public var status: StatusCode
  public var category: StatusCode
  public var code: String?
  public var message: String
  public var retryable: Bool
  public var charge: ChargeState
  public var remedy: String
  public var guidance: [String]

  /// `fields` where the body is a JSON object, `excerpt` the start of the body. `httpStatus` 0 where only the
  /// body is known, as of an event or a result.
  public init(httpStatus: Int, fields: LifecycleFields?, excerpt: String) {
    let isPage = fields == nil && excerpt.beginsAsPage
    let errorClass = ErrorClassifier.classify(
      httpStatus: httpStatus, code: fields?.code, error: fields?.error, message: fields?.message ?? excerpt,
      isPage: isPage)
    let word = fields?.status.map { GenerationStatus(word: $0) }
    code = fields?.code
    message = fields?.message ?? fields?.error ?? excerpt
    category = errorClass.category
    status = errorClass.category
    retryable = errorClass.retryable
    let isSuccess = httpStatus >= 200 && httpStatus < 300
    let jobID = fields?.jobID(httpStatus: httpStatus)
    charge =
      jobID == nil ? CreateRule(httpStatus: httpStatus, fields: fields, isPage: isPage).charge : .accepted
    if word == .failed {
      status = .jobFailed
      if category == .unknown { category = .jobFailed }
    } else if word == .canceled {
      (status, category, retryable) = (.jobCanceled, .jobCanceled, false)
    } else if word != nil || isSuccess, fields?.code == nil, fields?.error == nil {
      (status, category, retryable) = (.ok, .ok, false)
    }
    if let jobID, word == nil, status != .ok {
      // The generation exists: it is to be followed, not bought again.
      guidance = ["Follow the generation with: skillsvideo wait \(jobID)"]
    } else if word == .failed, charge == .accepted, retryable {
      guidance = Guidance.sentences(.jobFailed, retryable: false, isOpen: false)
    } else {
      guidance = Guidance.sentences(
        category, retryable: retryable, isOpen: charge == .unknown && status != .ok)
    }
    // A repeat of what was accepted, or may have been, buys again.
    if !charge.isNothingBought { retryable = false }
    remedy = guidance.first ?? ""
  }
}

/// What to do about each kind of error, the most useful sentence first.
enum Guidance {
  /// `isOpen` where a create that was answered so may have been accepted.
  static func sentences(_ category: StatusCode, retryable: Bool, isOpen: Bool) -> [String] {
    let sentences = sentences(category, retryable: retryable)
    guard isOpen else { return sentences }
    return retryable ? ofOpenOutcome + sentences : sentences + ofOpenOutcome
  }

  private static var ofOpenOutcome: [String] {
    [
      "If this answered a create, it may have been accepted: look at https://skills.video/dashboard and the credit balance "
        + "before you send it again.",
      "If this answered a poll, poll again: that costs nothing.",
    ]
  }

  private static func sentences(_ category: StatusCode, retryable: Bool) -> [String] {
    switch category {
    case .ok: []
    case .credits:
      [
        "Top up at https://skills.video/dashboard (Billing/Credits), then send it again.",
        "Check the balance with: skillsvideo credits", "Repeating the request unchanged will not help.",
      ]
    case .auth:
      [
        "Check SKILLS_VIDEO_API_KEY; keys are made at https://skills.video/dashboard/developer.",
        "The key goes into the header Authorization: Bearer KEY, without quotes or line ends.",
      ]
    case .forbidden:
      [
        "This key may not do that; check the plan and the workspace at https://skills.video/dashboard.",
        "API access is part of the paid plans: https://skills.video/pricing",
      ]
    case .validation:
      [
        "Correct the payload after the endpoint's schema; the same request will be refused again.",
        "Add no field that the schema does not define.",
      ]
    case .notFound:
      [
        "Check the endpoint or the generation id, and base_url.",
        "A generation can be invisible for some seconds after it was made.",
      ]
    case .contentRejected:
      [
        "Moderation refused the prompt or an input; change it before you send it again.",
        "The same request will be refused again.",
      ]
    case .rateLimited:
      [
        "Wait as long as Retry-After says, else 1, 2, 4 ... at most 16 seconds, then send it again.",
        "Send fewer requests at the same time.",
      ]
    case .transient:
      [
        "Send it again later, with growing waits of 1, 2, 4 ... at most 16 seconds.",
        "A repeated create is a new generation with its own price: where an id is known, follow it instead.",
      ]
    case .protocolViolation:
      [
        "This is a web page and not the platform's answer: check the network, a VPN, the proxy settings and base_url.",
        "If it answered a poll, poll again: that costs nothing.",
      ]
    case .transport:
      [
        "Check the network, the proxy settings and base_url: the platform has not answered.",
        "If it answered a poll, poll again: that costs nothing.",
      ]
    case .jobCanceled: ["The generation was canceled; send it again as a new one if it is still wanted."]
    case .jobFailed:
      [
        "Change the request or send it again as a new generation.",
        "Whether the credits of this one were returned shows in its usage and in the credit balance.",
      ]
    default:
      [
        retryable ? "Send it again later." : "Do not repeat it unchanged; read the message.",
        "Look at https://skills.video/dashboard when an id or the charge is in doubt.",
      ]
    }
  }
}
