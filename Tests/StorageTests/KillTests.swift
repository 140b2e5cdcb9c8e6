// Processes that share a store are killed at random moments: what the others find is whole.

import Foundation
import Storage
import Testing
import TestSupport

@Suite("processes that are killed", .timeLimit(.minutes(30)))
struct KillTests {
  @Test("60 kills, two processes at a time, leave no damaged entry and no half file")
  func kills() throws {
    let scratch = try Scratch()
    let store = Store(folder: scratch.cache)
    func start(_ seed: Int) throws -> (Process, Pipe) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Tool.folder + "/StorageProbe")
      process.arguments = [scratch.cache, "\(seed)"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      return (process, pipe)
    }
    var random = SystemRandomNumberGenerator()
    for round in 0..<30 {
      let pair = [try start(2 * round), try start(2 * round + 1)]
      for (_, pipe) in pair { _ = pipe.fileHandleForReading.availableData }
      for (process, pipe) in pair {
        usleep(UInt32.random(in: 0..<120_000, using: &random))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        #expect(said.isEmpty, "\(String(decoding: said, as: UTF8.self))")
      }
      #expect(store.verify() == [], "after round \(round)")
    }
    #expect(store.info().reduce(0) { $0 + $1.entries } > 0)
    store.collect()
    #expect(scratch.cached.filter { $0.hasPrefix("writing") } == [])
  }
}
