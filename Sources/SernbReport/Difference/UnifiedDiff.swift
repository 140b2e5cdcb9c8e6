// Writes the difference of two texts in the unified format of `diff -u`.
//
//     --- committed
//     +++ now
//     @@ -1,3 +1,3 @@
//      a
//     -b
//     +c
//      d

import Basics

/// A name space for the writer of unified diffs.
package enum UnifiedDiff {
  /// The difference, with a final newline; empty if both texts have the same bytes.
  ///
  /// - Parameters:
  ///   - context: the number of unchanged lines shown around a change.
  ///   - limit: the number of hunk lines written before the rest is only counted.
  package static func text(
    old: String, new: String, oldName: String, newName: String, context: Int = 3, limit: Int? = nil
  ) -> String {
    // `String` compares canonically equivalent texts as equal; files differ if their bytes do.
    let sides = [lines(old), lines(new)]
    if sides[0] == sides[1] { return "" }
    var ids: [ArraySlice<UInt8>: Int] = [:]
    let numbers = sides.map { side in
      side.map { line -> Int in
        let id = ids[line] ?? ids.count
        ids[line] = id
        return id
      }
    }
    let edits = LineEdits(from: numbers[0], to: numbers[1])
    let hunks = Hunk.all(edits, context: max(0, context))
    var writer = HunkWriter(old: sides[0], new: sides[1], limit: limit ?? Int.max)
    writer.write("--- \(name(oldName))\n+++ \(name(newName))\n")
    for hunk in hunks { writer.write(hunk, edits) }
    return writer.text
  }

  /// The lines with their line feeds; the last line may have none.
  private static func lines(_ text: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(text.utf8)
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      lines.append(bytes[start..<end])
      start = end
    }
    return lines
  }

  /// A name on one line.
  private static func name(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(
        scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
    }
    return result
  }
}

/// Changes with context lines: half-open ranges of both texts.
struct Hunk: Equatable {
  var old: Range<Int>
  var new: Range<Int>

  /// Changes at most twice the context apart share a hunk.
  static func all(_ edits: LineEdits, context: Int) -> [Hunk] {
    var hunks: [Hunk] = []
    var (x, y) = (0, 0)
    let (oldCount, newCount) = (edits.isRemoved.count, edits.isAdded.count)
    while x < oldCount || y < newCount {
      if x < oldCount, y < newCount, !edits.isRemoved[x], !edits.isAdded[y] {
        x += 1
        y += 1
        continue
      }
      let (firstOld, firstNew) = (x, y)
      while x < oldCount, edits.isRemoved[x] { x += 1 }
      while y < newCount, edits.isAdded[y] { y += 1 }
      let before = min(context, firstOld)
      let after = min(context, oldCount - x)
      let hunk = Hunk(old: firstOld - before..<x + after, new: firstNew - before..<y + after)
      if let last = hunks.last, last.old.upperBound >= hunk.old.lowerBound {
        hunks[hunks.count - 1] = Hunk(
          old: last.old.lowerBound..<hunk.old.upperBound,
          new: last.new.lowerBound..<hunk.new.upperBound)
      } else {
        hunks.append(hunk)
      }
    }
    return hunks
  }
}

private struct HunkWriter {
  let old: [ArraySlice<UInt8>]
  let new: [ArraySlice<UInt8>]
  let limit: Int
  private var bytes: [UInt8] = []
  private var lines = 0

  init(old: [ArraySlice<UInt8>], new: [ArraySlice<UInt8>], limit: Int) {
    self.old = old
    self.new = new
    self.limit = limit
  }

  var text: String {
    let written = String(decoding: bytes, as: UTF8.self)
    if lines <= limit { return written }
    return written + "… \(counted(lines - limit, "more line")) of this difference\n"
  }

  mutating func write(_ text: String) { bytes += text.utf8 }

  mutating func write(_ hunk: Hunk, _ edits: LineEdits) {
    line("@", Array("@ -\(range(hunk.old)) +\(range(hunk.new)) @@\n".utf8)[...])
    var (x, y) = (hunk.old.lowerBound, hunk.new.lowerBound)
    while x < hunk.old.upperBound || y < hunk.new.upperBound {
      if x < hunk.old.upperBound, edits.isRemoved[x] {
        line("-", old[x])
        x += 1
      } else if y < hunk.new.upperBound, edits.isAdded[y] {
        line("+", new[y])
        y += 1
      } else {
        line(" ", old[x])
        x += 1
        y += 1
      }
    }
  }

  /// Line numbers from one; an empty range has the number of the line before it.
  private func range(_ range: Range<Int>) -> String {
    switch range.count {
    case 0: "\(range.lowerBound),0"
    case 1: "\(range.lowerBound + 1)"
    default: "\(range.lowerBound + 1),\(range.count)"
    }
  }

  private mutating func line(_ mark: Unicode.Scalar, _ line: ArraySlice<UInt8>) {
    lines += 1
    if lines > limit { return }
    bytes.append(UInt8(ascii: mark))
    bytes += line
    if line.last != 0x0A { bytes += "\n\\ No newline at end of file\n".utf8 }
  }
}
