// A write-up as it would be now beside the committed one: values with the tolerances of their cells, then the page.
//
// Figures are compared by their data, which stand among the results; how they are drawn is no difference. The page is
// compared as text, but for cells with a tolerance whose values are within it, and for the keys of cells, which tell of
// freshness and not of results.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime

struct PageComparison {
  /// Sentences about values, then a unified diff of the page; none if the write-up would be the same.
  private(set) var differences: [String] = []
  /// What was not equal and is accepted, in a sentence.
  private(set) var accepted: String?

  static let mostLines = 200

  /// - Parameters:
  ///   - files: as they would be written.
  ///   - committed: the bytes of a file of the project, nil if it is not there.
  init(
    _ checked: CheckedNotebook, _ files: [RenderedDocument.File], stem: String,
    committed: (_ path: String) -> [UInt8]?
  ) {
    func text(_ bytes: [UInt8]) -> String { String(decoding: LineEnds.unix(bytes), as: UTF8.self) }
    let resultsPath = WriteUp.resultsPath(stem)
    guard let page = committed("\(stem).md"), let oldResults = committed(resultsPath) else {
      differences = ["There is no write-up to compare with: `\(stem).md`."]
      return
    }
    var margins: [String: Tolerance] = [:]
    for cell in checked.cells { margins[cell.cell.label.text] = cell.options.tolerance }
    var differing: Set<String> = []
    do throws(ReadingProblem) {
      let old = try Results(reading: text(oldResults))
      let new = try Results(
        reading: files.first { $0.path == resultsPath }.map { text($0.bytes) } ?? "")
      let comparison = ResultsComparison(old: old, new: new, margins: margins)
      differences += comparison.differences.map { $0.message + "." }
      differing = Set(comparison.differences.map(\.cell))
      accepted = comparison.withinMessage
    } catch { differences.append("`\(resultsPath)` cannot be compared: \(error.message).") }
    let tolerant = Set(margins.keys).subtracting(differing)
    comparePage(old: text(page), files, stem, tolerant)
    compareSaved(files, stem, margins.filter { tolerant.contains($0.key) }, checked, committed)
  }

  private mutating func comparePage(
    old: String, _ files: [RenderedDocument.File], _ stem: String, _ tolerant: Set<String>
  ) {
    guard let page = files.first(where: { $0.path == "\(stem).md" }) else { return }
    let now = String(decoding: page.bytes, as: UTF8.self)
    if old == now { return }
    let sides = (PageSections(old), PageSections(now))
    let oldText = sides.0.text(without: [], of: sides.0)
    let newText = sides.1.text(without: tolerant, of: sides.0)
    let diff = UnifiedDiff.text(
      old: oldText, new: newText, oldName: "\(stem).md (committed)", newName: "\(stem).md (now)",
      limit: Self.mostLines)
    if !diff.isEmpty { differences.append(diff) }
  }

  /// What cells saved: tables as text, number by number where the cell has a tolerance.
  private mutating func compareSaved(
    _ files: [RenderedDocument.File], _ stem: String, _ margins: [String: Tolerance],
    _ checked: CheckedNotebook, _ committed: (String) -> [UInt8]?
  ) {
    // A file does not say which cell saved it: the widest margin of all stands for each.
    let margin = margins.sorted { $0.key < $1.key }.map(\.value).max {
      ($0.relative, $0.absolute) < ($1.relative, $1.absolute)
    }
    for file in files where file.path.hasPrefix("\(stem).files/") && !file.path.hasSuffix(".svg") {
      guard let old = committed(file.path) else {
        differences.append("`\(file.path)` is not committed.")
        continue
      }
      if old == file.bytes || LineEnds.unix(old) == file.bytes { continue }
      if let margin,
        TolerantText.accepts(
          String(decoding: file.bytes, as: UTF8.self), for: String(decoding: old, as: UTF8.self),
          margin: margin)
      {
        continue
      }
      differences.append("`\(file.path)` has other bytes.")
    }
  }
}

/// A page cut at the anchors of its cells, without the keys of cells.
private struct PageSections {
  private var sections: [(label: String, lines: [Substring])] = [("", [])]

  init(_ page: String) {
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("<!-- sernb:key ") { continue }
      if line.hasPrefix("<a id=\""), let label = line.split(separator: "\"").dropFirst().first {
        sections.append((String(label), []))
      }
      sections[sections.count - 1].lines.append(line)
    }
  }

  /// The page, with the sections of some cells as they are in another.
  func text(without tolerant: Set<String>, of other: PageSections) -> String {
    var lines: [Substring] = []
    for section in sections {
      let same =
        tolerant.contains(section.label) ? other.sections.first { $0.label == section.label } : nil
      lines += (same ?? section).lines
    }
    return lines.joined(separator: "\n")
  }
}
