// swift-tools-version: 6.2
// The modules of sernb and the arrows between them. An arrow is a target dependency; nothing else may be
// imported (`swift build --explicit-target-dependency-import-check error`). `Sources/README.md` has them as a table, and
// `ArrowTests` compares.

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// Numeric targets are optimized in debug builds too: model and feature tests would take minutes otherwise.
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
    // What everything above needs: bytes, cancellation, hashes, JSON, texts for people.
    .target(name: "Basics", swiftSettings: numeric),

    // The engine: it knows nothing of notebooks.
    .target(name: "Kernels", dependencies: ["Basics"], swiftSettings: numeric),
    .target(name: "Tables", dependencies: ["Basics", "Kernels"], swiftSettings: numeric),
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),
    .target(
      name: "Audio", dependencies: ["Basics", "Kernels", "CSndfile"], swiftSettings: numeric),
    .target(
      name: "Corpora",
      dependencies: ["Basics", .product(name: "Yams", package: "Yams")], swiftSettings: numeric),
    .target(
      name: "Synthesis",
      dependencies: [
        "Basics", "Kernels", "Corpora", "FileAccess",
        .product(name: "SystemPackage", package: "swift-system"),
      ], swiftSettings: numeric),
    .target(
      name: "Learning", dependencies: ["Basics", "Kernels", "Tables"], swiftSettings: numeric),

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
        "Basics", "FileAccess", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: numeric),

    // The notebook: it knows nothing of sound or models.
    .target(
      name: "SernbLanguage",
      dependencies: ["Basics", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(name: "SernbDocument", dependencies: ["Basics"], swiftSettings: strict),
    .target(
      name: "SernbRuntime",
      dependencies: [
        "Basics", "SernbLanguage", "SernbDocument", "Storage", "FileAccess", "Kernels",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),

    // What people read of a run: pages, whether they are fresh, why a cell ran; and the folder where they lie.
    .target(
      name: "SernbPages",
      dependencies: [
        "Basics", "SernbRuntime", "SernbLanguage", "SernbDocument", "Storage", "FileAccess",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),

    // What is told of runs beyond the write-up: reports, differences, records. Values in, text out.
    .target(
      name: "SernbReport", dependencies: ["SernbLanguage", "SernbDocument", "Basics"],
      swiftSettings: strict),

    // The line editor: it knows nothing of notebooks.
    .target(name: "CEditline", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "LineEditing", dependencies: ["Basics", "CEditline"], swiftSettings: strict),

    // The one place where the language meets the engine.
    .target(
      name: "SernbLibrary",
      dependencies: [
        "Basics", "SernbRuntime", "SernbLanguage", "SernbDocument", "Kernels", "Tables", "Audio",
        "Corpora",
        "Synthesis", "Learning", "Storage",
      ], swiftSettings: strict),
    // Uses of the engine and the library beside notebooks: benchmarks, corpora, the reference.
    .target(
      name: "SernbTools",
      dependencies: [
        "Basics", "SernbLibrary", "SernbRuntime", "SernbLanguage", "SernbDocument", "Kernels",
        "Tables", "Audio", "Corpora", "Synthesis", "Learning",
      ], swiftSettings: strict),
    .target(
      name: "SernbREPL",
      dependencies: [
        "SernbPages", "SernbTools", "SernbLibrary", "SernbRuntime", "SernbLanguage",
        "SernbDocument", "Storage", "Basics",
      ],
      swiftSettings: strict),
    .executableTarget(name: "sernb", dependencies: ["SernbCommands"], swiftSettings: strict),
    // The verbs of the command line.
    .target(
      name: "SernbCommands",
      dependencies: [
        "SernbReport", "SernbREPL", "SernbPages", "SernbTools", "LineEditing", "SernbLibrary",
        "SernbRuntime", "SernbLanguage",
        "SernbDocument", "Basics", "Storage", "FileAccess",
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Storage", "SernbDocument"], path: "Tests/TestSupport",
      swiftSettings: strict),
    // What fuzzers call, for a test that replays seeds and for libFuzzer (`Tests/Fuzzing/fuzz`).
    .target(
      name: "Fuzzing",
      dependencies: [
        "Basics", "SernbPages", "SernbLibrary", "SernbRuntime", "SernbReport", "SernbLanguage",
        "SernbDocument",
        "Storage",
        "Corpora", "Learning", "Tables", "Kernels",
      ],
      path: "Tests/Fuzzing", exclude: ["Seeds", "fuzz", "mutants"], swiftSettings: strict),
    // Runs one of them on a million mutants (`Tests/Fuzzing/mutants`).
    .executableTarget(
      name: "FuzzRun", dependencies: ["Basics", "Fuzzing"], path: "Tests/FuzzRun",
      swiftSettings: strict),
    .testTarget(
      name: "FuzzingTests",
      dependencies: [
        "Basics", "Fuzzing", "SernbLibrary", "SernbRuntime", "Storage", "Learning", "Tables",
        "Kernels",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "BasicsTests", dependencies: ["Basics", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "KernelsTests", dependencies: ["Basics", "Kernels", "TestSupport"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    // Works in a store until a test kills it.
    .executableTarget(
      name: "StorageProbe", dependencies: ["Basics", "Storage", "Kernels"],
      path: "Tests/StorageProbe",
      swiftSettings: strict),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Basics", "Storage", "StorageProbe", "Kernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FileAccessTests", dependencies: ["Basics", "FileAccess", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TablesTests", dependencies: ["Basics", "Tables", "Kernels", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "AudioTests", dependencies: ["Basics", "Audio", "Kernels", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "CorporaTests", dependencies: ["Basics", "Corpora", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SynthesisTests",
      dependencies: ["Basics", "Synthesis", "Corpora", "Audio", "Kernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LearningTests",
      dependencies: ["Basics", "Learning", "Tables", "Kernels", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "SernbLanguageTests", dependencies: ["Basics", "SernbLanguage", "TestSupport"],
      exclude: ["Cases"], swiftSettings: strict),
    .testTarget(
      name: "SernbDocumentTests", dependencies: ["SernbDocument", "Basics", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "SernbReportTests",
      dependencies: ["Basics", "SernbReport", "SernbLanguage", "SernbDocument", "TestSupport"],
      exclude: ["Golden", "Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "SernbRuntimeTests",
      dependencies: [
        "Basics", "SernbRuntime", "SernbPages", "SernbLanguage", "SernbDocument", "Storage",
        "Kernels",
        "TestSupport",
      ],
      swiftSettings: strict),
    // Reads inputs at the terminal that a test gives it.
    .executableTarget(
      name: "LineEditingProbe", dependencies: ["LineEditing"], path: "Tests/LineEditingProbe",
      swiftSettings: strict),
    .target(name: "CTerminal", path: "Tests/CTerminal"),
    .testTarget(
      name: "LineEditingTests",
      dependencies: ["Basics", "LineEditing", "LineEditingProbe", "CTerminal", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SernbLibraryTests",
      dependencies: [
        "Basics", "SernbLibrary", "SernbRuntime", "SernbTools", "SernbLanguage", "SernbDocument",
        "FileAccess",
        "Storage",
        "Learning",
        "Tables", "Audio", "Kernels", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "SernbREPLTests",
      dependencies: [
        "Basics", "SernbREPL", "SernbLibrary", "SernbRuntime", "SernbLanguage", "SernbDocument",
        "TestSupport",
      ],
      exclude: ["Transcripts"], swiftSettings: strict),
    // Random edits of the shipped notebooks, run with a store and without one.
    .testTarget(
      name: "MutationTests",
      dependencies: [
        "Basics", "SernbLibrary", "SernbRuntime", "SernbLanguage", "SernbDocument", "Storage",
        "Kernels",
        "TestSupport", "sernb",
      ], swiftSettings: strict),
    // The logic of the commands, by import.
    .testTarget(
      name: "SernbCommandsTests",
      dependencies: [
        "Basics", "SernbCommands", "SernbRuntime", "Storage", "StorageProbe", "TestSupport",
        "sernb",
      ], swiftSettings: strict),
    // The tool as a process.
    .testTarget(
      name: "sernbTests",
      dependencies: [
        "Basics", "SernbRuntime", "Storage", "TestSupport", "SernbCommands", "sernb",
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
