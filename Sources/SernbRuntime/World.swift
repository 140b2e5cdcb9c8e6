// What a run sees of the machine: files under the folders it may reach, how many cores, whom to tell of progress.

public struct World: Sendable {
  public let files: Files
  /// How many pieces of work may run at a time.
  public let jobs: Int
  /// How many parts a value may have, and how many items a statement may make.
  public let maximumParts: Int
  public let report: @Sendable (RunEvent) -> Void
  /// Seconds of a clock that only goes forward; for time limits and progress, never for a result.
  public let clock: @Sendable () -> Double

  public init(
    files: Files, jobs: Int, maximumParts: Int = World.maximumParts,
    report: @escaping @Sendable (RunEvent) -> Void = { _ in },
    clock: @escaping @Sendable () -> Double = { 0 }
  ) {
    self.files = files
    self.jobs = max(1, jobs)
    self.maximumParts = maximumParts
    self.report = report
    self.clock = clock
  }
}

extension World {
  /// As long as a range may be: some hundred megabytes.
  public static let maximumParts = 10_000_000
}

/// What happens in a run, for whoever watches it.
public enum RunEvent: Sendable {
  case cellStarted(notebook: String, label: String)
  case cellEnded(notebook: String, label: String, seconds: Double, failed: Bool)
  case progress(notebook: String, label: String, done: Int, total: Int)
}

/// Files as a notebook sees them: paths are relative to the project's folder.
public struct Files: Sendable {
  /// The real path of something that may be read, or why it may not be reached. It need not exist.
  public let readable: @Sendable (_ path: String) -> Result<String, Forbidden>
  /// The real path of something that may be written.
  public let writable: @Sendable (_ path: String) -> Result<String, Forbidden>
  public let kind: @Sendable (_ realPath: String) -> Kind
  public let read: @Sendable (_ realPath: String) throws -> [UInt8]
  /// The first bytes of a file, at most as many as asked for.
  public let head: @Sendable (_ realPath: String, _ count: Int) throws -> [UInt8]

  public enum Kind: Sendable, Equatable { case file, folder, missing, special }

  /// Why a path cannot be reached, as the end of "A notebook may not reach `x`: …".
  public struct Forbidden: Error, Sendable, Equatable {
    public let why: String
    public init(why: String) { self.why = why }
  }

  public init(
    readable: @escaping @Sendable (String) -> Result<String, Forbidden>,
    writable: @escaping @Sendable (String) -> Result<String, Forbidden>,
    kind: @escaping @Sendable (String) -> Kind,
    read: @escaping @Sendable (String) throws -> [UInt8],
    head: (@Sendable (String, Int) throws -> [UInt8])? = nil
  ) {
    self.readable = readable
    self.writable = writable
    self.kind = kind
    self.read = read
    self.head = head ?? { path, count in Array(try read(path).prefix(count)) }
  }

  /// A tree in memory, for tests.
  public static func inMemory(_ files: [String: String]) -> Files {
    Files(
      readable: { $0.hasPrefix("/") ? .failure(Forbidden(why: "outside")) : .success($0) },
      writable: { $0.hasPrefix("/") ? .failure(Forbidden(why: "outside")) : .success($0) },
      kind: { path in
        if files[path] != nil { return .file }
        return files.keys.contains { $0.hasPrefix(path + "/") } ? .folder : .missing
      },
      read: { path in
        guard let text = files[path] else {
          throw RunProblem("missing-data", "I cannot find the file `\(path)`")
        }
        return Array(text.utf8)
      })
  }
}

extension Call {
  /// The real path behind a path argument, which must be a file or a folder as wanted.
  public func path(_ name: String, _ wanted: Files.Kind) throws -> String {
    let path = try text(name)
    let real = try reachable(path, argument: name)
    let found = context.world.files.kind(real)
    let word = wanted == .folder ? "folder" : "file"
    if found == .missing {
      throw RunProblem(
        "missing-data", "I cannot find the \(word) `\(path)`", argument: name,
        hint: "Paths start at the project's folder.")
    }
    guard found == wanted else {
      throw RunProblem(
        "missing-data", "`\(path)` is not a \(word)", argument: name)
    }
    return real
  }

  public func reachable(_ path: String, argument: String?, writing: Bool = false) throws -> String {
    let files = context.world.files
    switch writing ? files.writable(path) : files.readable(path) {
    case .success(let real): return real
    case .failure(let forbidden):
      throw RunProblem(
        "forbidden-path", "A notebook may not reach `\(path)`: \(forbidden.why)",
        argument: argument,
        hint: "Whoever runs it may allow the folder with `--allow FOLDER`.")
    }
  }
}
