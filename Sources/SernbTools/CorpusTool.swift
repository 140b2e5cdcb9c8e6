// `sernb corpus`: the list of corpora, a report on a folder, and making the demo corpus.

import Audio
internal import Basics
import Corpora
import SernbDocument
package import SernbLanguage
import Synthesis

/// The functions behind `sernb corpus`.
package enum CorpusTool {
  /// The corpora that can be read, their folder layouts and how to get them.
  package static var list: String {
    Corpus.all.map { corpus in
      """
      \(corpus.name)  \(corpus.title)
        \(corpus.summary)
        Layout: \(corpus.layout)
        \(corpus.source)
      """
    }.joined(separator: "\n\n") + """


      corpus  any folder of recordings
        The labels are in names, in names of folders or in a table: `sernb doc corpus` says how to tell.
        `sernb corpus show FOLDER` proposes the call that fits most names.

      demo  synthetic speech in the layout of IEMOCAP
        Made by `sernb corpus demo`; it needs no license and says nothing about real people.
      """
  }

  /// A report on a folder: counts of utterances by label and speaker, and every problem; of a folder that no reader
  /// knows, the call that would read most of it.
  ///
  /// - Throws: `Diagnostic` when no reader knows the folder.
  package static func report(on folder: String, allProblems: Bool) throws(Diagnostic) -> String {
    let tree = FileTree.disk(folder)
    let corpus: Corpus
    let reading: CorpusReading
    do throws(CorpusError) {
      corpus = try Corpus.found(in: tree)
      reading = try corpus.read(tree) { path in
        (try? SoundFile(path: folder + "/" + path))?.facts.duration
      }
    } catch {
      if case .noCorpus = error, let proposal = try? PatternProposal.best(for: tree) {
        return text(of: proposal, folder)
      }
      throw Diagnostic(
        .missingData, withoutStop(error.message),
        hint: "`sernb corpus list` shows what can be read.")
    }
    let terminal = Terminal(width: 100)
    let labels = reading.labels.map { label in
      (label, reading.utterances.filter { $0.label == label.code }.count)
    }.filter { $0.1 > 0 }
    var text =
      "\(corpus.title) in \(folder): \(counted(reading.utterances.count, "utterance")), "
      + "\(counted(Set(reading.utterances.compactMap(\.speaker)).count, "speaker"))\n\n"
    text += terminal.table(
      ShownTable([
        .init("label", texts: labels.map(\.0.code)), .init("word", texts: labels.map(\.0.word)),
        .init("utterances", counts: labels.map(\.1)),
      ]))
    if !reading.problems.isEmpty {
      let counts = reading.problemCounts
      text += "\n\n"
      text += terminal.table(
        ShownTable([
          .init("problem", texts: counts.map(\.kind)),
          .init("severity", texts: counts.map { "\($0.severity)" }),
          .init("count", counts: counts.map(\.count)),
        ]))
      let shown = allProblems ? reading.problems[...] : reading.problems.prefix(20)
      text += "\n\n" + shown.map(\.message).joined(separator: "\n")
      if shown.count < reading.problems.count {
        text += "\n… and \(reading.problems.count - shown.count) more; `--all` shows them."
      }
    }
    return text
  }

  /// The pattern that fits most names of a folder, and what its fields would take.
  private static func text(of proposal: PatternProposal, _ folder: String) -> String {
    var text =
      "`\(folder)` is no corpus that I know. \(proposal.fits) of its \(counted(proposal.of, "sound file")) fit\n\n"
      + "  \(proposal.call(folder))\n"
    for field in proposal.fields {
      text += "\n  \(field.name): \(field.examples.joined(separator: ", "))"
      if field.count > field.examples.count { text += ", … (\(field.count))" }
    }
    if !proposal.others.isEmpty {
      text +=
        "\n\nOthers are named otherwise, such as "
        + proposal.others.map { "`\($0)`" }.joined(separator: ", ") + "."
    }
    return text
      + "\n\nThe names of the fields are guesses: exchange `speaker`, `text` and `label` where they are wrong."
  }

  /// Makes the demo corpus in a folder unless it is there with the same settings.
  ///
  /// - Returns: a sentence about what was done.
  /// - Throws: `Diagnostic`, or `Cancelled`.
  package static func makeDemo(
    in folder: String, turns: Int, seed: UInt64, jobs: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> String {
    do {
      let settings = try DemoSettings(turns: turns, seed: seed)
      switch try await DemoCorpus(settings).write(
        to: folder, width: jobs, progress: { progress($0.dialogsDone, $0.dialogs) })
      {
      case .found: return "The demo corpus of \(counted(turns, "turn")) is in \(folder) already."
      case .made(let seconds):
        let minutes = NumberText.text(seconds / 60, .fixed(1))
        return
          "Made \(counted(turns, "turn")) of synthetic speech, \(minutes) minutes, in \(folder)."
      }
    } catch let error as SynthesisError {
      throw Diagnostic("cannot-write", withoutStop(error.message))
    }
  }
}
