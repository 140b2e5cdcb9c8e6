// `sernb bench`: times the engine on a person's own files, to be held against a peer on the same files.

import ArgumentParser
import Basics
import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time the engine on your own files.",
    subcommands: [
      BenchFeaturesCommand.self, BenchModelsCommand.self, BenchTablesCommand.self,
    ],
    defaultSubcommand: BenchFeaturesCommand.self)

  /// Of a clock that only goes forward.
  static let seconds: @Sendable () -> Double = {
    Double(DispatchTime.now().uptimeNanoseconds) * 1e-9
  }
  /// Of all threads of this process.
  static let processorSeconds: @Sendable () -> Double = {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

struct BenchFeaturesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Time the extraction of the published features over sound files.",
    discussion:
      "Loading and resampling to 44.1 kHz are part of the time. Compare it with a peer on the same files."
  )

  @ArgumentParser.Argument(help: "Sound files, or folders of them.")
  var paths: [String]

  @Option(help: "How many files to process at a time.")
  var jobs = 1

  @Option(help: "How often to repeat the measurement.")
  var repeats = 3

  func validate() throws {
    if jobs < 1 || repeats < 1 { throw ValidationError("--jobs and --repeats must be at least 1.") }
  }

  func run() async throws {
    var files: [String] = []
    for path in paths {
      switch kindOfPath(path) {
      case .file: files.append(path)
      case .folder:
        let names = FileManager.default.enumerator(atPath: path)?.allObjects ?? []
        files += names.compactMap { $0 as? String }
          .filter { SoundFormat.ending(of: String($0.split(separator: "/").last ?? "")) != nil }
          .sorted().map { path + "/" + $0 }
      case .missing, .special: throw ValidationError("I cannot find '\(path)'.")
      }
    }
    if files.isEmpty {
      throw ValidationError("There are no sound files in \(paths.joined(separator: ", ")).")
    }
    let (sounds, jobs, repeats) = (files, jobs, repeats)
    let interrupt = Interrupt()
    do {
      let result = try await interrupt.guarding {
        try await FeatureBenchmark(
          files: sounds, jobs: jobs, repeats: repeats, clock: BenchCommand.seconds)
      }
      Console.print(result.table)
    } catch let problem as Diagnostic {
      Console.show([(problem, nil)], format: .text)
      throw ExitCode(Exit.data.rawValue)
    } catch { throw ExitCode(Exit.interrupted.rawValue) }
  }
}
