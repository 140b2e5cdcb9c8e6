// `sernb bench models`: times the published models on tables in the published layout.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools

struct BenchModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Time TF-IDF and the eighteen published fits: six models on sound, words and both.",
    discussion: """
      The folder holds audio_train.csv, audio_test.csv, text_train.csv and text_test.csv in the published layout, \
      such as Outputs/4_prepare_data.files/published.
      """
  )

  @ArgumentParser.Argument(help: "The folder of the four tables.")
  var folder: String

  @Option(help: "How many cores to use.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
  }

  func run() async throws {
    var files: [[UInt8]] = []
    for name in ModelBenchmark.files {
      let path = folder + "/" + name
      guard kindOfPath(path) == .file, let data = FileManager.default.contents(atPath: path) else {
        throw ValidationError("I cannot find '\(path)', one of the four tables.")
      }
      files.append(Array(data))
    }
    let (tables, jobs) = (files, jobs)
    let interrupt = Interrupt()
    do {
      let result = try await interrupt.guarding {
        try await ModelBenchmark(tables, jobs: jobs, clock: BenchCommand.seconds)
      }
      Console.print(result.table)
      Console.print("Peak memory: \(peakMegabytes()) MB.")
    } catch let problem as Diagnostic {
      Console.show([(problem, nil)], format: .text)
      throw ExitCode(Exit.data.rawValue)
    } catch { throw ExitCode(Exit.interrupted.rawValue) }
  }

  private func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #if os(Linux)
      return usage.ru_maxrss / 1024
    #else
      return usage.ru_maxrss / 1_048_576
    #endif
  }
}
