// One labeled piece of speech of a corpus, and where in the corpus its facts are written.

/// A line of a file of a corpus; `line` counts from 1, and is 0 where the file name alone says it.
package struct SourceLocation: Sendable, Equatable {
  /// The path of the file in the corpus.
  package let path: String
  /// The line in the file, from 1; 0 for the file itself.
  package let line: Int

  /// A line of a file, or the file itself.
  package init(_ path: String, line: Int = 0) {
    self.path = path
    self.line = line
  }

  /// `path` or `path:line`, as compilers write it.
  package var text: String { line > 0 ? "\(path):\(line)" : path }

  /// The same seen from around `folder`.
  func below(_ folder: String) -> SourceLocation {
    SourceLocation(FileTree.join(folder, path), line: line)
  }
}

/// The sex of a speaker, as the corpus states it.
package enum Sex: String, Sendable, CaseIterable {
  case female
  case male
}

/// What one annotator heard in an utterance: one category or several.
package struct Annotation: Sendable, Equatable {
  /// The annotator's own code, "E2"; IEMOCAP's "F1" and "M1" are the actors judging themselves.
  package let annotator: String
  /// The corpus's words in the annotator's order, such as `["Anger", "Frustration"]`.
  package let categories: [String]
  /// A free remark, empty for most.
  package let comment: String

  /// The categories that one annotator chose.
  package init(annotator: String, categories: [String], comment: String = "") {
    self.annotator = annotator
    self.categories = categories
    self.comment = comment
  }
}

/// One annotator's ratings of an utterance, usually on a scale from 1 to 5; nil where none was given.
package struct AttributeRating: Sendable, Equatable {
  /// The code of the annotator.
  package let annotator: String
  /// Valence; nil if not rated.
  package let valence: Double?
  /// Activation; nil if not rated.
  package let activation: Double?
  /// Dominance; nil if not rated.
  package let dominance: Double?

  /// The ratings of one annotator.
  package init(annotator: String, valence: Double?, activation: Double?, dominance: Double?) {
    self.annotator = annotator
    self.valence = valence
    self.activation = activation
    self.dominance = dominance
  }
}

/// One labeled piece of speech.
package struct Utterance: Sendable, Equatable {
  /// Unique in its corpus: "Ses01F_impro01_F000".
  package let id: String
  /// The sound file, relative to the corpus folder.
  package internal(set) var audio: String
  /// Seconds from the start of the sound file; nil means its start.
  package let start: Double?
  /// Seconds from the start of the sound file; nil means its end.
  package let end: Double?
  /// Unique over all corpora that have a reader: "Ses01F", "emodb03", "ravdess12", "cremad1001"; as it is written in
  /// other folders, nil if unknown.
  package let speaker: String?
  /// nil if the corpus does not say.
  package let sex: Sex?
  /// "Ses01"; nil in corpora of single sentences.
  package let session: String?
  /// "Ses01F_impro01"; nil in corpora of single sentences.
  package let dialog: String?
  /// One of the codes of the corpus's label table, "ang".
  package let label: String
  /// Mean ratings of the annotators; nil where the corpus has none.
  package let valence: Double?
  /// Activation; nil if not rated.
  package let activation: Double?
  /// Dominance; nil if not rated.
  package let dominance: Double?
  /// What was said, nil if unknown.
  package let transcript: String?
  /// The code of a sentence that many speakers read in many moods, "a01"; nil for free speech.
  package let sentence: String?
  /// The corpus's word for how strongly the mood was played ("strong"); nil if it has none.
  package let intensity: String?
  /// The recording that this file is one edition of, where a corpus has several under different names; nil if it is its
  /// own.
  package let recording: String?
  /// What each annotator heard; their disagreement is the ambiguity of the utterance.
  package let annotations: [Annotation]
  /// The ratings of each annotator.
  package let ratings: [AttributeRating]
  /// Where the label is written.
  package internal(set) var location: SourceLocation

  /// An utterance; nil and empty stand for what the corpus does not say.
  package init(
    id: String, audio: String, start: Double? = nil, end: Double? = nil, speaker: String?,
    sex: Sex?,
    session: String? = nil, dialog: String? = nil, label: String, valence: Double? = nil,
    activation: Double? = nil, dominance: Double? = nil, transcript: String? = nil,
    sentence: String? = nil, intensity: String? = nil, recording: String? = nil,
    annotations: [Annotation] = [], ratings: [AttributeRating] = [], location: SourceLocation
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
}
