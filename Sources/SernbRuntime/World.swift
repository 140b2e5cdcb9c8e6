// What a run sees of the machine: files under the folders it may reach, how many cores, whom to tell of progress.

internal import SernbLanguage
public import Storage

public struct World: Sendable {
  public let files: Files
  /// Where results are kept beyond the run; nil if nothing is.
  public let cache: ResultCache?
  /// What must not come to lie in the store; asked anew each time, for a session may learn of more.
  public let secrets: @Sendable () -> Redaction
  /// How many pieces of work may run at a time.
  public let jobs: Int
  /// How many parts a value may have, and how many items a statement may make.
  public let maximumParts: Int
  /// How much memory the run may take; nil if nothing watches it.
  public let memory: MemoryLimit?
  /// How many bytes a notebook may write: its page with figures and files, and as much again of data that it makes.
  public let maximumOutput: Int
  /// How many seconds pass from one save of a long fit or a long extraction to the next.
  public let checkpointSeconds: Double
  /// The longest that a cell may take which does not say so itself; nil for no limit.
  public let cellSeconds: Double?
  public let report: @Sendable (RunEvent) -> Void
  /// Seconds of a clock that only goes forward; for time limits and progress, never for a result.
  public let clock: @Sendable () -> Double

  public init(
    files: Files, jobs: Int, cache: ResultCache? = nil,
    secrets: @escaping @Sendable () -> Redaction = { .none },
    maximumParts: Int = World.maximumParts, memory: MemoryLimit? = nil,
    maximumOutput: Int = World.maximumOutput,
    checkpointSeconds: Double = World.checkpointSeconds, cellSeconds: Double? = nil,
    report: @escaping @Sendable (RunEvent) -> Void = { _ in },
    clock: @escaping @Sendable () -> Double = { 0 }
  ) {
    self.files = files
    self.cache = cache
    self.secrets = secrets
    self.jobs = max(1, jobs)
    self.maximumParts = maximumParts
    self.memory = memory
    self.maximumOutput = maximumOutput
    self.checkpointSeconds = checkpointSeconds
    self.cellSeconds = cellSeconds
    self.report = report
    self.clock = clock
  }
}

extension World {
  /// As long as a range may be: some hundred megabytes.
  public static let maximumParts = 10_000_000
  /// 10 GB: a made corpus of five times the size of IEMOCAP, and far more than any write-up takes.
  public static let maximumOutput = 10 << 30

  /// How much of its work a run that is killed may lose, in seconds.
  public static let checkpointSeconds = 3.0
}

/// What happens in a run, for whoever watches it.
public enum RunEvent: Sendable {
  case cellStarted(notebook: String, label: String)
  /// - Parameter reused: whether none of its statements had to run.
  case cellEnded(notebook: String, label: String, seconds: Double, failed: Bool, reused: Bool)
  case progress(notebook: String, label: String, done: Int, total: Int)
  /// How many items of a stream were known from earlier runs.
  case streamReused(notebook: String, label: String, reused: Int, total: Int)
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
  /// The names in a folder, in byte order; none where there is no folder.
  public let names: @Sendable (_ realPath: String) -> [String]
  /// How to see that another program wrote to it; nil where nothing is, and where that cannot be seen.
  public let stamp: @Sendable (_ realPath: String) -> FileStamp?
  /// How many bytes may still be written to the disk of something that need not be there; nil where nobody can tell.
  public let freeBytes: @Sendable (_ realPath: String) -> Int?
  /// The digest of the content, the facts or the names of something; nil where it cannot be read.
  public let digest: @Sendable (_ realPath: String, _ aspect: Observation.Aspect) -> Digest?

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
    head: (@Sendable (String, Int) throws -> [UInt8])? = nil,
    names: @escaping @Sendable (String) -> [String] = { _ in [] },
    stamp: @escaping @Sendable (String) -> FileStamp? = { _ in nil },
    freeBytes: @escaping @Sendable (String) -> Int? = { _ in nil },
    digest: (@Sendable (String, Observation.Aspect) -> Digest?)? = nil
  ) {
    self.readable = readable
    self.writable = writable
    self.kind = kind
    self.read = read
    self.head = head ?? { path, count in Array(try read(path).prefix(count)) }
    self.names = names
    self.stamp = stamp
    self.freeBytes = freeBytes
    self.digest = digest ?? { path, _ in (try? read(path)).map { Digest(of: $0) } }
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
  /// A path argument, as it was given, which must be a file or a folder as wanted.
  public func path(_ name: String, _ wanted: Files.Kind) throws -> String {
    let path = try text(name)
    let found: Files.Kind
    do {
      found = try files.kind(of: path)
    } catch {
      throw RunProblem.forbidden(path, error, argument: name)
    }
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
    return path
  }

  /// The content of the file that a path argument names.
  public func bytes(_ name: String) throws -> [UInt8] {
    let path = try path(name, .file)
    do {
      // The bytes, and what is read from them.
      let size = context.world.files.stamp(try files.open(path, for: .kind))?.size ?? 0
      try expect(bytes: 2 * Double(size), argument: name)
      return try files.bytes(at: path)
    } catch let forbidden as Files.Forbidden {
      throw RunProblem.forbidden(path, forbidden, argument: name)
    }
  }

  /// The real path of a file that a library will open by itself; what it sees of it is noted.
  public func open(
    _ path: String, for aspect: Observation.Aspect, argument: String?
  ) throws -> String {
    do throws(Files.Forbidden) {
      return try files.open(path, for: aspect)
    } catch {
      throw RunProblem.forbidden(path, error, argument: argument)
    }
  }

  /// The real path of something that is about to be written.
  public func writable(_ path: String, argument: String?) throws -> String {
    do throws(Files.Forbidden) {
      return try files.openToWrite(path)
    } catch {
      throw RunProblem.forbidden(path, error, argument: argument)
    }
  }
}

extension RunProblem {
  static func forbidden(
    _ path: String, _ forbidden: Files.Forbidden, argument: String?
  ) -> RunProblem {
    RunProblem(
      "forbidden-path", "A notebook may not reach `\(path)`: \(forbidden.why)",
      argument: argument,
      hint: Diagnostic.reachHint)
  }
}
