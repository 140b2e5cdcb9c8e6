// What a reader found: utterances and problems in an order of their own, notes about many files as one.

/// What a reader found in a folder.
package struct CorpusReading: Sendable {
  /// The corpus's name.
  package let corpus: String
  /// The codes of the labels and their words, in the order in which tables show them.
  package let labels: [EmotionLabel]
  /// In byte order of their ids, which are unique.
  package let utterances: [Utterance]
  /// In order of path and line.
  package let problems: [CorpusProblem]

  init(_ corpus: Corpus, _ found: [Utterance], _ faults: [CorpusProblem]) {
    self.corpus = corpus.name
    let used = Set(found.map(\.label))
    labels =
      corpus.labels.isEmpty
      ? used.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { EmotionLabel($0, $0) }
      : corpus.labels
    utterances = found.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    var problems = Self.folded(faults)
    let root = SourceLocation("")
    let missing = corpus.labels.filter { !used.contains($0.code) }
    if !missing.isEmpty {
      problems.append(
        .missingLabels(
          root, title: corpus.title,
          labels: missing.map { $0.code == $0.word ? $0.code : "\($0.code) (\($0.word))" },
          of: corpus.labels.count))
    }
    let speakers = Set(found.compactMap(\.speaker)).count
    if let wanted = corpus.speakerCount, speakers < wanted {
      problems.append(
        .missingSpeakers(root, title: corpus.title, found: speakers, of: wanted))
    }
    // Problems at equal locations keep the order in which the reader found them.
    let order = problems.indices.sorted { a, b in
      let (left, right) = (problems[a].location, problems[b].location)
      if left.path != right.path {
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
      }
      return (left.line, a) < (right.line, b)
    }
    self.problems = order.map { problems[$0] }
  }

  /// One note for all files of a folder that are not used for the same reason.
  static func folded(_ problems: [CorpusProblem]) -> [CorpusProblem] {
    struct Group: Hashable { let folder, reason: String }
    func group(_ problem: CorpusProblem) -> Group? {
      guard case .skippedFile(let place, let reason) = problem else { return nil }
      return Group(
        folder: String(place.path.split(separator: "/").dropLast().joined(separator: "/")),
        reason: reason)
    }
    var members: [Group: [String]] = [:]
    for problem in problems {
      if let group = group(problem) { members[group, default: []].append(problem.location.path) }
    }
    return problems.compactMap { problem in
      guard let group = group(problem), let files = members[group], files.count > 1 else {
        return problem
      }
      let first = files.min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? ""
      guard problem.location.path == first else { return nil }
      let name = first.split(separator: "/").last.map(String.init) ?? first
      return .skippedFiles(
        SourceLocation(group.folder), count: files.count, example: name, reason: group.reason)
    }
  }

  /// The number of problems of each kind, most severe first, then by name.
  package var problemCounts: [(kind: String, severity: ProblemSeverity, count: Int)] {
    var counts: [(kind: String, severity: ProblemSeverity, count: Int)] = []
    for problem in problems {
      let (kind, severity) = (problem.kind, problem.severity)
      if let at = counts.firstIndex(where: { $0.kind == kind && $0.severity == severity }) {
        counts[at].count += 1
      } else {
        counts.append((kind, severity, 1))
      }
    }
    return counts.sorted { ($1.severity, $0.kind) < ($0.severity, $1.kind) }
  }
}
