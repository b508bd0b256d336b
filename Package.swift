// swift-tools-version:6.2
import PackageDescription

// SV_EMBEDDED=1 builds the shared library in Embedded Swift and nothing else; without it the same sources are
// built in ordinary Swift for the executables and the tests. SwiftPM would ignore one of two products with
// the same name, so the two kinds never meet in one manifest. Each kind has its own --scratch-path (see the
// Makefile).
let embedded = Context.environment["SV_EMBEDDED"] == "1"

/// Embedded Swift emits the functions of imported modules again. With them it would emit their constant
/// arrays under numbered names, and number them in another order: the linker then takes one array for
/// another. Without the pass that makes arrays constant there are none (see packaging/check-library.sh).
let withoutConstantArrays = ["-Xllvm", "-sil-disable-pass=object-outliner"]

/// Copies of functions for each closure they are given, and of loops' bodies, cost 20 KB and save no time.
let withoutCopies = [
  "-Xllvm", "-sil-disable-pass=closure-specialize", "-Xllvm", "-sil-disable-pass=loop-unroll",
]

let coreSettings: [SwiftSetting] =
  embedded
  ? [
    .enableExperimentalFeature("Embedded"),
    // The runtime of Embedded Swift checks no exclusive access, so calls of it would do nothing.
    .unsafeFlags(
      withoutConstantArrays + withoutCopies + [
        "-enforce-exclusivity=unchecked", "-wmo", "-Osize", "-Xfrontend", "-function-sections",
        "-Xcc", "-fPIC",
      ]),
  ]
  : []

let cSettings: [CSetting] = [.unsafeFlags(["-fPIC", "-Wall", "-Wextra", "-fvisibility=hidden"])]
/// simdjson is linked statically in every build, because its soname differs in each Debian release.
/// packaging/dependencies builds it.
let simdjson = Context.packageDirectory + "/.build-simdjson"

/// The library does not need the run-time library of C++: see runtime.cpp.
let cxxSettings: [CXXSetting] =
  [
    .unsafeFlags([
      "-fPIC", "-Wall", "-Wextra", "-fvisibility=hidden", "-std=c++17", "-fno-exceptions", "-fno-rtti",
      "-fno-threadsafe-statics", "-fno-c++-static-destructors", "-isystem", "\(simdjson)/include",
    ])
  ] + (embedded ? [.define("SV_WITHOUT_LIBSTDCXX")] : [])

let coreTargets: [Target] = [
  .systemLibrary(name: "CSkillsVideo", path: "include"),
  .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
  .target(name: "CLinux", cSettings: cSettings),
  .target(
    name: "CCodings", cSettings: cSettings,
    linkerSettings: [.linkedLibrary("z"), .linkedLibrary("brotlidec"), .linkedLibrary("zstd")]),
  .target(
    name: "CSimdJSON", cxxSettings: cxxSettings,
    linkerSettings: [.unsafeFlags(["\(simdjson)/lib/libsimdjson.a"])]
      + (embedded ? [] : [.linkedLibrary("stdc++")])),
  .target(name: "SVText", dependencies: ["CBytes", "CSimdJSON"], swiftSettings: coreSettings),
  .systemLibrary(name: "CBytes"),
  .target(name: "CPcre2", cSettings: cSettings, linkerSettings: [.linkedLibrary("pcre2-8")]),
  .target(
    name: "SVContract", dependencies: ["CBytes", "CCrypto", "CPcre2", "SVText"], swiftSettings: coreSettings),
  .target(name: "CCrypto", cSettings: cSettings, linkerSettings: [.linkedLibrary("crypto")]),
  .target(
    name: "SVProtocol", dependencies: ["CBytes", "CCrypto", "CSkillsVideo", "SVText"],
    swiftSettings: coreSettings),
  .target(
    name: "SVEngine",
    dependencies: [
      "SVProtocol", "SVContract", "SVText", "CBytes", "CCodings", "CCrypto", "CCurl", "CLinux",
      "CSkillsVideo",
    ],
    swiftSettings: coreSettings),
  .target(
    name: "SkillsVideo",
    dependencies: ["CSkillsVideo", "SVEngine", "SVProtocol", "SVContract", "SVText", "CLinux"],
    swiftSettings: coreSettings + [.enableExperimentalFeature("CImplementation")],
    linkerSettings: embedded ? libraryLinking : []),
]

/// Everything the shared library is promised to be at link time: `-z defs` turns a missing symbol into a
/// build error instead of a load error, and the version script exports the names of
/// include/skillsvideo.symbols and no others.
var libraryLinking: [LinkerSetting] {
  let script = Context.packageDirectory + "/include/skillsvideo.map"
  // A library for fuzzing finds the sanitizer's functions in the program that loads it.
  let isFuzzed = Context.environment["SV_FUZZ"] == "1"
  let link =
    [
      "-soname=libskillsvideo.so.0", "--version-script=\(script)", "-z", "relro", "-z", "now",
      "--gc-sections", "--icf=all", Context.packageDirectory + "/packaging/simdjson-unused.ld",
    ] + (isFuzzed ? [] : ["-z", "defs"])
  return [
    .unsafeFlags(["-use-ld=lld", "-nostartfiles"] + link.flatMap { ["-Xlinker", $0] }),
    .linkedLibrary("curl"), .linkedLibrary("m"), .linkedLibrary("c"),
  ]
}

var hostTargets: [Target] {
  [
    .systemLibrary(
      name: "CImaging", path: "Sources/CImaging", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev", "libjpeg-dev", "libwebp-dev"])]),
    .systemLibrary(
      name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // main, for both programs: each has one Swift target, whose sv_program_start it calls.
    .executableTarget(name: "ProgramStart", cSettings: cSettings),
    .target(
      name: "skillsvideo-cli",
      dependencies: [
        "CLinux", "CSkillsVideo", "SkillsVideo", "SVText", "SVProtocol",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "skillsvideo-simulator",
      dependencies: [
        "CBytes", "CCrypto", "CZlib", "SVText", "SVProtocol", "SimulatorPictures",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    // Drawing is a few hundred operations a pixel, so it is optimised in the debug build too.
    .target(
      name: "SimulatorPictures", dependencies: ["CImaging"],
      swiftSettings: [.unsafeFlags(["-O", "-wmo", "-num-threads", "1", "-disable-batch-mode"])]),
    .testTarget(name: "SVProtocolTests", dependencies: ["SVProtocol", "SVText"]),
    .testTarget(
      name: "SimulationTests", dependencies: ["SVProtocol", "SVText"], path: "Tests/simulation",
      exclude: ["mutations.py", "mutation_list.py", "mutation_names.py", "mutations_of_answers.py"]),
    .testTarget(name: "SVTextTests", dependencies: ["SVText"]),
    .testTarget(name: "SVContractTests", dependencies: ["SVContract", "SVText"]),
  ]
}

let package = Package(
  name: "skillsvideo",
  products: embedded
    ? [.library(name: "skillsvideo", type: .dynamic, targets: ["SkillsVideo"])]
    : [
      .executable(name: "skillsvideo", targets: ["ProgramStart", "skillsvideo-cli"]),
      .executable(name: "skillsvideo-simulator", targets: ["ProgramStart", "skillsvideo-simulator"]),
    ],
  dependencies: embedded
    ? []
    : [
      .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
      .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
  targets: embedded ? coreTargets : coreTargets + hostTargets
)
