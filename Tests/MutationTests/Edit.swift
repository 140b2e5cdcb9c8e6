// One random edit of a project, and what it may cost.

import Kernels
import SernbLanguage

/// A change, in words, with the rule that it must keep beside the general one.
struct Edit {
  enum Rule {
    /// No cell may run.
    case nothing
    /// Only cells that drew from the seed, or read a value that changed.
    case seed
    /// This stream of clips computes one clip, all others are known.
    case oneClip(notebook: String, label: String)
    case any
  }

  var words: String
  var rule: Rule
  var next: ProjectState
}

/// Thinks of edits, the same ones for the same seed.
struct Editor {
  var random: RandomSource
  /// The states that the project has been in, the base first.
  private(set) var past: [ProjectState]
  /// Numbers what is added, so that no two additions are the same.
  var serial = 0
  /// How many states of files and seeds may still come: the cache keeps eight of them for a cell.
  private var statesLeft = 6
  /// Whether the demo corpus is made anew by edits; else its files are edited.
  let remakesCorpus: Bool

  init(seed: UInt64, stream: UInt64, base: ProjectState) {
    random = RandomSource(seed: seed, stream: stream)
    past = [base]
    remakesCorpus = stream % 4 == 1
  }

  /// An edit of the state that the project is in.
  ///
  /// - Parameter pages: how the notebooks of that state were read.
  mutating func edit(
    _ folder: ProjectFolder, _ pages: [String: CheckedNotebook]
  ) -> Edit {
    while true {
      serial += 1
      guard let edit = attempt(folder, pages) else { continue }
      past.append(edit.next)
      return edit
    }
  }

  private mutating func attempt(
    _ folder: ProjectFolder, _ pages: [String: CheckedNotebook]
  ) -> Edit? {
    let state = folder.state
    let choice = random.below(100)
    if choice < 14 { return back(state) }
    if choice < 28 {
      guard statesLeft > 0 else { return nil }
      let edit = choice < 18 ? seed(state) : input(folder)
      if edit != nil { statesLeft -= 1 }
      return edit
    }
    if choice < 32 { return parameter(state) }
    let path = notebook()
    guard let checked = pages[path], checked.fatal.isEmpty else { return nil }
    var text = NotebookText(path, state, checked, serial: serial)
    guard let (words, rule) = text.edit(choice, &random, remakesCorpus: remakesCorpus) else {
      return nil
    }
    guard text.bytes != state.notebooks[path] else { return nil }
    var next = state
    next.notebooks[path] = text.bytes
    return Edit(words: "\(path): \(words)", rule: rule, next: next)
  }

  /// A notebook; those that all others hang on come up less often.
  private mutating func notebook() -> String {
    let names = [
      "0_demo_corpus", "1_extract_emotion_labels", "2_build_audio_vectors",
      "3_extract_audio_features", "4_prepare_data", "5_audio_classification",
      "5_audio_classification", "5.1_sentence_classification", "5.1_sentence_classification",
      "5.2_combined_classification", "5.2_combined_classification", "5_emodb_classification",
      "5_emodb_classification", "6_analyze", "6_analyze", "emodb_features", "0_demo_corpus",
      "2_build_audio_vectors",
    ]
    return "Notebooks/\(names[random.below(names.count)]).sernb"
  }

  private mutating func back(_ state: ProjectState) -> Edit? {
    let place = random.below(past.count)
    let next = past[place]
    guard
      next.notebooks != state.notebooks || next.parameters != state.parameters
        || !Self.sameData(next, state)
    else { return nil }
    return Edit(words: "back to state \(place)", rule: .nothing, next: next)
  }

  private static func sameData(_ a: ProjectState, _ b: ProjectState) -> Bool {
    guard Set(a.data.keys) == Set(b.data.keys) else { return false }
    return a.data.allSatisfy { path, bytes in b.data[path] == .some(bytes) }
  }

  private mutating func seed(_ state: ProjectState) -> Edit? {
    let path = notebook()
    let number = 3000 + random.below(900)
    guard let bytes = state.notebooks[path] else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    var next = state
    next.notebooks[path] = Array(
      text.replacing(#/\nseed: \d+/#, with: "\nseed: \(number)").utf8)
    return Edit(words: "\(path): seed \(number)", rule: .seed, next: next)
  }

  private mutating func parameter(_ state: ProjectState) -> Edit? {
    var names = ["trees", "rounds", "silence", "test"]
    if remakesCorpus { names.append("turns") }
    let name = names[random.below(names.count)]
    let count = random.below(4)
    let value =
      switch name {
      case "silence": "0.\(2 + count)"
      case "test": "\(20 + 5 * count) %"
      case "turns": "\(50 + 6 * count)"
      default: "\(2 + count)"
      }
    var next = state
    next.parameters[name] = random.chance(0.3) ? nil : value
    guard next.parameters != state.parameters else { return nil }
    return Edit(
      words: "-p \(name)=\(next.parameters[name] ?? "as it is")", rule: .any, next: next)
  }
}
