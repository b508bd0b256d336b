import SVText

/// The explanation of an answer: its category, whether to repeat the request, whether money was spent, and
/// the next steps.
public struct ErrorExplanation {
  public var status: StatusCode
  public var category: StatusCode
  public var code: String?
  public var message: String
  public var retryable: Bool
  public var charge: ChargeState
  /// The generation id in the answer; nil if the `id` belongs to the error.
  public var jobID: String?
  public var remedy: String
  public var guidance: [String]

  /// `fields` are those of the body if it is a JSON object; `excerpt` is the start of the body. `httpStatus`
  /// is 0 if only the body is known, as for an event or a result.
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
    // An unknown status word next to an HTTP error is not the state of a generation.
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
      // The generation exists, so follow it instead of buying it again.
      guidance = [Remedy.followFirst(jobID)]
    } else if word == .failed, charge == .accepted, retryable {
      guidance = Remedy.all(.jobFailed, retryable: false, isOpen: false).map { $0.text }
    } else {
      let isOpen = charge == .unknown && status != .ok
      let validation = Remedy.ofValidation(
        httpStatus: httpStatus, code: fields?.code ?? fields?.error, message: message)
      guidance = Remedy.all(category, validation: validation, retryable: retryable, isOpen: isOpen)
        .map { $0.text }
    }
    // If the request was or may have been accepted, a repeat would buy again.
    if !charge.isNothingBought { retryable = false }
    remedy = guidance.first ?? ""
  }
}
