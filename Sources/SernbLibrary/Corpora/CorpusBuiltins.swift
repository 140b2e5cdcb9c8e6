// Corpora: a reader for each of `Corpus.all`, the demo corpus, and the tables of turns, words and annotators.

import Audio
internal import Basics
import Corpora
import SernbDocument
import SernbLanguage
import SernbRuntime
import Synthesis

enum CorpusBuiltins {
  static let all: [Builtin] =
    Corpus.all.map(reader) + [annotators, anyFolder, demo, transcripts, turns]

  static let family = "corpora"
  private static let subject = Parameter.subject("corpus", .object(CorpusValue.kind), "The corpus.")

  /// Shown in every write-up that depends on synthetic speech.
  static let syntheticRemark =
    "The speech behind these numbers is synthetic: it comes from the demo corpus that sernb makes itself, "
    + "and says nothing about real people."

  private static func reader(_ corpus: Corpus) -> Builtin {
    Builtin(
      corpus.name, corpus.summary, family: family,
      [
        Parameter(
          "folder", .folders, "The folder of \(corpus.title), or all folders that it lies in.",
          isNamed: false)
      ], gives: .object(CorpusValue.kind),
      examples: [.init("rows(turns(\(corpus.name)(\"data/\(corpus.name)\")))", shows: "2")]
    ) { call in try read(corpus, at: try call.folders("folder"), call) }
  }

  static func read(_ corpus: Corpus, at folders: [String], _ call: Call) throws -> Value {
    let trees = folders.map(call.corpusTree)
    let reading: CorpusReading
    do throws(CorpusError) {
      reading = try corpus.read(trees) { tree in
        { path in
          guard tree.hasFile(path),
            let real = try? call.files.open(FileTree.join(tree.rootPath, path), for: .facts)
          else { return nil }
          return (try? SoundFile(path: real))?.facts.duration
        }
      }
    } catch { throw problem(error) }
    let isSynthetic = trees.contains(where: isDemo)
    let places = folders.map { "`\($0)`" }.joined(separator: ", ")
    if isSynthetic { call.context.remark(syntheticRemark) }
    let lost = reading.problems.filter { $0.severity == .error }.count
    if lost > 0 {
      call.context.remark(
        "Of \(places), \(counted(lost, "entry").replacing("entrys", with: "entries")) could not be "
          + "used and \(lost == 1 ? "was" : "were") left out; `corpus.problems` names each.")
    }
    // A part of a corpus looks like a whole one in every table.
    if !isSynthetic {
      for problem in reading.problems {
        switch problem {
        case .missingLabels, .missingSpeakers:
          call.context.remark("In \(places), \(problem.description).")
        default: break
        }
      }
    }
    return .object(
      CorpusValue(
        name: corpus.name, title: corpus.title, labels: reading.labels,
        utterances: reading.utterances, problems: reading.problems.map(CorpusValue.Remark.init),
        folders: folders, isSynthetic: isSynthetic))
  }

  static func problem(_ error: CorpusError) -> any Error {
    if error == .cancelled { return Cancelled() }
    return RunProblem(.missingData, withoutStop(error.message), argument: "folder")
  }

  static let demo = Builtin(
    "demo",
    "The demo corpus, generated in a folder in the layout of IEMOCAP if it is not there yet: synthetic speech in ten voices.",
    family: family,
    [
      Parameter("folder", .newFolder, "The folder to make it in.", isNamed: false),
      .count("turns", "How many turns.", 1000, in: 10...20_000), .seed,
    ], gives: .object(CorpusValue.kind),
    examples: [.init("demo(\"data/tiny\", turns: 20, seed: 1).is_synthetic", shows: "true")]
  ) { call in
    let folder = try call.text("folder")
    let real = try call.writable(folder, argument: "folder")
    do {
      let settings = try DemoSettings(turns: try call.whole("turns"), seed: try call.seed())
      let progress = call.context.progress
      let corpus = DemoCorpus(settings)
      if !corpus.isComplete(at: real) {
        try await call.writing(settings.bytes, to: folder, argument: "folder") {
          _ = try await corpus.write(to: real, width: call.jobs) {
            progress($0.dialogsDone, $0.dialogs)
          }
        }
      }
    } catch let error as SynthesisError {
      throw RunProblem("cannot-write", withoutStop(error.message), argument: "folder")
    }
    return try read(.iemocap, at: [folder], call)
  }

  static let turns = Builtin(
    "turns", "One row per utterance: speaker, start, end, label and mean ratings.",
    family: family, [subject], gives: .table(CorpusValue.turnSchema),
    examples: [.init("turns(emodb(\"data/emodb\")) |> count(by: .label) |> rows", shows: "2")]
  ) { call in try call.object("corpus", as: CorpusValue.self).turns }

  static let transcripts = Builtin(
    "transcripts", "One row per utterance with its transcript, missing where it is unknown.",
    family: family, [subject], gives: .table(CorpusValue.transcriptSchema),
    examples: [
      .init("first(transcripts(iemocap(\"data/iemocap\")).transcript)", shows: "Excuse me.")
    ]
  ) { call in try call.object("corpus", as: CorpusValue.self).transcripts }

  static let annotators = Builtin(
    "annotators",
    "One row for each category that an annotator named: disagreement shows ambiguity.",
    family: family, [subject], gives: .table(CorpusValue.annotatorSchema),
    examples: [
      .init(
        "unique(annotators(iemocap(\"data/iemocap\")).category)", shows: "[\"Neutral\", \"Anger\"]")
    ]
  ) { call in try call.object("corpus", as: CorpusValue.self).annotators }
}

/// Whether a folder was written by the demo corpus: its manifest says so.
private func isDemo(_ tree: FileTree) -> Bool {
  guard let bytes = try? tree.bytes(at: "MANIFEST.txt") else { return false }
  return String(decoding: bytes.prefix(40), as: UTF8.self).hasPrefix("sernb demo corpus")
}

extension Call {
  /// The folder of a corpus; every access is recorded as a dependency. A link that leaves the folders that may be
  /// read counts as missing.
  func corpusTree(_ folder: String) -> FileTree {
    let files = files
    /// The real path, and the path shown to the reader of the corpus.
    @Sendable func look(_ path: String, _ aspect: Observation.Aspect) -> (FileTree, String)? {
      guard let real = try? files.open(FileTree.join(folder, path), for: aspect) else { return nil }
      let cut = real.lastIndex(of: "/")
      let parent = cut.map { $0 == real.startIndex ? "/" : String(real[..<$0]) } ?? "."
      return (.disk(parent), cut.map { String(real[real.index(after: $0)...]) } ?? real)
    }
    return FileTree(
      rootPath: folder,
      listing: { path throws(FileTreeError) in
        guard let (disk, name) = look(path, .names) else { throw .notFound(path: path) }
        do throws(FileTreeError) { return try disk.names(in: name) } catch {
          throw error.at(path)
        }
      },
      bytes: { path throws(FileTreeError) in
        guard let (disk, name) = look(path, .content) else { throw .notFound(path: path) }
        do throws(FileTreeError) { return try disk.bytes(at: name) } catch { throw error.at(path) }
      },
      kind: { path in look(path, .kind).flatMap { disk, name in disk.kind(of: name) } })
  }
}

extension FileTreeError {
  /// The same about another path.
  fileprivate func at(_ path: String) -> FileTreeError {
    switch self {
    case .notFound: .notFound(path: path)
    case .notAFolder: .notAFolder(path: path)
    case .notAFile: .notAFile(path: path)
    case .refused(_, let reason): .refused(path: path, reason: reason)
    }
  }
}
