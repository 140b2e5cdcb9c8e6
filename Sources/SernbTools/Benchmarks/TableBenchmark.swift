// Times operations on tables, lists, texts and sounds at several sizes, for `sernb bench tables`.
//
// Each operation is a notebook of two cells: the first makes what it works on, the second is run as often as asked, without
// a cache. Its memory is what the process takes beyond what it had before, looked at every two milliseconds. How time grows is
// told by the processor time of all threads, in the run that takes the least: what else runs on the machine counts little.

internal import Basics
internal import Dispatch
internal import Kernels
import SernbDocument
package import SernbLanguage
internal import SernbLibrary
package import SernbRuntime
internal import Synchronization

package struct TableBenchmark: Sendable {
  /// One operation at one size.
  package struct Row: Sendable {
    package let operation: String
    package let size: Int
    /// The median; nil where the limit ended it.
    package let seconds: Double?
    /// The least processor time of a run.
    package let processorSeconds: Double?
    /// Bytes at most, beyond those that were taken before.
    package let bytes: Int
    /// Bytes that the columns of the rows take.
    package let columnBytes: Int
  }

  package let rows: [Row]
  private let limit: Double
  private let repeats: Int

  /// - Parameters:
  ///   - sizes: rows, elements, characters or samples.
  ///   - limit: seconds after which an operation is stopped.
  ///   - clock: seconds that pass.
  ///   - processor: seconds for which the process has had processors.
  ///   - onData: called with the rows of each size, as a CSV file.
  /// - Throws: `Diagnostic` of an operation that fails, or `Cancelled`.
  package init(
    _ operations: [TableOperation], sizes: [Int], repeats: Int, limit: Double, jobs: Int,
    clock: @escaping @Sendable () -> Double, processor: @escaping @Sendable () -> Double,
    onData: (Int, [UInt8]) throws -> Void = { _, _ in },
    onRow: (Row) -> Void = { _ in }
  ) async throws {
    var rows: [Row] = []
    for size in sizes {
      let bench = Bench(
        size, try TableRows.csv(size), repeats: repeats, limit: limit, jobs: jobs, clock: clock,
        processor: processor)
      try onData(size, bench.csv)
      let columns = try await bench.bytes(of: TableOperation.rows)
      var prepared: (setup: [String], results: [NodeID: NodeResult])?
      for operation in operations {
        let times: [Times]?
        let bytes: Int
        switch operation.work {
        case .code(let setup, let code):
          if prepared?.setup != setup {
            prepared = nil
            prepared = (setup, try await bench.prepare(setup))
          }
          (times, bytes) = try await bench.times(of: code, after: setup, prepared?.results ?? [:])
        case .engine(let work): (times, bytes) = try bench.times { try work(size) }
        }
        let row = Row(
          operation: operation.name, size: size,
          seconds: times.map { $0.map(\.clock).sorted()[$0.count / 2] },
          processorSeconds: times.flatMap { $0.map(\.processor).min() }, bytes: bytes,
          columnBytes: columns)
        rows.append(row)
        onRow(row)
      }
    }
    (self.rows, self.limit, self.repeats) = (rows, limit, repeats)
  }

  // MARK: What it shows

  /// How time grows with size: the exponent of the power that fits the processor times best; nil with fewer than two of them.
  package func growth(of operation: String) -> Double? {
    let points = rows.filter { $0.operation == operation }.compactMap { row in
      row.processorSeconds.map { (x: Math.log(Double(row.size)), y: Math.log(max($0, 1e-7))) }
    }
    guard points.count > 1 else { return nil }
    let count = Double(points.count)
    let (x, y) = (
      points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count
    )
    let square = points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    return square > 0 ? points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / square : nil
  }

  private func time(_ row: Row?) -> String {
    guard let row else { return "" }
    return row.seconds.map { NumberText.text($0, .fixed($0 < 0.1 ? 5 : 3)) }
      ?? "over \(NumberText.text(limit)) s"
  }

  /// One row an operation, for people: seconds at each size, memory at the largest, growth.
  package func table(growth showsGrowth: Bool) -> String {
    var names: [String] = []
    for row in rows where !names.contains(row.operation) { names.append(row.operation) }
    let sizes = Set(rows.map(\.size)).sorted()
    func row(_ name: String, _ size: Int) -> Row? {
      rows.first { $0.operation == name && $0.size == size }
    }
    func right(_ name: String, _ texts: [String]) -> ShownTable.Column {
      .init(name, texts.map(ShownCell.text), alignment: .right)
    }
    var columns: [ShownTable.Column] = [.init("operation", texts: names)]
    for size in sizes {
      columns.append(
        right("\(NumberText.count(size)) (s)", names.map { time(row($0, size)) }))
    }
    if let largest = sizes.last {
      columns.append(
        right(
          "memory (MB)",
          names.map { row($0, largest).map { NumberText.count($0.bytes >> 20) } ?? "" }))
    }
    if showsGrowth {
      columns.append(
        right("growth", names.map { growth(of: $0).map { NumberText.text($0, .fixed(2)) } ?? "" }))
    }
    return Terminal(width: 120).table(ShownTable(columns).first(names.count))
      + "\nMedians of \(counted(repeats, "run")), memory beyond that of the data"
      + (rows.last.map { ": columns of \(NumberText.count($0.columnBytes >> 20)) MB." } ?? ".")
      + (showsGrowth ? " Growth: the exponent of processor time over size." : "")
  }

  /// One line a measurement, for programs.
  package var csv: String {
    func text(_ seconds: Double?) -> String { seconds.map { "\($0)" } ?? "" }
    return rows.reduce("operation,size,seconds,processor_seconds,bytes,column_bytes\n") {
      $0 + "\"\($1.operation)\",\($1.size),\(text($1.seconds)),\(text($1.processorSeconds)),"
        + "\($1.bytes),\($1.columnBytes)\n"
    }
  }
}

