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

  public static let vocabulary = Vocabulary(all.map(\.signature), kinds: kinds)
}
