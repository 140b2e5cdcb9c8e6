// All builtins of the language, made from the lists of their families. To add one, write it in its family's file.

public import SernbLanguage
public import SernbRuntime

public enum Library {
  /// Every builtin, by family, in the order in which help shows them.
  public static let all: [Builtin] =
    CorpusBuiltins.all + AudioBuiltins.all + FeatureBuiltins.all + VoiceBuiltins.all
    + FigureBuiltins.all
    + TableBuiltins.all + TableShapeBuiltins.all + LearningBuiltins.all + ModelBuiltins.all
    + EvaluationBuiltins.all
    + NumberBuiltins.all + TextBuiltins.all + TextVectorBuiltins.all + SelectionBuiltins.all
    + ListBuiltins.all

  public static let byName: [String: Builtin] = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The kinds of values that have parts or can be cut.
  public static let kinds: [ObjectKind] =
    [
      TableValue.kind, TermsValue.kind, FigureValue.kind, CorpusValue.kind, ClipValue.kind,
      ClipsValue.kind,
      SpectrumValue.kind, FeatureSetValue.kind,
    ] + LearningBuiltins.kinds + ModelBuiltins.kinds + EvaluationBuiltins.kinds
    + TextVectorBuiltins.kinds + SelectionBuiltins.kinds

  /// The values that can be kept on disk. A kind is here or in `notStored`.
  static let stored: [any StoredObject.Type] = [
    TableValue.self, TermsValue.self, FigureValue.self, ClipValue.self, SpectrumValue.self,
    FeatureSetValue.self, ScalerValue.self, FittedScalerValue.self, LeakReportValue.self,
    EstimatorValue.self, FittedModelValue.self, EvaluationValue.self, ComparisonValue.self,
    TfidfValue.self, FittedTfidfValue.self, EnsembleValue.self, GridSearchValue.self,
  ]

  /// Kinds that are not kept on disk, and why.
  static let notStored: [(kind: ObjectKind, why: String)] = [
    (
      CorpusValue.kind,
      "It is a folder as its reader found it, with everything the reader stumbled over; reading it again is how a "
        + "change of the folder is seen."
    ),
    (
      ClipsValue.kind,
      "It names sound files by where they are on this machine and is made again in no time."
    ),
  ]

  /// What reads stored values again.
  public static let decoders = ObjectDecoders(stored)

  public static let vocabulary = Vocabulary(all.map(\.signature), kinds: kinds)
}
