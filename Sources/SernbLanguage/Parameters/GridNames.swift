// The names of the points of a grid: short, unique, and valid as file names.

/// Names that any file system accepts, also a case-insensitive one.
enum GridNames {
  /// A different label for each value of an axis.
  static func labels(for values: [String]) -> [String] {
    var taken: Set<String> = []
    return values.map { value in
      let word = word(for: value)
      var name = word
      var number = 2
      while !taken.insert(name.lowercased()).inserted {
        name = "\(word).\(number)"
        number += 1
      }
      return name
    }
  }

  private static func word(for value: String) -> String {
    var word = ""
    for sign in value.replacing("%", with: " percent") {
      let isPlain = sign.isASCII && (sign.isLetter || sign.isNumber || sign == ".")
      // A minus before a digit is significant; other punctuation only separates words.
      let isMinus = sign == "-" && word.isEmpty
      if isPlain || isMinus { word.append(sign) } else if word.last != "-" { word.append("-") }
    }
    while word.last == "-" || word.last == "." { word.removeLast() }
    while word.first == "." { word.removeFirst() }
    if word.hasPrefix("-"), word.dropFirst().first?.isNumber != true { word.removeFirst() }
    word = String(word.prefix(24))
    return word.isEmpty ? "value" : word
  }

  /// `trees-100_depth-3`; a name that is too long for a file is cut and prefixed with the number of its point.
  static func name(of parts: [(name: String, word: String)], index: Int) -> String {
    let name = parts.map { name, word in
      (name.utf8.allSatisfy { $0 < 0x80 } ? name : self.word(for: name)) + "-" + word
    }.joined(separator: "_")
    guard name.utf8.count > 100 else { return name }
    let number = String(index + 1)
    let zeros = String(repeating: "0", count: max(0, 4 - number.count))
    return "\(zeros)\(number)_\(name.prefix(90))"
  }
}
