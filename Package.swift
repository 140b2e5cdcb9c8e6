// swift-tools-version: 6.2
// The modules of sernb and the arrows between them. An arrow is a target dependency; nothing else may be
// imported (`swift build --explicit-target-dependency-import-check error`, and `ArrowTests`).

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// Numeric targets are optimised in debug builds too: model and feature tests would take minutes otherwise.
// On x86-64 they use AVX2 and FMA, so that SIMD vectors are registers; `ProcessorCheck` refuses an older machine.
#if arch(x86_64)
  let vectors: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])]
#else
  let vectors: [SwiftSetting] = []
#endif
let numeric = strict + vectors + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "sernb",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "sernb", targets: ["sernb"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // The engine: it knows nothing of notebooks.
    .target(name: "Kernels", swiftSettings: numeric),
    .target(name: "Tables", dependencies: ["Kernels"], swiftSettings: numeric),
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),
    .target(name: "Audio", dependencies: ["Kernels", "CSndfile"], swiftSettings: numeric),
    .target(name: "Corpora", swiftSettings: numeric),
    .target(
      name: "Synthesis",
      dependencies: [
        "Kernels", "Corpora", "FileAccess",
        .product(name: "SystemPackage", package: "swift-system"),
      ], swiftSettings: numeric),
    .target(name: "Learning", dependencies: ["Kernels", "Tables"], swiftSettings: numeric),

    // Files below folders that a person chose: the one place that opens, makes, replaces and removes them.
    .target(name: "CFileAccess"),
    .target(
      name: "FileAccess",
      dependencies: ["CFileAccess", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),

    // What is kept beyond a run: it knows nothing of notebooks.
    .target(
      name: "Storage",
      dependencies: [
        "FileAccess", "Kernels", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: numeric),

    // What a text may not do to a terminal or a report: it knows nothing of anything.
    .target(name: "PrintableText", swiftSettings: strict),

    // The notebook: it knows nothing of sound or models.
    .target(
      name: "SernbLanguage",
      dependencies: ["PrintableText", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(name: "SernbDocument", dependencies: ["PrintableText"], swiftSettings: strict),
    .target(
      name: "SernbRuntime",
      dependencies: [
        "SernbLanguage", "SernbDocument", "Storage", "FileAccess", "Kernels",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),

    // What is told of runs beyond the write-up: reports, differences, records. Values in, text out.
    .target(
      name: "SernbReport", dependencies: ["SernbLanguage", "SernbDocument", "PrintableText"],
      swiftSettings: strict),

    // The line editor: it knows nothing of notebooks.
    .target(name: "CEditline", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "LineEditing", dependencies: ["CEditline"], swiftSettings: strict),

    // The one place where the language meets the engine.
    .target(
      name: "SernbLibrary",
      dependencies: [
        "SernbRuntime", "SernbLanguage", "SernbDocument", "Kernels", "Tables", "Audio", "Corpora",
        "Synthesis", "Learning", "Storage",
      ], swiftSettings: strict),
    .target(
      name: "SernbREPL",
      dependencies: [
        "SernbLibrary", "SernbRuntime", "SernbLanguage", "SernbDocument", "PrintableText",
        "Kernels",
      ],
      swiftSettings: strict),
    .executableTarget(name: "sernb", dependencies: ["SernbCommands"], swiftSettings: strict),
    // The verbs of the command line.
    .target(
      name: "SernbCommands",
      dependencies: [
        "SernbReport", "SernbREPL", "LineEditing", "SernbLibrary", "SernbRuntime", "SernbLanguage",
        "SernbDocument", "PrintableText", "Storage", "FileAccess",
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    // What fuzzers call, for a test that replays seeds and for libFuzzer (`Tests/Fuzzing/fuzz`).
    .target(
      name: "Fuzzing",
      dependencies: [
        "SernbLibrary", "SernbRuntime", "SernbReport", "SernbLanguage", "SernbDocument", "Storage",
        "Corpora", "Learning", "Tables", "Kernels",
      ],
      path: "Tests/Fuzzing", exclude: ["Seeds", "fuzz", "mutants"], swiftSettings: strict),
    // Runs one of them on a million mutants (`Tests/Fuzzing/mutants`).
    .executableTarget(
      name: "FuzzRun", dependencies: ["Fuzzing"], path: "Tests/FuzzRun", swiftSettings: strict),
    .testTarget(
      name: "FuzzingTests",
      dependencies: [
        "Fuzzing", "SernbLibrary", "SernbRuntime", "Storage", "Learning", "Tables", "Kernels",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: strict),
    // Works in a store until a test kills it.
    .executableTarget(
      name: "StorageProbe", dependencies: ["Storage", "Kernels"], path: "Tests/StorageProbe",
      swiftSettings: strict),
    .testTarget(
      name: "StorageTests", dependencies: ["Storage", "StorageProbe", "Kernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FileAccessTests", dependencies: ["FileAccess", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TablesTests", dependencies: ["Tables", "Kernels", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "AudioTests", dependencies: ["Audio", "Kernels", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "CorporaTests", dependencies: ["Corpora", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SynthesisTests",
      dependencies: ["Synthesis", "Corpora", "Audio", "Kernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Tables", "Kernels", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "SernbLanguageTests", dependencies: ["SernbLanguage", "TestSupport"],
      exclude: ["Cases"], swiftSettings: strict),
    .testTarget(
      name: "SernbDocumentTests", dependencies: ["SernbDocument", "PrintableText", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "SernbReportTests",
      dependencies: ["SernbReport", "SernbLanguage", "SernbDocument", "TestSupport"],
      exclude: ["Golden", "Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "SernbRuntimeTests",
      dependencies: [
        "SernbRuntime", "SernbLanguage", "SernbDocument", "Storage", "Kernels", "TestSupport",
      ],
      swiftSettings: strict),
    // Reads inputs at the terminal that a test gives it.
    .executableTarget(
      name: "LineEditingProbe", dependencies: ["LineEditing"], path: "Tests/LineEditingProbe",
      swiftSettings: strict),
    .target(name: "CTerminal", path: "Tests/CTerminal"),
    .testTarget(
      name: "LineEditingTests",
      dependencies: ["LineEditing", "LineEditingProbe", "CTerminal", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SernbLibraryTests",
      dependencies: [
        "SernbLibrary", "SernbRuntime", "SernbLanguage", "SernbDocument", "FileAccess", "Storage",
        "Learning",
        "Tables", "Audio", "Kernels", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "SernbREPLTests",
      dependencies: [
        "SernbREPL", "SernbLibrary", "SernbRuntime", "SernbLanguage", "SernbDocument",
        "TestSupport",
      ],
      exclude: ["Transcripts"], swiftSettings: strict),
    // Random edits of the shipped notebooks, run with a store and without one.
    .testTarget(
      name: "MutationTests",
      dependencies: [
        "SernbLibrary", "SernbRuntime", "SernbLanguage", "SernbDocument", "Storage", "Kernels",
        "TestSupport", "sernb",
      ], swiftSettings: strict),
    .testTarget(
      name: "sernbTests",
      dependencies: [
        "SernbRuntime", "Storage", "TestSupport", "SernbCommands", "sernb",
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
