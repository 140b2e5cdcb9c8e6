// The pattern that fits most names of a folder: names are cut into parts of the same kinds, and each part that changes is
// taken for what it most looks like. A person looks at the proposal; nothing is read by it unseen.

/// A pattern and how many names it fits.
package struct PatternProposal: Sendable {
  package let pattern: String
  package let fits: Int
  package let of: Int
  /// The first names that do not fit.
  package let others: [String]
  /// What the fields take, each with some of its values in byte order and their number.
  package let fields: [(name: String, examples: [String], count: Int)]
  /// The labels and their words, if all of them are known by their words and are not the words themselves.
  package let labels: [EmotionLabel]

  /// A part of the names of a group: the same kind of signs in all of them.
  private struct Part {
    enum Kind: Hashable { case separator(Character), word, digits, letters, exactly(Int), folder }
    let kind: Kind
    var values: [String]
  }

  /// The proposal for the sounds of a folder; nil if they have nothing in common.
  package static func best(for tree: FileTree) throws(CorpusError) -> PatternProposal? {
    var walk = SoundWalk(tree, deepest: FolderReader.deepest)
    try walk.walk()
    return PatternProposal(names: walk.files)
  }

  /// - Parameter names: paths of sounds, in byte order.
  init?(names: [String]) {
    var best: (pattern: NamePattern, fits: Int)?
    let separated = names.count { Self.fileStem($0).contains { !$0.isLetter && !$0.isNumber } }
    let cuts = [Self.byWidths, Self.byKinds]
    for cut in separated * 2 > names.count ? [Self.bySeparators] + cuts : cuts {
      guard let parts = Self.largestGroup(names, cut), let text = Self.pattern(of: parts),
        let pattern = try? NamePattern(text)
      else { continue }
      let fits = names.count { pattern.values(of: $0) != nil }
      if fits > best?.fits ?? 0 { best = (pattern, fits) }
    }
    guard let best, best.fits * 2 >= names.count else { return nil }
    (pattern, fits, of) = (best.pattern.text, best.fits, names.count)
    others = Array(names.lazy.filter { best.pattern.values(of: $0) == nil }.prefix(3))
    var found: [NamePattern.Field: Set<String>] = [:]
    for name in names {
      for (field, value) in best.pattern.values(of: name) ?? [:] {
        found[field, default: []].insert(value)
      }
    }
    func sorted(_ values: Set<String>) -> [String] {
      values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    fields = NamePattern.Field.allCases.compactMap { field in
      found[field].map { (field.rawValue, Array(sorted($0).prefix(12)), $0.count) }
    }
    let codes = sorted(found[.label] ?? [])
    let words = codes.compactMap { code in
      EmotionWords.word(for: code).map { EmotionLabel(code, $0) }
    }
    let areWords = words.allSatisfy { $0.code == $0.word }
    labels = words.count == codes.count && !areWords ? words : []
  }

  /// The call that reads the folder.
  package func call(_ folder: String) -> String {
    let words = labels.map { label in
      let isName = label.code.utf8.allSatisfy { $0 < 128 } && label.code.allSatisfy(\.isLetter)
      return "\(isName ? label.code : "\"\(label.code)\""): \"\(label.word)\""
    }
    return "corpus(\"\(folder)\", pattern: \"\(pattern)\""
      + (words.isEmpty ? ")" : ", labels: {\(words.joined(separator: ", "))})")
  }

  // MARK: Parts

  private typealias Cut = @Sendable (_ stem: Substring) -> [(kind: Part.Kind, text: String)]

  /// The parts of the names in the largest group whose parts are of the same kinds, with their folder first.
  private static func largestGroup(_ names: [String], _ cut: Cut) -> [Part]? {
    var groups: [[Part.Kind]: [[String]]] = [:]
    for name in names {
      let folders = name.split(separator: "/").dropLast()
      var parts = cut(fileStem(name))
      if let folder = folders.last { parts.insert((.folder, String(folder)), at: 0) }
      groups[parts.map(\.kind), default: []].append(parts.map(\.text))
    }
    // Names come in byte order, so that of groups of one size the one with the first name wins.
    let largest = groups.max {
      ($0.value.count, $1.value[0].joined()) < ($1.value.count, $0.value[0].joined())
    }
    guard let (kinds, rows) = largest, !kinds.isEmpty else { return nil }
    return kinds.enumerated().map { at, kind in Part(kind: kind, values: rows.map { $0[at] }) }
  }

  /// The name of a file without its folders and ending.
  private static func fileStem(_ path: String) -> Substring {
    let stem = SoundName.stem(of: path)
    return stem[(stem.lastIndex(of: "/").map(stem.index(after:)) ?? stem.startIndex)...]
  }

  /// Words between signs that are no letters or digits; a word of letters and digits is cut further.
  private static let bySeparators: Cut = { stem in
    var parts: [(kind: Part.Kind, text: String)] = []
    for sign in stem {
      if !sign.isLetter, !sign.isNumber {
        parts.append((.separator(sign), String(sign)))
      } else if case .word? = parts.last?.kind {
        parts[parts.count - 1].text.append(sign)
      } else {
        parts.append((.word, String(sign)))
      }
    }
    return parts.flatMap { part in
      let runs = byKinds(part.text[...])
      return part.kind == .word && runs.count > 1 ? runs : [part]
    }
  }

  /// Runs of digits, capitals and other letters, each with its length.
  private static let byWidths: Cut = { stem in
    runs(stem) { $0.isNumber ? 0 : $0.isUppercase ? 1 : $0.isLetter ? 2 : 3 }.map { run in
      (
        run.first.map { $0.isLetter || $0.isNumber } == true
          ? .exactly(run.count) : .separator(run.first ?? "_"), run
      )
    }
  }

  /// Runs of digits and of letters of any length.
  private static let byKinds: Cut = { stem in
    runs(stem) { $0.isNumber ? 0 : $0.isLetter ? 1 : 2 }.map { run in
      guard let first = run.first, first.isLetter || first.isNumber else {
        return (.separator(run.first ?? "_"), run)
      }
      return (first.isNumber ? .digits : .letters, run)
    }
  }

  private static func runs(_ text: Substring, of kind: (Character) -> Int) -> [String] {
    var runs: [String] = []
    var last: Int?
    for sign in text {
      let now = kind(sign)
      // Signs stand alone.
      if now == last, sign.isLetter || sign.isNumber {
        runs[runs.count - 1].append(sign)
      } else {
        runs.append(String(sign))
      }
      last = now
    }
    return runs
  }

  // MARK: Meanings

  private static let splits: Set<String> = ["train", "test", "dev", "val", "valid", "validation"]

  /// The pattern that takes each part for what it looks like; nil if none looks like a label.
  private static func pattern(of parts: [Part]) -> String? {
    var fields: [Int: NamePattern.Field] = [:]
    let values = parts.map { Set($0.values) }
    let rows = parts[0].values.count
    let changing = parts.indices.filter { index in
      if case .separator = parts[index].kind { return false }
      return values[index].count > 1
    }
    func emotions(_ index: Int) -> Int {
      parts[index].values.count { EmotionWords.word(for: $0) != nil }
    }
    // Emotions by name; else the letters that take the fewest values, or the digits if there are no letters.
    let named = changing.filter { emotions($0) * 2 > rows }.max { emotions($0) < emotions($1) }
    let few = changing.filter {
      (2...12).contains(values[$0].count) && values[$0].count * 2 <= rows
    }
    func hasDigits(_ index: Int) -> Bool {
      values[index].contains { $0.contains(where: \.isNumber) }
    }
    let guessed = few.filter { parts[$0].kind != .folder }.min {
      (hasDigits($0) ? 1 : 0, -values[$0].count, $0) < (
        hasDigits($1) ? 1 : 0, -values[$1].count, $1
      )
    }
    guard let label = named ?? guessed else { return nil }
    fields[label] = .label
    let rest = changing.filter { $0 != label && values[$0].count < rows }
    // A number at the end counts takes; folders may hold the parts of a split.
    let speaker = rest.first { index in
      parts[index].kind == .folder
        ? values[index].isDisjoint(with: splits)
        : index < parts.count - 1 || !parts[index].values.allSatisfy { $0.allSatisfy(\.isNumber) }
    }
    if let speaker { fields[speaker] = .speaker }
    // A part that the speaker decides is the speaker once more.
    func repeatsSpeaker(_ index: Int) -> Bool {
      guard let speaker else { return false }
      let pairs = zip(parts[speaker].values, parts[index].values).map { "\($0)/\($1)" }
      return Set(pairs).count == values[speaker].count
    }
    if let text = rest.first(where: { parts[$0].kind != .folder && !repeatsSpeaker($0) }) {
      fields[text] = .text
    }
    var pattern = ""
    func following(_ index: Int) -> Int {
      var count = 0
      for next in parts.indices.dropFirst(index + 1) {
        guard case .exactly(let more) = parts[next].kind, fields[next] == nil else { break }
        (count, _) = (count + more, isDone.insert(next))
      }
      return count
    }
    var isDone: Set<Int> = []
    for (index, part) in parts.enumerated() where !isDone.contains(index) {
      let ends = part.kind == .folder ? "/" : ""
      if let field = fields[index] {
        let width =
          switch part.kind {
          case .exactly(let count):
            // A code of letters and digits is one text.
            ":\(count + (field == .text ? following(index) : 0))"
          case .digits: ":digits"
          case .letters: ":letters"
          default: ""
          }
        pattern += "{\(field.rawValue)\(width)}\(ends)"
      } else if part.kind == .folder {
        continue
      } else if values[index].count == 1 {
        pattern += part.values[0]
      } else if case .exactly(let count) = part.kind {
        pattern += String(repeating: "?", count: count)
      } else if !pattern.hasSuffix("*") {
        pattern += "*"
      }
    }
    return pattern
  }
}
