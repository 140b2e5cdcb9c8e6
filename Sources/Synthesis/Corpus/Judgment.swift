// The annotation of a turn: three annotators vote, the majority is the label, and two rate.
//
// A turn without a majority is labeled `xxx`. The mood that is performed is the blend of what the annotators heard:
// a disputed turn sounds between moods on purpose.

import Corpora
import Kernels

/// The votes, the ratings and the performance of one turn.
struct Judgment: Sendable {
  /// IEMOCAP's label code.
  let label: String
  let annotations: [Annotation]
  let ratings: [AttributeRating]
  /// Moods of the performance with weights that sum to 1.
  let performed: [(mood: Mood, weight: Double)]
  /// The mood whose words are spoken.
  let spoken: Mood

  /// - Parameters:
  ///   - agreed: the majority's mood, nil if there is to be none.
  ///   - isFemale: whether the actress or the actor judges the turn too, as `F1` or `M1`.
  ///   - panel: the codes of the session's three annotators.
  static func make(
    agreed: Mood?, isFemale: Bool, panel: [String], random: inout RandomSource
  ) -> Judgment {
    let votes: [Mood] =
      switch agreed {
      case let mood?: panelVotes(for: mood, &random)
      case nil: dispute(&random)
      }
    var annotations: [Annotation] = []
    for (annotator, vote) in zip(panel, random.shuffled(votes)) {
      var categories = [vote.category]
      // Some annotators name a second mood.
      if random.chance(0.06) { categories.append(vote.neighbors[0].category) }
      let remark = vote == .other || random.chance(0.02) ? pick(remarks, &random) : ""
      annotations.append(Annotation(annotator: annotator, categories: categories, comment: remark))
    }
    let performed = blend(votes)
    // The actors annotate about half of their own turns, with the mood they meant.
    if random.chance(0.5) {
      annotations.append(
        Annotation(annotator: isFemale ? "F1" : "M1", categories: [(agreed ?? votes[0]).category]))
    }
    return Judgment(
      label: agreed?.code ?? "xxx", annotations: annotations,
      ratings: panel.suffix(2).map { rating(performed, annotator: $0, &random) },
      performed: performed, spoken: agreed ?? pick(votes, &random))
  }

  private static let remarks = [
    "curious", "sarcastic", "tired", "relieved", "impatient", "thoughtful", "annoyed; a bit bored",
  ]

  /// Three votes for `mood`, or two and a neighbor's.
  private static func panelVotes(for mood: Mood, _ random: inout RandomSource) -> [Mood] {
    random.chance(0.55) ? [mood, mood, mood] : [mood, mood, neighbor(of: mood, &random)]
  }

  /// Three different votes.
  private static func dispute(_ random: inout RandomSource) -> [Mood] {
    let frequent: [Mood] = [.frustration, .neutral, .anger, .happiness, .sadness, .excitement]
    let first = pick(frequent, &random)
    let others = random.shuffled(first.neighbors)
    return [first, others[0], others[1]]
  }

  private static func neighbor(of mood: Mood, _ random: inout RandomSource) -> Mood {
    let draw = random.uniform()
    return mood.neighbors[draw < 0.6 ? 0 : draw < 0.9 ? 1 : 2]
  }

  /// All votes have equal weight, in the order of moods.
  private static func blend(_ votes: [Mood]) -> [(mood: Mood, weight: Double)] {
    Mood.allCases.compactMap { mood in
      let count = votes.count { $0 == mood }
      return count == 0 ? nil : (mood, Double(count) / Double(votes.count))
    }
  }

  private static func rating(
    _ performed: [(mood: Mood, weight: Double)], annotator: String, _ random: inout RandomSource
  ) -> AttributeRating {
    func whole(_ value: (Mood) -> Double) -> Double {
      let mean = performed.reduce(0) { $0 + $1.weight * value($1.mood) }
      return max(1, min(5, (mean + 0.55 * random.normal()).rounded()))
    }
    return AttributeRating(
      annotator: annotator, valence: whole { $0.ratings.valence },
      activation: whole { $0.ratings.activation }, dominance: whole { $0.ratings.dominance })
  }
}
