// A few lines of a notebook that try to be scored on learned rows, or that honestly do not.

import Kernels
import SernbLanguage
import SernbRuntime
import Testing

@testable import SernbLibrary

struct LeakCase: Sendable, CustomTestStringConvertible {
  enum Outcome: Sendable {
    /// The cell fails with a leak.
    case leak
    /// A caution stands below the cell.
    case noted
    /// Nothing is said but that speakers are on both sides, or what cannot be judged.
    case honest
    /// It cannot be known; `sernb doc leaks` lists it.
    case beyond
    /// It fails for another reason, without a number.
    case refused
  }

  let name: String
  let outcome: Outcome
  let code: String

  /// - Parameters:
  ///   - hasHead: whether the code speaks of the table `d`, its split `p` and the forest `rf`.
  ///   - isScored: whether the model `m` is then evaluated on the table `te`.
  init(
    _ name: String, _ outcome: Outcome, hasHead: Bool = true, isScored: Bool = true,
    _ code: String
  ) {
    self.name = name
    self.outcome = outcome
    self.code =
      (hasHead ? Self.head : "") + code
      + (isScored ? "\nevaluate(m, te, n_resamples: 10).accuracy" : "")
  }

  var testDescription: String { name }

  private static let head = """
    d = read_csv("data/d.csv") |> identify(utterance: .turn, speaker: .speaker)
    p = split(d, test_size: 30 %, stratify: .label, seed: 1)
    rf = random_forest(n_estimators: 30)

    """

  // MARK: Files

  /// Two hundred turns of ten speakers with labels that nothing foretells: any accuracy far from a half is a leak.
  static let rows: [[String]] = {
    var random = RandomSource(seed: 1)
    func number() -> String { "\(random.uniform(in: 0...1))" }
    let words = ["aa", "bb", "cc", "dd", "ee"]
    return (0..<200).map { row in
      let speaker = "Ses0\(1 + row % 5)\(row / 5 % 2 == 0 ? "F" : "M")"
      let turn = "\(speaker)_impro01_\(speaker.suffix(1))\(100 + row)"
      let said = (0..<5).map { _ in (words + ["w\(row)"])[random.below(6)] }
      return [
        turn, speaker, random.below(2) == 0 ? "ang" : "sad", number(), number(), number(),
        said.joined(separator: " "),
      ]
    }
  }()

  static func file(_ header: [String], _ rows: [[String]]) -> [UInt8] {
    Array(([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined().utf8)
  }

  static let files: [String: [UInt8]] = [
    "data/d.csv": file(["turn", "speaker", "label", "a", "b", "c", "text"], rows),
    "data/nolab.csv": file(["label", "a", "b", "c"], rows.map { [$0[2]] + $0[3...5] }),
    "data/copy.csv": file(["turn", "speaker", "label", "a", "b", "c", "text"], rows),
    // As a program writes them that prints six digits, under other names and without labels.
    "data/short.csv": file(
      ["name", "label", "a", "b", "c"],
      rows.enumerated().map { row, cells in
        ["x\(row)", cells[2]] + cells[3...5].map(sixDigits)
      }),
    "data/features.csv": file(["key", "a", "b", "c"], rows.map { [$0[0]] + $0[3...5] }),
    "data/labels.csv": file(["key", "label"], rows.map { [$0[0], $0[2]] }),
  ]

  /// What `save` writes of what was learned from all rows.
  private static let fitting = """
    anonymous = read_csv("data/nolab.csv") |> select([.label, .a, .b, .c])
    model = fit(rf, d)
    anon = fit(rf, table(label: d.label, a: d.a, b: d.b, c: d.c))
    nameless = fit(rf, anonymous)
    scaler = fit(standard_scaler(), d)
    words = fit(tfidf(column: .text), d)
    """

  /// All files, with those that an earlier notebook has saved.
  static func surroundings() async throws -> Surroundings {
    var files = files
    let ran = try await SernbLibraryTests.run(head + fitting, in: .files(files))
    for (name, path) in [
      ("model", "all.sernbmodel"), ("anon", "anon.sernbmodel"),
      ("nameless", "nameless.sernbmodel"), ("scaler", "all.sernbscaler"),
      ("words", "all.sernbwords"),
    ] {
      guard case .object(let object)? = ran.value(name) else {
        throw Unexpected(problems: ran.problems.map(\.message))
      }
      let ending = String(path.split(separator: ".").last ?? "")
      files["data/" + path] = try await object.saved(as: ending, jobs: 2).bytes
    }
    return .files(files)
  }
}

/// A number between 0 and 1 with six digits behind the point.
private func sixDigits(_ text: String) -> String {
  let millionths = "\(Int(((Double(text) ?? 0) * 1_000_000).rounded()))"
  return "0." + String(repeating: "0", count: max(0, 6 - millionths.count)) + millionths
}
