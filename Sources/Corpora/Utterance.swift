// One labeled piece of speech of a corpus, and where in the corpus its facts are written.

/// A line of a file of a corpus; `line` counts from 1, and is 0 where the file name alone says it.
public struct SourceLocation: Sendable, Equatable {
  public let path: String
  public let line: Int

  public init(_ path: String, line: Int = 0) {
    self.path = path
    self.line = line
  }

  /// `path` or `path:line`, as compilers write it.
  public var text: String { line > 0 ? "\(path):\(line)" : path }
}

/// The sex of a speaker, as the corpus states it.
public enum Sex: String, Sendable, CaseIterable {
  case female
  case male
}

/// What one annotator heard in an utterance: one category or several.
public struct Annotation: Sendable, Equatable {
  /// The annotator's own code, "E2"; IEMOCAP's "F1" and "M1" are the actors judging themselves.
  public let annotator: String
  /// The corpus's words in the annotator's order, such as `["Anger", "Frustration"]`.
  public let categories: [String]
  /// A free remark, empty for most.
  public let comment: String

  public init(annotator: String, categories: [String], comment: String = "") {
    self.annotator = annotator
    self.categories = categories
    self.comment = comment
  }
}

/// One annotator's ratings of an utterance, usually on a scale from 1 to 5; nil where none was given.
public struct AttributeRating: Sendable, Equatable {
  public let annotator: String
  public let valence: Double?
  public let activation: Double?
  public let dominance: Double?

  public init(annotator: String, valence: Double?, activation: Double?, dominance: Double?) {
    self.annotator = annotator
    self.valence = valence
    self.activation = activation
    self.dominance = dominance
  }
}

/// One labeled piece of speech.
public struct Utterance: Sendable, Equatable {
  /// Unique in its corpus, ASCII: "Ses01F_impro01_F000".
  public let id: String
  /// The sound file, relative to the corpus folder.
  public let audio: String
  /// Seconds from the start of the sound file; nil means its start.
  public let start: Double?
  /// Seconds from the start of the sound file; nil means its end.
  public let end: Double?
  /// Unique over all corpora: "Ses01F", "emodb03", "ravdess12", "cremad1001".
  public let speaker: String
  /// nil if the corpus does not say.
  public let sex: Sex?
  /// "Ses01"; nil in corpora of single sentences.
  public let session: String?
  /// "Ses01F_impro01"; nil in corpora of single sentences.
  public let dialog: String?
  /// One of the codes of the corpus's label table, "ang".
  public let label: String
  /// Mean ratings of the annotators; nil where the corpus has none.
  public let valence: Double?
  public let activation: Double?
  public let dominance: Double?
  /// What was said, nil if unknown.
  public let transcript: String?
  /// The code of a sentence that many speakers read in many moods, "a01"; nil for free speech.
  public let sentence: String?
  /// The corpus's word for how strongly the mood was played ("strong"); nil if it has none.
  public let intensity: String?
  /// The recording that this file is one edition of, where a corpus has several under different names; nil if it is its
  /// own.
  public let recording: String?
  /// What each annotator heard; their disagreement is the ambiguity of the utterance.
  public let annotations: [Annotation]
  public let ratings: [AttributeRating]
  /// Where the label is written.
  public let location: SourceLocation

  public init(
    id: String, audio: String, start: Double? = nil, end: Double? = nil, speaker: String,
    sex: Sex?, session: String? = nil, dialog: String? = nil, label: String,
    valence: Double? = nil, activation: Double? = nil, dominance: Double? = nil,
    transcript: String? = nil, sentence: String? = nil, intensity: String? = nil,
    recording: String? = nil, annotations: [Annotation] = [], ratings: [AttributeRating] = [],
    location: SourceLocation
  ) {
    self.id = id
    self.audio = audio
    self.start = start
    self.end = end
    self.speaker = speaker
    self.sex = sex
    self.session = session
    self.dialog = dialog
    self.label = label
    self.valence = valence
    self.activation = activation
    self.dominance = dominance
    self.transcript = transcript
    self.sentence = sentence
    self.intensity = intensity
    self.recording = recording
    self.annotations = annotations
    self.ratings = ratings
    self.location = location
  }

  /// Whether two annotators named different first categories: false if fewer than two spoke.
  public var isDisputed: Bool {
    let firsts = annotations.compactMap(\.categories.first)
    return firsts.contains { $0 != firsts.first }
  }
}
