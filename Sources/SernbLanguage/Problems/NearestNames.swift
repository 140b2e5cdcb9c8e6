// "Did you mean": the known names closest to an unknown one.

/// Finds the known names closest to an unknown one.
package enum NearestNames {
  /// Names within an edit distance (insert, delete, replace, swap) of a third of `name`'s length, nearest first, then
  /// by name.
  package static func to(_ name: String, among known: some Sequence<String>, limit: Int = 3)
    -> [String]
  {
    let wanted = Array(name.lowercased().utf8.prefix(64))
    // Any two names of one letter are one edit apart, so that says nothing.
    let allowed = wanted.count == 1 ? 0 : max(1, wanted.count / 3)
    var found: [(distance: Int, name: String)] = []
    for candidate in known where candidate != name {
      let letters = Array(candidate.lowercased().utf8.prefix(64))
      let isFar = abs(letters.count - wanted.count) > allowed
      var distance = isFar ? allowed + 1 : editDistance(wanted, letters)
      // `accuracy` for `acc`, `random_forest` for `forest`: a sufficiently long part of the name.
      if distance > allowed, wanted.count >= 3, contains(letters, wanted) { distance = allowed }
      if distance <= allowed { found.append((distance, candidate)) }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(limit).map(\.name)
  }

  /// A hint such as ``Did you mean `mfcc`?``; nil if no name is near.
  package static func hint(for name: String, among known: some Sequence<String>) -> String? {
    let near = to(name, among: known)
    guard let last = near.last else { return nil }
    if near.count == 1 { return "Did you mean `\(last)`?" }
    return "Did you mean " + near.dropLast().map { "`\($0)`" }.joined(separator: ", ")
      + " or `\(last)`?"
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { start in
      text[start..<(start + part.count)].elementsEqual(part)
    }
  }

  /// Optimal string alignment distance of two short words.
  static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, beforeLast[j - 2] + 1)
        }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
