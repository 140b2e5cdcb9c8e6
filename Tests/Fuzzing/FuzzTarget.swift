// Everything that reads what others wrote, as functions of bytes: they end quickly, without a trap, and keep their laws.
//
// `FuzzingTests` replays the seeds and a few thousand mutants of them. To search for longer with libFuzzer:
//
//     Tests/Fuzzing/fuzz csv -runs=1000000
//
// builds this target with coverage apart from the usual build, and keeps what it finds in `.build-fuzz`. What has
// crashed becomes a seed in `Seeds/csv`, with the fix. A million mutants of the seeds, the same ones each time, are run by
//
//     Tests/Fuzzing/mutants csv 1000000
//
// in a release build. Checksums stop almost every mutant of a saved thing, so targets make them right (`SavedFile.renewed`).

import Foundation

/// A reader and what must hold of it for any bytes.
public struct FuzzTarget: Sendable {
  /// The name of its folder of seeds.
  public let name: String
  /// Throws if a law is broken; a trap or a hang is the other way to fail.
  public let run: @Sendable ([UInt8]) async throws -> Void

  init(_ name: String, _ run: @escaping @Sendable ([UInt8]) async throws -> Void) {
    self.name = name
    self.run = run
  }

  public static let all: [FuzzTarget] = [
    notebook, table, corpus, json, model, ensemble, vocabulary, scaler, entry, segment, pack, part,
    index,
    record, results, origin, traces, value, checkpoint,
  ]
}

/// The files in `folder` and its subfolders, by file name: the mutants of a number stay the same if a seed moves.
public func seedPaths(in folder: String) throws -> [String] {
  let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: folder + "/" + $0, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
  func name(_ path: String) -> String { (path as NSString).lastPathComponent }
  return paths.sorted { (name($0), $0) < (name($1), $1) }
}

/// A law that does not hold for some bytes.
public struct BrokenLaw: Error, CustomStringConvertible {
  public let description: String
}

/// Throws `words` as a broken law unless `claim` holds.
func law(_ claim: Bool, _ words: @autoclosure () -> String) throws(BrokenLaw) {
  if !claim { throw BrokenLaw(description: words()) }
}
