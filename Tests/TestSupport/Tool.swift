// Runs the built `sernb` as a process, in a project folder made for the test.

public import Foundation

public struct Tool {
  /// The folder of the package's sources.
  public static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The Swift files of a target with their texts, in the order of their paths, which begin below the target's folder.
  public static func sources(of target: String) throws -> [(path: String, text: String)] {
    let root = package + "/Sources/" + target
    let names = FileManager.default.enumerator(atPath: root)?.allObjects ?? []
    return try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map {
      ($0, try String(contentsOfFile: root + "/" + $0, encoding: .utf8))
    }
  }

  /// Where the build put `sernb`, beside the test bundle.
  public static let folder = URL(fileURLWithPath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent().path

  public static var path: String { folder + "/sernb" }

  public struct Outcome: Sendable {
    public let code: Int32
    public let output: String
    public let errors: String

    public init(code: Int32, output: String, errors: String) {
      (self.code, self.output, self.errors) = (code, output, errors)
    }

    /// Both streams, for messages of failed tests.
    public var all: String { "exit \(code)\n\(output)\(errors)" }
  }

  /// A program that runs, and what it has printed.
  public struct Running {
    public let process: Process
    fileprivate let out: URL

    public var output: String { (try? String(contentsOf: out, encoding: .utf8)) ?? "" }

    /// Waits for what a test can see, or for the end of the program: as long as the busiest machine takes.
    public func wait(until isTrue: () -> Bool) {
      while process.isRunning, !isTrue() { usleep(1_000) }
    }
  }

  /// Runs a program and waits for it; the test fails by its outcome, never hangs for more than `limit` seconds.
  public static func run(
    _ arguments: [String], program: String? = nil, in folder: String,
    environment: [String: String] = [:], limit: Double = 600,
    whileRunning: (Process) -> Void = { _ in }
  ) throws -> Outcome {
    try watch(arguments, program: program, in: folder, environment: environment, limit: limit) {
      whileRunning($0.process)
    }
  }

  /// The same, for a test that waits for what the program does.
  public static func watch(
    _ arguments: [String], program: String? = nil, in folder: String,
    environment: [String: String] = [:], limit: Double = 600, _ watching: (Running) -> Void
  ) throws -> Outcome {
    // Tests in the background of a shell ignore these, and programs that they start would too.
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var all = ProcessInfo.processInfo.environment
    // Where the tests run must not change what the tool says.
    all["GITHUB_ACTIONS"] = nil
    all.merge(environment) { $1 }
    process.environment = all
    let streams = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("sernb-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    // Files, not pipes: a full pipe would stop the process.
    let (out, err) = (streams.appendingPathComponent("out"), streams.appendingPathComponent("err"))
    _ = FileManager.default.createFile(atPath: out.path, contents: nil)
    _ = FileManager.default.createFile(atPath: err.path, contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let watchdog = DispatchWorkItem {
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: watchdog)
    watching(Running(process: process, out: out))
    process.waitUntilExit()
    watchdog.cancel()
    return Outcome(
      code: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: (try? String(contentsOf: out, encoding: .utf8)) ?? "",
      errors: (try? String(contentsOf: err, encoding: .utf8)) ?? "")
  }
}

/// A folder that is deleted when the test is over.
public final class Scratch: Sendable {
  public let path: String

  public init(_ files: [String: String] = [:]) throws {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
    path = base + "/sernb-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  public func write(_ bytes: [UInt8], to name: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  public func text(_ name: String) -> String? {
    try? String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  /// Every file under a folder with its bytes, by path.
  public func files(_ folder: String = "") -> [String: Data] {
    let root = folder.isEmpty ? path : path + "/" + folder
    var found: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      var isFolder: ObjCBool = false
      let file = root + "/" + name
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      found[name] = FileManager.default.contents(atPath: file)
    }
    return found
  }
}
