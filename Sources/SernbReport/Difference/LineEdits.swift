// Which lines to remove from one text and to add from another, so that both become the same: few of them, and quickly.
//
// Myers (1986), "An O(ND) difference algorithm and its variations", in its form that needs linear space: paths from
// both ends are searched at once, and where they meet the problem falls into two. Texts that differ in nearly
// everything would take a time of their length squared: after `effort` steps the search settles for the point that
// is furthest, so that the time is at most length × effort. The answer is then right, but may not be the shortest.

/// The elements to remove and to add; what is left of both sides is the same.
struct LineEdits: Equatable {
  /// By place in the old text.
  var isRemoved: [Bool]
  /// By place in the new text.
  var isAdded: [Bool]

  /// Numbers that stand for lines: equal lines have equal numbers, from 0 on without large gaps.
  init(from old: [Int], to new: [Int]) {
    isRemoved = Array(repeating: true, count: old.count)
    isAdded = Array(repeating: true, count: new.count)
    // A line that only one side has cannot stay; without those the search is shorter and its answer no worse.
    let ids = (max(old.max() ?? 0, new.max() ?? 0)) + 1
    var sides = [UInt8](repeating: 0, count: ids)
    for id in old { sides[id] |= 1 }
    for id in new { sides[id] |= 2 }
    let oldPlaces = old.indices.filter { sides[old[$0]] == 3 }
    let newPlaces = new.indices.filter { sides[new[$0]] == 3 }
    var search = EditSearch(old: oldPlaces.map { old[$0] }, new: newPlaces.map { new[$0] })
    for (x, y) in search.kept() {
      isRemoved[oldPlaces[x]] = false
      isAdded[newPlaces[y]] = false
    }
    Self.slide(&isRemoved, in: old, beside: Self.runs(isAdded))
    Self.slide(&isAdded, in: new, beside: Self.runs(isRemoved))
  }

  /// Whether a run of changed lines stands before each line that stays, and at the end.
  private static func runs(_ flags: [Bool]) -> [Bool] {
    var runs = [false]
    for flag in flags {
      if flag { runs[runs.count - 1] = true } else { runs.append(false) }
    }
    return runs
  }

  /// Moves each run of changed lines down while the text stays the same, as `diff` does: `}` then ends the function
  /// that was added, not the one before. A run stops beside a run of the other side, for both are one change.
  private static func slide(_ flags: inout [Bool], in lines: [Int], beside other: [Bool]) {
    var place = 0
    // How many lines that stay are above `place`: it does not change when runs move.
    var gap = 0
    while place < lines.count {
      guard flags[place] else {
        place += 1
        gap += 1
        continue
      }
      var (start, end) = (place, place)
      while end < lines.count, flags[end] { end += 1 }
      while !other[gap], end < lines.count, lines[start] == lines[end] {
        flags[start] = false
        flags[end] = true
        start += 1
        end += 1
        gap += 1
        while end < lines.count, flags[end] { end += 1 }
      }
      place = end
    }
  }
}
