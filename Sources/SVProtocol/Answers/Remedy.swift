import SVText

/// The next step after each kind of failure, in the terms of the library. The command and the Python package
/// have tables of their own for steps that only they offer.
public enum Remedy {
  case topUp
  case topUpOrLowerFloor
  case askForBalance
  case repeatingIsNoHelp
  case checkKey
  case sendKeyAsBearer
  case checkPlan
  case paidPlans
  case correctPayload
  case checkModel
  case sendLess
  case addNoField
  case checkEndpoint
  case checkEndpointOrID
  case mayBeInvisible
  case changeInput
  case waitAsAsked
  case sendFewer
  case sendWithGrowingWaits
  case repeatIsANewOne
  case pageInBetween
  case checkNetwork
  case checkNetworkThenSend
  case correctThis
  case pollAgain
  case sendCanceledAgain
  case changeOrSendAgain
  case creditsMayReturn
  case changeBeforeSending
  case sendLater
  case sendAsItIs
  case doNotRepeat
  case lookWhenInDoubt
  case lookBeforeSending
  case unknownOutcome
  case noOutputs
  case fetchAgain
  case renewAddress
  case acceptType
  case nothingSent
  case parseAgain
  case callAgain
  case useFile
  case refuseWebhook
  case copySecret

  /// Web pages with the user's generations and credits, with the keys, and with the prices.
  public static var dashboard: StaticString { "https://skills.video/dashboard" }
  public static var keys: StaticString { "https://skills.video/dashboard/developer" }
  public static var pricing: StaticString { "https://skills.video/pricing" }

  public var text: String { words.description }

  private var words: StaticString {
    switch self {
    case .topUp:
      """
      Top up at https://skills.video/dashboard (Billing/Credits), then send it again; skillsvideo credits \
      shows the balance.
      """
    case .topUpOrLowerFloor:
      """
      Top up at https://skills.video/dashboard (Billing/Credits), or lower or remove min_credits, then send \
      it again.
      """
    case .askForBalance:
      """
      To see the answer, run: skillsvideo credits. To create without a balance query, do not set min_credits.
      """
    case .repeatingIsNoHelp: "Repeating the request unchanged will not help."
    case .checkKey:
      "Check SKILLS_VIDEO_API_KEY; keys are made at https://skills.video/dashboard/developer."
    case .sendKeyAsBearer:
      "The key goes into the header Authorization: Bearer KEY, without quotes or line ends."
    case .checkPlan:
      "This key may not do that; check the plan and the workspace at https://skills.video/dashboard."
    case .paidPlans: "API access is part of the paid plans: https://skills.video/pricing"
    case .correctPayload:
      """
      Correct the payload so that it matches the endpoint's schema ('skillsvideo inspect MODEL'). The \
      unchanged request will be refused again.
      """
    case .checkModel: "Check the model; 'skillsvideo models' lists those of the catalogue."
    case .sendLess: "Send smaller files or a shorter payload."
    case .addNoField: "Add no field that the schema does not define."
    case .checkEndpoint: "Check the endpoint and base_url, then send it again."
    case .checkEndpointOrID: "Check the endpoint or the generation id, and base_url."
    case .mayBeInvisible: "A generation can be invisible for some seconds after it was made."
    case .changeInput: "Change the prompt or the input that was refused, then send it again."
    case .waitAsAsked:
      "Wait as long as Retry-After says, else 1, 2, 4 ... at most 16 seconds, then send it again."
    case .sendFewer: "Send fewer requests at the same time."
    case .sendWithGrowingWaits:
      "Send it again later, with growing waits of 1, 2, 4 ... at most 16 seconds."
    case .repeatIsANewOne:
      "A repeated create is a new generation with its own price: where an id is known, follow it instead."
    case .pageInBetween:
      """
      The platform did not send this answer: check the network, a VPN, the proxy settings and base_url.
      """
    case .checkNetwork:
      "Check the network, the proxy settings and base_url: the platform has not answered."
    case .checkNetworkThenSend: "Check the network, the proxy settings and base_url, then send it again."
    case .correctThis: "Correct this, then send it again."
    case .pollAgain: "If this answered a poll, poll again: that costs nothing."
    case .sendCanceledAgain:
      "The generation was canceled; send it again as a new one if it is still wanted."
    case .changeOrSendAgain: "To try again, start a new generation. It costs credits again."
    case .creditsMayReturn: "Its usage and the credit balance show whether its credits were returned."
    case .changeBeforeSending: "Change the request before you send it again."
    case .sendLater: "Send it again later."
    case .sendAsItIs: "It can be sent again as it is."
    case .doNotRepeat: "Do not repeat it unchanged; read the message."
    case .lookWhenInDoubt: "Look at https://skills.video/dashboard when an id or the charge is in doubt."
    case .lookBeforeSending:
      """
      If this answered a create, it may have been accepted: look at https://skills.video/dashboard and the \
      credit balance before you send it again.
      """
    case .unknownOutcome:
      """
      Look at https://skills.video/dashboard and the credit balance before you send it again; it was not \
      repeated.
      """
    case .noOutputs: "Look at https://skills.video/dashboard."
    case .fetchAgain: "Download the file again at no cost."
    case .renewAddress:
      "The address may have expired. Get a new one at no cost with: skillsvideo wait ID"
    case .acceptType:
      """
      To accept it, set the option expected_type to its type. For a new address at no cost, run: skillsvideo \
      wait ID
      """
    case .nothingSent: "Nothing was sent and nothing was charged."
    case .parseAgain: "Parse it again when memory is free."
    case .callAgain: "Call it again."
    case .useFile: "Use the file; do not fetch it again."
    case .refuseWebhook: "Answer it with 400 and change nothing because of it."
    case .copySecret: "Copy the secret again from https://skills.video/dashboard/developer."
    }
  }
}

