// Runs a target on mutants of its seeds, each known by its number: FuzzRun TARGET RUNS [FIRST].
//
// The number of the mutant under way stands in a file, so that one that traps is known; FuzzRun TARGET 1 NUMBER runs it
// alone and prints it. A mutant that breaks a law or takes long is printed too.

import Foundation
import Fuzzing

@main struct FuzzRun {
  /// A reader that takes longer over a few kilobytes would be felt.
  private static let longest = Duration.seconds(2)

  static func main() async {
    let words = CommandLine.arguments.dropFirst()
    guard let name = words.first, let target = FuzzTarget.all.first(where: { $0.name == name }),
      let runs = words.dropFirst().first.flatMap(UInt64.init)
    else {
      print("FuzzRun TARGET RUNS [FIRST]: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
      exit(2)
    }
    let first = words.dropFirst(2).first.flatMap(UInt64.init) ?? 0
    let folder = "Tests/Fuzzing/Seeds/\(name)"
    let files = (try? seedPaths(in: folder)) ?? []
    let seeds = files.compactMap { FileManager.default.contents(atPath: folder + "/" + $0) }
      .map(Array.init).filter { $0.count < 3000 }
    let place = NSTemporaryDirectory() + "/fuzz-run-\(name)"
    let note = open(place, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let clock = ContinuousClock()
    let start = clock.now
    var isFine = true
    for number in first..<(first + runs) {
      var mutator = Mutator(seed: number)
      let mutant = mutator.mutant(of: seeds)
      withUnsafeBytes(of: number) { _ = pwrite(note, $0.baseAddress, $0.count, 0) }
      if runs == 1 { print(Data(mutant).base64EncodedString()) }
      let began = clock.now
      do { try await target.run(mutant) } catch {
        print("\(name) \(number): \(error): \(Data(mutant).base64EncodedString())")
        isFine = false
      }
      let took = clock.now - began
      if took > longest {
        print("\(name) \(number) took \(took): \(Data(mutant).base64EncodedString())")
        isFine = false
      }
    }
    print("\(name): \(runs) mutants of \(seeds.count) seeds, \(clock.now - start)")
    try? FileManager.default.removeItem(atPath: place)
    exit(isFine ? 0 : 1)
  }
}