private typealias Times = (clock: Double, processor: Double)

/// What measures at one size.
private struct Bench {
  let csv: [UInt8]
  private let size: Int
  private let repeats: Int
  private let world: World
  private let processor: @Sendable () -> Double
  /// For what comes before, which nothing stops.
  private let unlimited: World
  private let trusted: StaticFiles

  init(
    _ size: Int, _ csv: [UInt8], repeats: Int, limit: Double, jobs: Int,
    clock: @escaping @Sendable () -> Double, processor: @escaping @Sendable () -> Double
  ) {
    (self.size, self.csv, self.repeats, self.processor) = (size, csv, repeats, processor)
    let files = Files(
      readable: { .success($0) }, writable: { .success($0) },
      kind: { $0 == "rows.csv" ? .file : .missing }, read: { _ in csv })
    world = World(files: files, jobs: jobs, cellSeconds: limit, clock: clock)
    unlimited = World(files: files, jobs: jobs, clock: clock)
    trusted = StaticFiles(
      kind: { $0 == "rows.csv" ? .file : .missing }, head: { _, count in Array(csv.prefix(count)) })
  }

  /// - Parameter code: a statement, or an expression.
  private func checked(_ setup: [String], _ code: String) throws -> CheckedNotebook {
    let lines = (["n = \(size)"] + setup).joined(separator: "\n")
    let work = code.hasPrefix("save ") ? code : "result = " + code
    let text =
      "---\ntitle: Benchmark\nseed: 2019\n---\n\n```ser before\n\(lines)\n```\n\n```ser work\n\(work)\n```\n"
    let checked = Checker.check(
      Notebook(parsing: SourceText(text, name: "benchmark.sernb")),
      in: CheckContext(vocabulary: Library.vocabulary, files: trusted))
    if let problem = checked.errors.first?.diagnostic { throw problem }
    return checked
  }

  private func nodes(_ checked: CheckedNotebook, _ cell: Int) -> [NodeID] {
    checked.nodes.indices.filter { checked.nodes[$0].cell == cell }
  }

  private func run(
    _ checked: CheckedNotebook, in world: World, _ known: [NodeID: NodeResult] = [:]
  ) -> NotebookRun {
    NotebookRun(
      checked, name: checked.source.name, builtins: Library.byName, world: world, known: known)
  }

  /// The results of what comes before.
  func prepare(_ setup: [String]) async throws -> [NodeID: NodeResult] {
    let checked = try checked(setup, "n")
    let nodes = nodes(checked, 0)
    let results = try await run(checked, in: unlimited).results(of: nodes)
    if let problem = results.lazy.compactMap(\.failure).first { throw problem }
    return Dictionary(uniqueKeysWithValues: zip(nodes, results))
  }

  /// What the values of these lines take.
  func bytes(of setup: [String]) async throws -> Int {
    MemoryReading.ofProcess.giveBack()
    let before = MemoryReading.ofProcess.taken()
    let results = try await prepare(setup)
    MemoryReading.ofProcess.giveBack()
    return withExtendedLifetime(results) { max(0, MemoryReading.ofProcess.taken() - before) }
  }

  private func now() -> Times { (world.clock(), processor()) }

  /// The seconds of each run, nil where one takes too long, and the most bytes that they take.
  func times(
    of code: String, after setup: [String], _ known: [NodeID: NodeResult]
  ) async throws -> ([Times]?, bytes: Int) {
    let checked = try checked(setup, code)
    let nodes = nodes(checked, 1)
    var times: [Times] = []
    let memory = MemoryPeak()
    for _ in 0..<repeats {
      let run = run(checked, in: world, known)
      let began = now()
      let results = try await run.results(of: nodes)
      let ended = now()
      times.append((ended.clock - began.clock, ended.processor - began.processor))
      if let problem = results.lazy.compactMap(\.failure).first {
        if problem.code == .timeout { return (nil, memory.end()) }
        throw problem
      }
    }
    return (times, memory.end())
  }

  func times(_ work: () throws -> Void) throws -> ([Times]?, bytes: Int) {
    var times: [Times] = []
    let memory = MemoryPeak()
    for _ in 0..<repeats {
      let began = now()
      try work()
      let ended = now()
      times.append((ended.clock - began.clock, ended.processor - began.processor))
    }
    return (times, memory.end())
  }
}

/// The most memory that is taken while it lives, beyond what was taken before.
private struct MemoryPeak {
  private final class Most: Sendable {
    let bytes: Mutex<Int>
    init(_ bytes: Int) { self.bytes = Mutex(bytes) }

    func look() {
      let taken = MemoryReading.ofProcess.taken()
      bytes.withLock { $0 = max($0, taken) }
    }
  }

  private let before: Int
  private let most: Most
  private let timer = DispatchSource.makeTimerSource(
    queue: DispatchQueue(label: "sernb.memory-peak"))

  init() {
    MemoryReading.ofProcess.giveBack()
    before = MemoryReading.ofProcess.taken()
    let most = Most(before)
    self.most = most
    timer.setEventHandler { most.look() }
    timer.schedule(deadline: .now(), repeating: .milliseconds(2))
    timer.resume()
  }

  func end() -> Int {
    timer.cancel()
    most.look()
    return most.bytes.withLock { $0 } - before
  }
}
