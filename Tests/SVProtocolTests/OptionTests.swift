import SVProtocol
import Testing

/// Compares the table of options with the settings that are filled from it.
@Suite struct OptionTests {
  private static func fields(_ settings: GenerationSettings) -> [String: String] {
    let pairs = Mirror(reflecting: settings).children.map { ($0.label ?? "", "\($0.value)") }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// The fields that changed when an option was set.
  private static func changed(_ set: (inout GenerationSettings) -> Void) -> [String] {
    let before = fields(GenerationSettings())
    var settings = GenerationSettings()
    set(&settings)
    return fields(settings).filter { before[$0.key] != $0.value }.map { $0.key }
  }

  private static func another(_ info: OptionInfo) -> Int64 { info.number == 1 ? 2 : 1 }

  @Test func eachOptionHasAFieldOfItsOwn() {
    var all: [[String]] = []
    TimeOption.forEach { option in all.append(Self.changed { $0.set(option, Self.another(option.info)) }) }
    RequestOption.forEach { option in all.append(Self.changed { $0.set(option, Self.another(option.info)) }) }
    #expect(all.allSatisfy { $0.count == 1 }, "\(all)")
    #expect(Set(all).count == 14)
  }

  @Test func settingsBeginWithTheDefaults() {
    let fresh = Self.fields(GenerationSettings())
    #expect(
      fresh["total"] == "3600000" && fresh["pollFailures"] == "10" && fresh["reportsCredits"] == "false")
  }

  @Test func aDefaultIsANumberInItsRange() {
    var infos: [OptionInfo] = []
    TimeOption.forEach { infos.append($0.info) }
    RequestOption.forEach { infos.append($0.info) }
    for info in infos {
      #expect(info.fallback.description == "\(info.number)")
      #expect(info.range?.contains(info.number) == true, "\(info.name)")
    }
    #expect(TimeOption.count + RequestOption.count == 14)
  }
}
