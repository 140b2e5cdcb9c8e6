// Random damage: whatever a text has become, it prints back byte for byte, nothing crashes, and formatting keeps what it says.

import SernbLanguage
import Testing

@Suite("Mutations")
struct MutationTests {
  /// Pieces that are put into texts: what makes readers of such files stumble.
  static let splices = [
    "```", "```ser x\n", "~~~", "---\n", "#| ", "# ", "{{", "}}", "\\", "\"", "(", ")", "[", "]",
    "{", "}", "|>", "=>",
    "=", "==", "..", ".", ",", ":", "\n", "\r\n", "\n\n", "\t", " ", "<<<<<<< a\n", "=======\n",
    ">>>>>>> b\n", "if ",
    " then ", " else ", " for ", " in ", " not ", " and ", "fn ", "use ", "save ", "expect ",
    "5 ms", "20 %", "1e999",
    "\u{0}", "é", "🎉", "\u{FEFF}", "'", "“", "-", "^", "x", ".label", "params.", "missing",
  ]

  static func mutant(of text: [UInt8], _ random: inout Seeded) -> [UInt8] {
    var bytes = text
    for _ in 0...random.below(3) {
      let at = random.below(bytes.count + 1)
      let length = min(1 + random.below(12), bytes.count - at)
      switch random.below(7) {
      case 0: bytes.removeSubrange(at..<(at + length))
      case 1: bytes.insert(contentsOf: bytes[at..<(at + length)], at: at)
      case 2, 3: bytes.insert(contentsOf: splices[random.below(splices.count)].utf8, at: at)
      case 4 where at < bytes.count: bytes[at] = UInt8(random.below(128))
      case 5 where bytes.count > 1:
        bytes.swapAt(random.below(bytes.count), random.below(bytes.count))
      default:
        // A line goes, comes twice, or changes places with another.
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let line = random.below(lines.count)
        switch random.below(3) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: line)
        default: lines.swapAt(line, random.below(lines.count))
        }
        bytes = Array(lines.joined(separator: [10]))
      }
    }
    return bytes
  }

  @Test(
    "mutants of notebooks print back, format to the same tree and never crash", arguments: 0..<8)
  func mutants(part: Int) {
    var random = Seeded(UInt64(part) + 2019)
    let seeds = (Notebooks.edges + [Notebooks.everything]).map { Array($0.utf8) }
    var count = 0
    while count < 2500 {
      // The large one takes as long as all others.
      let seed = random.below(40) == 0 ? seeds.count - 1 : random.below(seeds.count - 1)
      let bytes = Self.mutant(of: seeds[seed], &random)
      guard case .success(let source) = SourceText.decoding(bytes, name: "m.sernb") else {
        continue
      }
      count += 1
      let notebook = Notebook(parsing: source)
      if notebook.printed() != bytes { Issue.record("not printed back: \(source.text)") }
      if count % 4 == 0 { Laws.expectFormatted(notebook) }
      if count % 8 == 1 {
        let checked = Words.check(source.text)
        for problem in checked.problems {
          let drawing = DiagnosticText.draw(problem.diagnostic, in: checked.source)
          #expect(drawing.split(separator: "\n").count <= 12)
        }
      } else {
        for cell in notebook.cells { _ = Parser.parse(source, in: cell.code) }
      }
    }
  }
}
