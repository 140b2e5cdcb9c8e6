// Stub.
import ArgumentParser
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bench")
}
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "corpus")
}
