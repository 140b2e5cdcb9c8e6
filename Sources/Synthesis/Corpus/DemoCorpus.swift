// The demo corpus: a made corpus in the layout of IEMOCAP, written once and reused if complete.

import Basics
import Corpora

/// The progress of writing a corpus.
package struct DemoProgress: Sendable, Equatable {
  /// The number of finished dialogs.
  package let dialogsDone: Int
  /// The number of all dialogs.
  package let dialogs: Int
  /// Seconds of sound made so far.
  package let seconds: Double
}

/// A synthetic corpus: five sessions, ten voices, dialogs of turns in eleven labels.
///
/// ```swift
/// let demo = DemoCorpus(try DemoSettings(turns: 600, seed: 1))
/// try await demo.write(to: "data/demo", width: 2)             // .made: 600 turns, about 45 minutes of sound
/// try await demo.write(to: "data/demo", width: 2)             // .found: nothing is done
/// let reading = try Corpus.iemocap.read(.disk("data/demo"))   // 600 utterances, no problems
/// ```
package struct DemoCorpus: Sendable {
  /// The result of `write`.
  package enum Outcome: Sendable, Equatable {
    /// The folder was written, with this many seconds of sound.
    case made(seconds: Double)
    /// It was already complete, with equal settings.
    case found
  }

  /// The settings of the corpus.
  package let settings: DemoSettings

  /// Plans the corpus of these settings.
  package init(_ settings: DemoSettings) { self.settings = settings }

  /// See `DemoSettings.fingerprint`.
  package var fingerprint: String { settings.fingerprint }

  static let manifestName = "MANIFEST.txt"

  /// Whether `folder` holds this corpus: the manifest is that of equal settings, and every file it lists has its size.
  package func isComplete(at folder: String) -> Bool {
    guard let (heading, files) = DemoCorpus.manifest(in: .disk(folder)), heading == fingerprint
    else { return false }
    return !files.isEmpty
      && files.allSatisfy { FolderWriter.size(of: $0.name, in: folder) == $0.size }
  }

  /// Writes the corpus to `folder` unless it is there already.
  ///
  /// The folder appears whole or not at all, and its bytes depend on the settings alone. A corpus that this function
  /// made with other settings is replaced; a folder with anything else in it is left as it is.
  /// - Parameters:
  ///   - width: the number of dialogs made in parallel.
  ///   - progress: called after each dialog, one call at a time.
  /// - Throws: `SynthesisError`, or `Cancelled` when the surrounding task was cancelled.
  @discardableResult package func write(
    to folder: String, width: Int, progress: @escaping @Sendable (DemoProgress) -> Void = { _ in }
  ) async throws -> Outcome {
    if isComplete(at: folder) { return .found }
    try DemoCorpus.expectFree(folder)
    let plan = DemoPlan(settings)
    let writer = try FolderWriter(path: folder)
    do {
      let tally = Tally(dialogs: plan.dialogs.count, report: progress)
      let settings = settings
      let written = try await concurrentMap(plan.dialogs.count, width: width) { index in
        let dialog = plan.dialogs[index]
        let recording = try DialogRecording(dialog, seed: settings.seed, stream: UInt64(index))
        let files = try DemoCorpus.write(dialog, recording, writer)
        await tally.add(samples: recording.samples.count)
        return files
      }
      let readme = Array(DemoTexts.readme(settings).utf8)
      try writer.write(readme, to: "README.txt")
      let files = written.flatMap { $0 } + [DemoFile(name: "README.txt", size: readme.count)]
      try writer.write(
        Array(DemoCorpus.manifest(fingerprint, files).utf8), to: DemoCorpus.manifestName)
      try checkCancellation()
      let isPlaced = try writer.finish {
        isComplete(at: folder) ? nil : DemoCorpus.ownFiles(in: folder)
      }
      guard isPlaced else {
        writer.abandon()
        return .found
      }
      return .made(seconds: await tally.seconds)
    } catch {
      writer.abandon()
      throw error
    }
  }

  private static func write(
    _ dialog: PlannedDialog, _ recording: DialogRecording, _ writer: FolderWriter
  ) throws(SynthesisError) -> [DemoFile] {
    let base = "\(dialog.session)/dialog"
    let contents = [
      ("EmoEvaluation/\(dialog.name).txt", Array(DemoTexts.evaluation(dialog, recording).utf8)),
      ("transcriptions/\(dialog.name).txt", Array(DemoTexts.transcript(dialog, recording).utf8)),
      (
        "wav/\(dialog.name).wav",
        WaveFile.bytes(recording.samples, rate: Int(Synthesizer.rate), remark: DemoTexts.remark)
      ),
    ]
    var files: [DemoFile] = []
    for (name, bytes) in contents {
      try writer.write(bytes, to: "\(base)/\(name)")
      files.append(DemoFile(name: "\(base)/\(name)", size: bytes.count))
    }
    return files
  }

  // MARK: the manifest

  /// A file of the corpus by its path in it, and its size in bytes.
  private struct DemoFile: Sendable {
    let name: String
    let size: Int
  }

  private static func manifest(_ heading: String, _ files: [DemoFile]) -> String {
    let sorted = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return heading + "\n" + sorted.map { "\($0.size)\t\($0.name)\n" }.joined()
  }

  private static func manifest(in tree: FileTree) -> (heading: String, files: [DemoFile])? {
    guard let bytes = try? tree.bytes(at: manifestName) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let heading = lines.first else { return nil }
    var files: [DemoFile] = []
    for line in lines.dropFirst() {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2, let size = Int(parts[0]) else { return nil }
      files.append(DemoFile(name: String(parts[1]), size: size))
    }
    return (String(heading), files)
  }

  /// The unchanged files of a corpus that this module made; the manifest last, because it proves
  /// who made them.
  private static func ownFiles(in folder: String) -> [String] {
    guard let (heading, files) = manifest(in: FileTree.disk(folder)),
      heading.hasPrefix("sernb demo corpus,")
    else { return [] }
    return files.filter { FolderWriter.size(of: $0.name, in: folder) == $0.size }.map(\.name)
      + [manifestName]
  }

  /// Throws unless `folder` is missing, empty, or made by this module.
  private static func expectFree(_ folder: String) throws(SynthesisError) {
    let tree = FileTree.disk(folder)
    switch tree.kind(of: "") {
    // A pipe or a dangling link also counts as existing.
    case nil where !FolderWriter.exists(folder): return
    case nil, .file?: throw .folderInUse(path: folder, example: folder)
    case .folder?: break
    }
    let own = Set(ownFiles(in: folder))
    if !own.isEmpty {
      guard let other = FolderWriter.files(in: folder).first(where: { !own.contains($0) }) else {
        return
      }
      throw .folderInUse(path: folder, example: other)
    }
    let names: [String]
    do { names = try tree.names() } catch {
      throw .cannotWrite(path: folder, reason: error.message)
    }
    if let example = names.first { throw .folderInUse(path: folder, example: example) }
  }
}

/// Counts finished dialogs from many tasks and reports progress in sequence.
private actor Tally {
  private let dialogs: Int
  private let report: @Sendable (DemoProgress) -> Void
  private var done = 0
  /// Whole, so that the sum does not depend on the order of adding.
  private var samples = 0

  var seconds: Double { Double(samples) / Synthesizer.rate }

  init(dialogs: Int, report: @escaping @Sendable (DemoProgress) -> Void) {
    self.dialogs = dialogs
    self.report = report
  }

  func add(samples more: Int) {
    done += 1
    samples += more
    report(DemoProgress(dialogsDone: done, dialogs: dialogs, seconds: seconds))
  }
}
