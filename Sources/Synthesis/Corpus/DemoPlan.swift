// The plan of a demo corpus: who says what in which dialog and mood; the same for every width.
//
// Labels are dealt from one deck with IEMOCAP's shares, so that their counts are exact; each
// dialog has moods that it draws first. Scripted dialogs take many lines from a script that all sessions
// share: the same words come back in other moods.

import Corpora
import Kernels

/// One turn before it is spoken.
struct PlannedTurn: Sendable {
  let id: String
  let voice: Voice
  let text: String
  let judgment: Judgment
}

/// One dialog before it is spoken.
struct PlannedDialog: Sendable {
  /// "Ses01F_impro01"
  let name: String
  /// "Session1"
  let session: String
  let turns: [PlannedTurn]
}

struct DemoPlan: Sendable {
  let dialogs: [PlannedDialog]

  /// The dialogs of a session, each recorded once with the woman and once with the man in focus.
  private static let scenes = [
    "impro01", "script01_1", "impro02", "script01_2", "impro03", "script01_3", "impro04",
    "script02_1", "impro05", "script02_2", "impro06", "script03_1", "impro07", "script03_2",
    "impro08",
  ]

  init(_ settings: DemoSettings) {
    var random = RandomSource(seed: settings.seed, stream: 0)
    // About thirty turns per dialog, until a session has all its thirty dialogs.
    let perSession = max(1, min(2 * DemoPlan.scenes.count, settings.turns / 5 / 30))
    let dialogCount = 5 * perSession
    // Dialogs take their labels in random order: the last ones get the remaining labels.
    var deck = Deck(turns: settings.turns)
    var labels = [[Mood?]](repeating: [], count: dialogCount)
    for dialog in random.shuffled(Array(0..<dialogCount)) {
      let count =
        (dialog + 1) * settings.turns / dialogCount - dialog * settings.turns / dialogCount
      let scene = Deck.scene(&random)
      for _ in 0..<count { labels[dialog].append(deck.draw(scene, &random)) }
    }
    // The topic of a scene is the same in every session, as in IEMOCAP.
    let sentences = DemoPlan.scenes.indices.map { scene in
      var random = RandomSource(seed: settings.seed, stream: UInt64(100 + scene))
      return Sentences(topics: Array(random.shuffled(Topic.all).prefix(2)))
    }
    let scripts = DemoPlan.scripts(sentences, seed: settings.seed)
    var dialogs: [PlannedDialog] = []
    for dialog in 0..<dialogCount {
      let (session, dialogInSession) = (dialog / perSession + 1, dialog % perSession)
      let scene = dialogInSession / 2
      let name = "Ses0\(session)\(dialogInSession % 2 == 0 ? "F" : "M")_\(DemoPlan.scenes[scene])"
      dialogs.append(
        DemoPlan.dialog(
          name, session: session, labels: labels[dialog], sentences: sentences[scene],
          script: scripts[scene], seed: settings.seed, stream: UInt64(1000 + dialog)))
    }
    self.dialogs = dialogs
  }

  // MARK: one dialog

  private static func dialog(
    _ name: String, session: Int, labels: [Mood?], sentences: Sentences, script: [ScriptLine],
    seed: UInt64, stream: UInt64
  ) -> PlannedDialog {
    var random = RandomSource(seed: seed, stream: stream)
    let voices = Voice.pair(session: session, seed: seed)
    // Three annotators per session, of six in all; the pairs rotate as in IEMOCAP.
    let panel = (0..<3).map { "E\((session + $0) % 6 + 1)" }.sorted()
    var speaker = name.dropFirst(5).first == "F" ? 0 : 1
    var numbers = [0, 0]
    var turns: [PlannedTurn] = []
    for label in labels {
      let voice = voices[speaker]
      let judgment = Judgment.make(
        agreed: label, isFemale: voice.isFemale, panel: panel, random: &random)
      let text =
        line(of: script, for: judgment.spoken, &random)
        ?? sentences.turn(judgment.spoken, random: &random)
      let number = padded(numbers[speaker], 3)
      turns.append(
        PlannedTurn(
          id: "\(name)_\(voice.isFemale ? "F" : "M")\(number)", voice: voice, text: text,
          judgment: judgment))
      numbers[speaker] += 1
      // Now and then a speaker goes on.
      if random.chance(0.8) { speaker = 1 - speaker }
    }
    return PlannedDialog(name: name, session: "Session\(session)", turns: turns)
  }

