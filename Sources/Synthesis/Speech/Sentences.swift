// Turns of dialog from phrases and topics: in the words of the mood, neutral, or deliberately of another mood.

import Kernels

/// Generates the text of turns.
struct Sentences {
  let topics: [Topic]

  /// Shares of clauses by kind, which set how much the text reveals the mood.
  private static let replyShare = 0.12
  private static let callShare = 0.28
  private static let ownMood = 0.62
  private static let otherMood = 0.09

  /// The words of one turn in `mood`; `partner` is the mood that it is easily confused with.
  func turn(_ mood: Mood, random: inout RandomSource) -> String {
    if random.chance(Sentences.replyShare) {
      return laughed(pickEarly(MoodPhrases.replies, &random), mood, &random)
    }
    // One to four clauses; what the turn is about stays the same.
    let topic = pick(topics, &random)
    let draw = random.uniform()
    let count = draw < 0.52 ? 1 : draw < 0.86 ? 2 : draw < 0.96 ? 3 : 4
    var clauses: [String] = []
    for _ in 0..<count {
      let draw = random.uniform()
      let spoken: Mood? =
        draw < Sentences.ownMood
        ? mood : draw < Sentences.ownMood + Sentences.otherMood ? anyMood(&random) : nil
      let pool = spoken?.phrases.clauses ?? (random.chance(0.6) ? topic.facts : MoodPhrases.common)
      let clause = filled(
        pickEarly(pool, &random), topic, adjectives: (spoken ?? .neutral).phrases.adjectives,
        &random)
      if !clauses.contains(clause) { clauses.append(clause) }
    }
    if random.chance(0.3) {
      clauses[0] = opened(clauses[0], pickEarly(MoodPhrases.openers, &random))
    }
    if random.chance(Sentences.callShare) {
      let call = pickEarly(mood.phrases.calls, &random)
      clauses.insert(call, at: random.chance(0.5) ? 0 : clauses.count)
    }
    if random.chance(0.1) { clauses.append(pickEarly(MoodPhrases.tails, &random)) }
    return laughed(clauses.joined(separator: " "), mood, &random)
  }

  /// Frequent moods are borrowed from more often, as in life.
  private func anyMood(_ random: inout RandomSource) -> Mood {
    let moods: [Mood] = [
      .anger, .happiness, .excitement, .sadness, .frustration, .frustration, .neutral, .neutral,
      .surprise, .fear,
    ]
    return pick(moods, &random)
  }

  /// IEMOCAP writes laughter into the words; the happy laugh more.
  private func laughed(_ text: String, _ mood: Mood, _ random: inout RandomSource) -> String {
    let chance = mood == .happiness || mood == .excitement ? 0.10 : 0.015
    guard random.chance(chance) else { return text }
    return random.chance(0.5) ? "[LAUGHTER] " + text : text + " [LAUGHTER]"
  }

  private func opened(_ clause: String, _ opener: String) -> String {
    let word = clause.prefix { $0 != " " }
    let staysTall = word == "I" || word.hasPrefix("I'") || Topic.names.contains(String(word))
    return opener + (staysTall ? clause : clause.prefix(1).lowercased() + clause.dropFirst())
  }

  // MARK: slots

  private func filled(
    _ template: String, _ topic: Topic, adjectives: [String], _ random: inout RandomSource
  ) -> String {
    var words: [String] = []
    for piece in template.split(separator: " ") {
      guard let open = piece.firstIndex(of: "{"), let close = piece.firstIndex(of: "}") else {
        words.append(String(piece))
        continue
      }
      let fill: String =
        switch piece[piece.index(after: open)..<close] {
        case "thing": pickEarly(topic.things, &random)
        case "person": pickEarly(topic.people, &random)
        case "place": pickEarly(topic.places, &random)
        case "act": pickEarly(topic.acts, &random)
        case "time": pickEarly(Topic.times, &random)
        case "name": pickEarly(Topic.names, &random)
        case "number": pickEarly(Topic.numbers, &random)
        default: pickEarly(adjectives, &random)
        }
      if words.last == "a" || words.last == "A", "aeiou".contains(fill.first ?? "x") {
        words[words.count - 1] += "n"
      }
      words.append(piece[..<open] + fill + piece[piece.index(after: close)...])
    }
    let text = words.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}

/// One of `choices`, the first much more often than the last, as in natural word frequencies (the cube of a uniform
/// number falls into the first eighth half of the time); they are never empty here.
func pickEarly<T>(_ choices: [T], _ random: inout RandomSource) -> T {
  let draw = random.uniform()
  return choices[min(choices.count - 1, Int(draw * draw * draw * Double(choices.count)))]
}

/// One of `choices`, all equally likely; they are never empty here.
func pick<T>(_ choices: [T], _ random: inout RandomSource) -> T {
  choices[random.below(choices.count)]
}
