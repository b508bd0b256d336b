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
  /// The id of the generation that the answer names; nil where an id in it is the error's own.
  public var jobID: String?
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
    jobID = fields?.jobID(httpStatus: httpStatus)
    // A status that no generation has says nothing beside an HTTP error.
    let isState = word.map { $0 != .unknown || httpStatus == 0 } ?? false
    charge =
      jobID == nil ? CreateRule(httpStatus: httpStatus, fields: fields, isPage: isPage).charge : .accepted
    if word == .failed {
      status = .jobFailed
      if category == .unknown { category = .jobFailed }
    } else if word == .canceled {
      (status, category, retryable) = (.jobCanceled, .jobCanceled, false)
    } else if isState || isSuccess, fields?.code == nil, fields?.error == nil {
      (status, category, retryable) = (.ok, .ok, false)
    }
    if let jobID, word == nil, status != .ok {
      // The generation exists: it is to be followed, not bought again.
      guidance = [Remedy.followFirst(jobID)]
    } else if word == .failed, charge == .accepted, retryable {
      guidance = Remedy.all(.jobFailed, retryable: false, isOpen: false).map { $0.text }
    } else {
      let isOpen = charge == .unknown && status != .ok
      guidance = Remedy.all(category, retryable: retryable, isOpen: isOpen).map { $0.text }
    }
    // A repeat of what was accepted, or may have been, buys again.
    if !charge.isNothingBought { retryable = false }
    remedy = guidance.first ?? ""
  }
}
