// What the record of a run says of one notebook.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime
import Storage

extension PageResult {
  /// - Parameters:
  ///   - report: its report.
  ///   - results: the digest under which its results are kept.
  func record(_ report: NotebookReport, results: String?, estimates: [String: Double])
    -> RunRecord.Notebook
  {
    let keys = origin?.keysByLabel ?? [:]
    return RunRecord.Notebook(
      path: name, point: point, digest: checked.map { Provenance.text(of: $0).hex } ?? "",
      state: report.state.rawValue, page: report.page == nil ? "" : pageStem, seconds: seconds,
      parameters: checked.map(ReportBuilder.parameters) ?? [],
      seed: checked.map { String($0.frontMatter.seed) },
      inputs: (origin?.inputs ?? []).map(RunInput.init),
      cells: report.cells.enumerated().map { index, cell in
        RunRecord.Cell(
          label: cell.label, state: cell.state.rawValue, seconds: cell.seconds,
          key: keys[cell.label]?.hex ?? "", code: code(ofCell: index), reason: cell.reason,
          lastSeconds: cell.state == .ran
            ? cell.seconds : estimates[Progress.key(report.name.description, cell.label)])
      }, results: results.map(RunRecord.StoredResults.digest))
  }

  /// What the code of a cell is known by, however it is laid out.
  private func code(ofCell index: Int) -> String {
    guard let checked, checked.cells.indices.contains(index) else { return "" }
    var builder = DigestBuilder("code")
    for node in checked.cells[index].nodes { builder.add(NodeKey.code(of: checked.nodes[node])) }
    return builder.digest().hex
  }

  /// The bytes of its results file, as they are or will be on the disk.
  func resultsBytes(in project: Project) -> [UInt8]? {
    let path = WriteUp.resultsPath(pageStem)
    switch state {
    case .skipped, .refused: return nil
    case .inPlace: return fileBytes(project.output.whole(path))
    case .rendered(let files, _, _): return files.first { $0.path == path }?.bytes
    }
  }
}

extension RunInput {
  init(_ line: InputLine) {
    self.init(
      path: line.path, aspect: line.aspect == .content ? "" : line.aspect.word,
      digest: line.digest.hex, count: line.count)
  }
}