  // MARK: scripts

  private struct ScriptLine: Sendable {
    let mood: Mood
    let text: String
  }

  /// The lines of each scene: none for an improvised one.
  private static func scripts(_ sentences: [Sentences], seed: UInt64) -> [[ScriptLine]] {
    scenes.enumerated().map { index, scene in
      guard scene.hasPrefix("script") else { return [] }
      var random = RandomSource(seed: seed, stream: UInt64(500 + index))
      let moods: [Mood] = [
        .anger, .happiness, .excitement, .sadness, .frustration, .frustration, .neutral, .neutral,
      ]
      return (0..<32).map { line in
        let mood = moods[line % moods.count]
        return ScriptLine(mood: mood, text: sentences[index].turn(mood, random: &random))
      }
    }
  }

  /// A line of the script in half of the turns of a scripted dialog: mostly one written for the mood, sometimes any.
  private static func line(
    of script: [ScriptLine], for mood: Mood, _ random: inout RandomSource
  ) -> String? {
    guard !script.isEmpty, random.chance(0.5) else { return nil }
    let meant = script.filter { $0.mood == mood }
    if meant.isEmpty || random.chance(0.4) { return pick(script, &random).text }
    return pick(meant, &random).text
  }
}

/// The labels still to be dealt; nil stands for `xxx`.
private struct Deck {
  /// Counts by `Mood.rawValue`, then of `xxx`.
  var left: [Int]

  /// Exact shares by largest remainder. Small corpora get a few of the rarest too, so that all eleven labels
  /// occur in them and fear and surprise can stand on both sides of a split.
  init(turns: Int) {
    let weights = Mood.allCases.map(\.share) + [Mood.shareWithoutAgreement]
    let whole = weights.reduce(0, +)
    left = weights.map { $0 * turns / whole }
    let order = weights.indices.sorted {
      (weights[$1] * turns % whole, $0) < (weights[$0] * turns % whole, $1)
    }
    for index in order.prefix(turns - left.reduce(0, +)) { left[index] += 1 }
    let floors: [(Mood, Int)] = [
      (.fear, min(12, turns / 50)), (.surprise, min(18, turns * 3 / 100)),
      (.disgust, min(2, turns / 50)), (.other, min(3, turns / 50)),
    ]
    for (mood, floor) in floors where left[mood.rawValue] < floor {
      // They are taken from the most frequent labels.
      let most = left.indices.max { (left[$0], $1) < (left[$1], $0) } ?? 0
      left[most] -= floor - left[mood.rawValue]
      left[mood.rawValue] = floor
    }
  }

  /// How much a dialog draws each label: two moods three times as much as the others.
  static func scene(_ random: inout RandomSource) -> [Double] {
    var weights = [Double](repeating: 1, count: Mood.allCases.count + 1)
    for _ in 0..<2 { weights[random.below(weights.count)] = 3 }
    return weights
  }

  mutating func draw(_ scene: [Double], _ random: inout RandomSource) -> Mood? {
    let weights = left.indices.map { Double(left[$0]) * scene[$0] }
    var at = random.uniform() * weights.reduce(0, +)
    var index = left.lastIndex { $0 > 0 } ?? 0
    for (candidate, weight) in weights.enumerated() where left[candidate] > 0 {
      at -= weight
      if at < 0 {
        index = candidate
        break
      }
    }
    left[index] -= 1
    return Mood(rawValue: index)
  }
}

/// `number` with at least `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
