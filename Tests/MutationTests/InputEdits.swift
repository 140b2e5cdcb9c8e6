// Random edits of data: a sample of a recording, a line of annotations or words, a cell of a CSV file, which files there are.

import Basics
import Foundation
import Kernels

extension Editor {
  mutating func input(_ folder: ProjectFolder) -> Edit? {
    switch random.below(8) {
    case 0, 1: sampleOfRecording(folder)
    case 2, 3: recordings(folder)
    case 4: csv(folder)
    default:
      if remakesCorpus {
        nil
      } else {
        random.chance(0.5) ? sampleOfDialog(folder) : annotation(folder)
      }
    }
  }

  private mutating func pick(_ files: [String]) -> String? {
    files.isEmpty ? nil : files[random.below(files.count)]
  }

  private func with(_ path: String, _ bytes: [UInt8]?, _ state: ProjectState) -> ProjectState {
    var next = state
    next.data.updateValue(bytes, forKey: path)
    return next
  }

  private mutating func sampleOfRecording(_ folder: ProjectFolder) -> Edit? {
    guard let path = pick(folder.files("data/emodb")), var bytes = folder.bytes(path),
      let start = SmallProject.samples(of: bytes)
    else { return nil }
    let place = start + 2 * random.below((bytes.count - start) / 2)
    bytes[place] ^= UInt8(1 + random.below(200))
    return Edit(
      words: "byte \(place) of \(path)",
      rule: .oneClip(notebook: "Notebooks/emodb_features.sernb", label: "features"),
      next: with(path, bytes, folder.state))
  }

  /// In the middle of a turn, whose place its annotation tells.
  private mutating func sampleOfDialog(_ folder: ProjectFolder) -> Edit? {
    let evaluations = folder.files("data/demo").filter { $0.contains("/EmoEvaluation/") }
    guard let evaluation = pick(evaluations), let text = folder.bytes(evaluation) else {
      return nil
    }
    let turns = String(decoding: text, as: UTF8.self).matches(of: #/\[([0-9.]+) - ([0-9.]+)\]\t/#)
    let path = evaluation.replacing("EmoEvaluation", with: "wav").replacing(".txt", with: ".wav")
    guard !turns.isEmpty, var bytes = folder.bytes(path),
      let start = SmallProject.samples(of: bytes)
    else { return nil }
    let turn = turns[random.below(turns.count)].output
    guard let from = Double(turn.1), let to = Double(turn.2) else { return nil }
    let place = start + 2 * Int((from + (to - from) * random.uniform(in: 0.3...0.7)) * 16_000)
    guard place < bytes.count else { return nil }
    bytes[place] ^= UInt8(1 + random.below(200))
    return Edit(
      words: "byte \(place) of \(path)",
      rule: .oneClip(notebook: "Notebooks/3_extract_audio_features.sernb", label: "features"),
      next: with(path, bytes, folder.state))
  }

  /// A label or a rating of a turn, or a word; the file keeps its length, so that it counts as the corpus that was made.
  private mutating func annotation(_ folder: ProjectFolder) -> Edit? {
    let files = folder.files("data/demo").filter { $0.hasSuffix(".txt") && $0.contains("/dialog/") }
    guard let path = pick(files), let bytes = folder.bytes(path) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    let pieces: [(String, String)] = [
      ("\tang\t", "\tsad\t"), ("\tneu\t", "\thap\t"), ("\tsad\t", "\tneu\t"),
      ("[2.", "[3."), ("val 3", "val 2"), (" the ", " her "), (" a ", " I "), (" you", " one"),
    ]
    let (from, to) = pieces[random.below(pieces.count)]
    guard let range = text.ranges(of: from).first else { return nil }
    let changed = text.replacingCharacters(in: range, with: to)
    return Edit(
      words: "`\(from)` is `\(to)` in \(path)", rule: .any,
      next: with(path, Array(changed.utf8), folder.state))
  }

  private mutating func csv(_ folder: ProjectFolder) -> Edit? {
    guard let path = pick(folder.files("tables")), let bytes = folder.bytes(path) else {
      return nil
    }
    var next = folder.state
    if next.parameters["tables"] == nil {
      next.parameters["tables"] = "tables"
      return Edit(words: "-p tables=tables", rule: .any, next: next)
    }
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.count > 2 else { return nil }
    let line = 1 + random.below(lines.count - 1)
    // A digit of a number, or a letter of a text.
    let places = Array(
      lines[line].indices.filter { "123456aeiou".contains(lines[line][$0]) }.suffix(20))
    guard !places.isEmpty else { return nil }
    let place = places[random.below(places.count)]
    let sign = lines[line][place].isNumber ? "7" : "y"
    lines[line].replaceSubrange(place...place, with: sign)
    return Edit(
      words: "line \(line + 1) of \(path)", rule: .any,
      next: with(path, Array((lines.joined(separator: "\n") + "\n").utf8), next))
  }

  /// One more recording, or one less.
  private mutating func recordings(_ folder: ProjectFolder) -> Edit? {
    let files = folder.files("data/emodb")
    if random.chance(0.6) {
      let letter = ["W", "T", "F"][random.below(3)]
      let path = "data/emodb/wav/08a0\(["2", "4", "5"][random.below(3)])\(letter)a.wav"
      guard !files.contains(path) else { return nil }
      let wave = SmallProject.wave(
        SmallProject.tone(
          count: 3_500, period: 50 + random.below(30), level: 9_000 + serial))
      return Edit(
        words: "\(path) is new",
        rule: .oneClip(notebook: "Notebooks/emodb_features.sernb", label: "features"),
        next: with(path, wave, folder.state))
    }
    guard let path = pick(files.filter { $0.contains("b02") }) else { return nil }
    return Edit(words: "\(path) is gone", rule: .any, next: with(path, nil, folder.state))
  }
}
