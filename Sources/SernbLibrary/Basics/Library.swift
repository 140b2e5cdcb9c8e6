// All builtins of the language, made from the lists of their families. To add one, write it in its family's file.

internal import Audio
internal import Basics
package import SernbLanguage
package import SernbRuntime

/// The builtins and kinds of values of the language.
package enum Library {
  /// Every builtin, by family, in the order in which help shows them.
  package static let all: [Builtin] =
    CorpusBuiltins.all + AudioBuiltins.all + FeatureBuiltins.all + VoiceBuiltins.all
    + FigureBuiltins.all + TableBuiltins.all + TableShapeBuiltins.all + LearningBuiltins.all
    + ModelBuiltins.all + EvaluationBuiltins.all + NumberBuiltins.all + TextBuiltins.all
    + TextVectorBuiltins.all + SelectionBuiltins.all + ListBuiltins.all

  /// Every builtin by its current and former names.
  package static let byName = all.byName

  /// The kinds of values that have members or can be sliced.
  package static let kinds: [ObjectKind] =
    [
      TableValue.kind, TermsValue.kind, FigureValue.kind, MarkdownValue.kind, CorpusValue.kind,
      ClipValue.kind, ClipsValue.kind, SoundFileValue.kind, SpectrumValue.kind,
      FeatureSetValue.kind,
    ] + LearningBuiltins.kinds + ModelBuiltins.kinds + EvaluationBuiltins.kinds
    + TextVectorBuiltins.kinds + SelectionBuiltins.kinds

  /// The values that can be stored on disk: all of them.
  static let stored: [any StoredObject.Type] = [
    TableValue.self, TermsValue.self, FigureValue.self, MarkdownValue.self, CorpusValue.self,
    ClipValue.self, ClipsValue.self, SpectrumValue.self, FeatureSetValue.self, ScalerValue.self,
    FittedScalerValue.self, LeakReportValue.self, EstimatorValue.self, FittedModelValue.self,
    EvaluationValue.self, ComparisonValue.self, TfidfValue.self, FittedTfidfValue.self,
    EnsembleValue.self, GridSearchValue.self, SoundFileValue.self,
  ]

  /// The readers of stored values.
  package static let decoders = ObjectDecoders(stored + [RowOrigin.self])

  /// The facts in the header of a sound file, as bytes, or why it cannot be read.
  @Sendable package static func soundFacts(_ realPath: String) -> [UInt8] {
    do {
      let facts = try SoundFile(path: realPath).facts
      var writer = ByteWriter()
      writer.write(facts.frames)
      writer.write(facts.sampleRate)
      writer.write(facts.channels)
      writer.write([facts.format, facts.encoding])
      return writer.bytes
    } catch let problem as SoundProblem {
      return Array(problem.message.replacing(realPath, with: "").utf8)
    } catch {
      // Cancelled: nothing is kept of such a run.
      return []
    }
  }

  /// The signatures and kinds, for the checker.
  package static let vocabulary = Vocabulary(all.map(\.signature), kinds: kinds)
}
