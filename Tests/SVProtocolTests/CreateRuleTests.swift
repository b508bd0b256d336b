import SVProtocol
import Testing

/// What an answer to a create proves: every status with every kind of code.
@Suite struct CreateRuleTests {
  private struct Proof: Equatable {
    var charge: ChargeState
    var mayRepeat: Bool
  }

  static let families = ["IMAGE", "VIDEO", "TTS", "MUSIC"]
  /// Servers may send these after they carried out or began the request, or when they do not know.
  static let openBelow500 = [302, 303, 304, 408, 409, 425, 499]

  private func proof(_ status: Int, _ code: String?, _ error: String?) -> Proof {
    let rule = CreateRule(httpStatus: status, code: code, error: error)
    return Proof(charge: rule.charge, mayRepeat: rule.mayRepeat)
  }

  /// Without a known code, only 3xx and 4xx prove that nothing was made.
  private func plain(_ status: Int) -> Proof {
    let isRejected = status >= 300 && status < 500 && !CreateRuleTests.openBelow500.contains(status)
    return Proof(charge: isRejected ? .rejected : .unknown, mayRepeat: status == 429)
  }

  @Test(arguments: [
    nil, "", "X", "INSUFFICIENT_CREDITS", "IMAGE_GENERATION_CONTENT_REJECTED", "PROVIDER_UNAVAILABLE",
    "RATE_LIMITED",
    "TIMEOUT", "FAILED", "Service Unavailable", "no healthy upstream", "503", "IMAGE_GENERATION_TIMEOUT_2",
    "IMAGE_TIMEOUT", "XGENERATION_RATE_LIMITED", "IMAGE_PROVIDER_UNAVAILABLE", "GENERATION_RATE_LIMITED",
    "image_generation_rate_limited", "IMAGE_GENERATION_PROVIDER_UNAVAILABLE ",
  ])
  func otherCodesLeaveItToTheStatus(code: String?) {
    for status in 0...1000 {
      #expect(proof(status, code, nil) == plain(status), "\(status)")
      #expect(proof(status, nil, code) == plain(status), "\(status)")
    }
  }

  @Test(arguments: ["PROVIDER_UNAVAILABLE", "RATE_LIMITED"])
  func onlyThePlatformsOwnWordMakesA503ARefusal(ending: String) {
    for family in CreateRuleTests.families {
      let code = family + "_GENERATION_" + ending
      for status in 0...1000 {
        let expected = status == 503 ? Proof(charge: .rejected, mayRepeat: true) : plain(status)
        #expect(proof(status, code, nil) == expected, "\(status) \(code)")
        #expect(proof(status, "X", code) == expected, "\(status) \(code)")
      }
    }
  }

  /// Filters send some of their pages after the platform accepted. Other pages are about the request.
  @Test func aPageProvesARefusalOnlyWhereItIsAboutTheRequest() {
    for status in 0...1000 {
      let rule = CreateRule(httpStatus: status, code: nil, error: nil, isPage: true)
      let expected =
        [403, 406, 451].contains(status) ? Proof(charge: .unknown, mayRepeat: false) : plain(status)
      #expect(Proof(charge: rule.charge, mayRepeat: rule.mayRepeat) == expected, "\(status)")
    }
  }

  @Test func onlyWhatIsNeitherOpenNorForTheTimeBeingIsFinal() {
    for (status, code, isFinal) in [
      (400, nil, true), (402, "X", true), (307, nil, true), (429, nil, false), (409, nil, false),
      (500, nil, false),
      (503, "IMAGE_GENERATION_RATE_LIMITED", false), (503, nil, false),
      (422, "IMAGE_GENERATION_FAILED", false),
      (200, nil, false), (0, nil, false),
    ] as [(Int, String?, Bool)] {
      #expect(CreateRule(httpStatus: status, code: code, error: nil).isFinal == isFinal, "\(status)")
    }
  }

  /// For a code that only raises a doubt, the case does not matter.
  @Test(arguments: ["GENERATION_TIMEOUT", "GENERATION_FAILED", "generation_failed", "Generation_Timeout"])
  func whatFailedLateMayHaveBeenPaidFor(ending: String) {
    let open = Proof(charge: .unknown, mayRepeat: false)
    for code in [ending, "X" + ending] + CreateRuleTests.families.map({ $0 + "_" + ending }) {
      for status in 0...1000 {
        for other in [nil, "X", "IMAGE_GENERATION_RATE_LIMITED"] {
          #expect(proof(status, code, other) == open, "\(status) \(code)")
          #expect(proof(status, other, code) == open, "\(status) \(code)")
        }
      }
    }
  }
}
