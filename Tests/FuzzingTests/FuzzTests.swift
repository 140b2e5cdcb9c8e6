// Every target on its seeds, among which is whatever once failed, and on mutants of them.

import Foundation
import Fuzzing
import Testing
import TestSupport

/// The folder of the seeds of a target.
func seedFolder(_ name: String) -> String { Tool.package + "/Tests/Fuzzing/Seeds/" + name }

/// The seeds of a target, also those in subfolders, sorted by file name.
func seeds(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
  let folder = seedFolder(name)
  return try Fuzzing.seedPaths(in: folder).map {
    (
      ($0 as NSString).lastPathComponent,
      Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))
    )
  }
}

@Suite(.timeLimit(.minutes(30))) struct FuzzTests {
  @Test("seeds keep the laws", arguments: FuzzTarget.all.map(\.name))
  func seedsKeepLaws(name: String) async throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let all = try seeds(name)
    #expect(!all.isEmpty)
    for seed in all {
      do { try await target.run(seed.bytes) } catch { Issue.record("\(seed.name): \(error)") }
    }
  }

  @Test("mutants of seeds keep the laws", arguments: FuzzTarget.all.map(\.name))
  func mutantsKeepLaws(name: String) async throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    // Large seeds are mostly longer, not odder.
    let all = try seeds(name).map(\.bytes).filter { $0.count < 3000 }
    var mutator = Mutator(seed: 2026)
    for _ in 0..<(name == "notebook" ? 150 : 1500) {
      let mutant = mutator.mutant(of: all)
      do { try await target.run(mutant) } catch {
        Issue.record("\(error): \(Data(mutant).base64EncodedString())")
        return
      }
    }
  }

  @Test("every folder of seeds has a target")
  func complete() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: seedFolder(""))
    #expect(Set(folders.filter { !$0.hasPrefix(".") }) == Set(FuzzTarget.all.map(\.name)))
  }
}