/// Steps that contain the id of the generation.
extension Remedy {
  /// The command that follows a generation.
  public static func wait(_ id: String) -> String { "skillsvideo wait " + id }

  public static func follow(with command: String) -> String { "Follow it again with: " + command }

  /// The step for a generation that exists. It must be followed, not created again; first the cause of the
  /// failure is to be removed.
  static func follow(_ id: String, after status: StatusCode = .timeout) -> String {
    let then = ", then follow it again with: " + wait(id)
    let first: StaticString
    switch status {
    case .auth: first = "Check SKILLS_VIDEO_API_KEY"
    case .credits: first = "Top up at https://skills.video/dashboard (Billing/Credits)"
    case .forbidden: first = "Use a key of the workspace that made it"
    case .notFound: first = "Check the id and base_url and look at https://skills.video/dashboard"
    // Only an answer that is too long ends with this status here.
    case .file: first = "Raise the option body_bytes_max"
    default: return follow(with: wait(id))
    }
    return first.description + then
  }

  /// The step for an answer that contains an id that is not followed yet.
  static func followFirst(_ id: String) -> String { "Follow the generation with: " + wait(id) }

  static func lookForOutputs(_ id: String?) -> String {
    id.map { "Look for them later with: " + wait($0) } ?? Remedy.noOutputs.text
  }

  static func readAnswerAgain(_ id: String?) -> String { id.map { follow($0) } ?? Remedy.noOutputs.text }

  public static func readWebhookAgain(_ id: String?) -> String {
    id.map { "Read the result with: " + wait($0) } ?? Remedy.parseAgain.text
  }

  static func sendAgain(in wait: String) -> String { "Send it again in " + wait + "." }
}

/// The steps for each category of error, the most useful one first.
extension Remedy {
  /// `isOpen` is true if a create with this answer may have been accepted. No step then says only that the
  /// request is to be sent again.
  static func all(
    _ category: StatusCode, validation: Remedy = .correctPayload, retryable: Bool, isOpen: Bool
  ) -> [Remedy] {
    let own = all(category, validation, retryable: retryable, isOpen: isOpen)
    guard isOpen else { return own }
    let open: [Remedy] = own.contains(.pollAgain) ? [.lookBeforeSending] : [.lookBeforeSending, .pollAgain]
    return retryable ? open + own : own + open
  }

  private static func all(
    _ category: StatusCode, _ validation: Remedy, retryable: Bool, isOpen: Bool
  ) -> [Remedy] {
    switch category {
    case .ok: []
    case .credits: [.topUp, .repeatingIsNoHelp]
    case .auth: [.checkKey, .sendKeyAsBearer]
    case .forbidden: [.checkPlan, .paidPlans]
    case .validation: validation == .correctPayload ? [.correctPayload, .addNoField] : [validation]
    case .notFound: [.checkEndpointOrID, .mayBeInvisible]
    case .contentRejected: [.changeInput, .repeatingIsNoHelp]
    case .rateLimited: isOpen ? [.sendFewer] : [.waitAsAsked, .sendFewer]
    case .transient: isOpen ? [.repeatIsANewOne] : [.sendWithGrowingWaits, .repeatIsANewOne]
    case .protocolViolation: [.pageInBetween, .pollAgain]
    case .transport: [.checkNetwork, .pollAgain]
    case .jobCanceled: [.sendCanceledAgain]
    case .jobFailed: [.changeOrSendAgain, .creditsMayReturn]
    default: [retryable ? .sendLater : .doNotRepeat, .lookWhenInDoubt]
    }
  }

  /// The step after a generation that failed or was canceled.
  public static func ofEnd(_ category: StatusCode, validation: Remedy = .correctPayload) -> Remedy {
    ofRefusal(category, validation: validation) ?? .changeOrSendAgain
  }

  /// The step for a kind of refusal, if it is the same for every charge; else nil.
  static func ofRefusal(_ category: StatusCode, validation: Remedy = .correctPayload) -> Remedy? {
    switch category {
    case .credits: .topUp
    case .auth: .checkKey
    case .forbidden: .checkPlan
    case .validation: validation
    case .contentRejected: .changeInput
    default: nil
    }
  }

  /// The step for the category "validation": not every refusal of that category is about the payload.
  @inline(never)
  public static func ofValidation(httpStatus: Int, code: String?, message: String?) -> Remedy {
    if let code, code.hasEnd("UNSUPPORTED_MODEL") { return .checkModel }
    switch httpStatus {
    case 413: return .sendLess
    case 405, 406, 411, 414, 415: return .checkEndpoint
    // An answer without a known code may say only in its message that the content was the cause.
    default: return message?.utf8Contains("moderation") == true ? .changeInput : .correctPayload
    }
  }
}
