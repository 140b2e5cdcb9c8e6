// `sernb bench tables`: times every verb of tables, and lists, texts and sounds, on made data of several sizes.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbTools

struct BenchTablesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "Time operations on tables, lists, texts and sounds of growing size.",
    discussion: """
      Sizes are rows, elements, characters or samples. The rows are made from a seed; --data keeps them as rows_N.csv, so \
      that a peer can read the same bytes.
      """
  )

  enum Form: String, CaseIterable, ExpressibleByArgument { case text, csv }

  @Option(parsing: .upToNextOption, help: "The sizes; 10000 100000 1000000 when left out.")
  var rows: [Int] = [10_000, 100_000, 1_000_000]

  @Option(parsing: .upToNextOption, help: "Only operations whose name holds one of these texts.")
  var only: [String] = []

  @Option(help: "How often to repeat each measurement.")
  var repeats = 3

  @Option(help: "Seconds after which an operation is stopped.")
  var limit = 20.0

  @Option(help: "How many cores to use.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Show how time grows with size: 1 is linear.")
  var growth = false

  @Option(help: "A folder for the rows.")
  var data: String?

  @Option(help: "The form of the result.")
  var format = Form.text

  func validate() throws {
    if jobs < 1 || repeats < 1 {
      throw ValidationError("--jobs and --repeats must be at least 1.")
    }
    if rows.contains(where: { !(1...10_000_000).contains($0) }) {
      throw ValidationError("--rows must be from 1 to 10000000.")
    }
    if !(limit > 0) { throw ValidationError("--limit must be above 0.") }
  }

  func run() async throws {
    let operations = TableOperation.all.filter { operation in
      only.isEmpty || only.contains { operation.name.contains($0) }
    }
    if operations.isEmpty {
      let names = TableOperation.all.map(\.name).joined(separator: ", ")
      throw ValidationError("There is no such operation; there are: \(names).")
    }
    if let data {
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    }
    let interrupt = Interrupt()
    do {
      let result = try await interrupt.guarding { [self] in
        try await TableBenchmark(
          operations, sizes: Set(rows).sorted(), repeats: repeats, limit: limit, jobs: jobs,
          clock: BenchCommand.seconds, processor: BenchCommand.processorSeconds,
          onData: { size, bytes in
            guard let data else { return }
            try Data(bytes).write(to: URL(fileURLWithPath: "\(data)/rows_\(size).csv"))
          },
          onRow: { row in
            guard Console.isTerminal else { return }
            let time = row.seconds.map { "\($0) s" } ?? "over \(limit) s"
            Console.error("\(row.operation), \(row.size): \(time)")
          })
      }
      Console.print(format == .csv ? result.csv : result.table(growth: growth))
    } catch let problem as Diagnostic {
      Console.show([(problem, nil)], format: .text)
      throw ExitCode(Exit.data.rawValue)
    } catch  where interrupt.wasInterrupted { throw ExitCode(Exit.interrupted.rawValue) }
  }
}
