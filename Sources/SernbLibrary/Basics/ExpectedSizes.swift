// Memory estimates of values, checked before the values are made.

import Audio
import Basics
import SernbRuntime
import Tables

extension Call {
  /// Refuses a list of more elements than there is memory for.
  func expect(items: Double, argument: String? = nil) throws(RunProblem) {
    try expect(bytes: items * Double(Value.bytes), argument: argument)
  }

  /// Refuses a table of more rows than there is memory for.
  func expectFrames(_ rows: Int, columns: Int = 2) throws(RunProblem) {
    // A cell takes up to sixteen bytes; each row has an identity, which is made of texts.
    try expect(bytes: Double(rows) * (Double(columns) * 16 + 48))
  }

  /// Refuses spectra of more frames than there is memory for.
  func expectSpectra(of clip: Clip, _ framing: Framing, bytesPerBin: Int) throws(RunProblem) {
    let frames = Double(framing.count(of: clip.samples.count))
    try expect(bytes: frames * Double(framing.length / 2 + 1) * Double(bytesPerBin))
  }

  /// Refuses a text that is longer than any may be.
  static func expect(textOf bytes: Int) throws(RunProblem) {
    if bytes > RunProblem.maximumText { throw .longText }
  }
}

extension Column {
  /// About how many bytes its cells have in a file.
  var writtenBytes: Double {
    guard case .text(let texts) = self else { return Double(count) * 20 }
    return Double(texts.byteCount + texts.count)
  }
}
