// A pattern of file names, such as `{speaker}_{text}_{label}*.wav`: how the facts of a recording stand in its name.
//
//     {speaker}           the characters up to the next of the pattern's own; never one that separates it from others
//     {speaker:2}         two characters
//     {text:digits}       digits; {label:letters} letters
//     {label}*            letters, or digits, up to the first other character
//     *    ?              any characters, none included; any one character
//     {label}/*.wav       a `/` separates folders; the pattern is compared with the last parts of a path
//
// Without an ending a pattern fits sounds of all formats. A file whose name fits in no way is reported, so a field takes
// nothing that the pattern does not say: `a_b_c` does not fit `{speaker}_{label}`.

/// A pattern of the paths of recordings.
package struct NamePattern: Sendable, Equatable {
  /// What a part of a name can say.
  package enum Field: String, Sendable, CaseIterable {
    case speaker, label, text, sex, intensity, session, dialog
  }

  /// What is wrong with a pattern.
  package struct Fault: Error, Sendable, Equatable {
    package let message: String
  }

  enum Width: Equatable { case open, run, digits, letters, exactly(Int) }

  enum Part: Equatable {
    case character(Character)
    case anything, anyOne
    /// `without` are the characters of the pattern right before and after it, which it cannot hold.
    case field(Field, Width, without: [Character])
  }

  /// As it was written.
  package let text: String
  /// Of each part of a path that it is compared with.
  let components: [[Part]]
  /// The ending that a file must have, without its dot and in lower case; nil for any of a sound.
  let ending: String?

  /// - Throws: what is wrong with it, and what would be right.
  package init(_ text: String) throws(Fault) {
    self.text = text
    var (body, ending): (Substring, String?) = (text[...], nil)
    let name = text[(text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex)...]
    if let dot = name.lastIndex(of: "."), name[dot...].allSatisfy({ !"{}?".contains($0) }) {
      let written = name[name.index(after: dot)...].lowercased()
      if written != "*" {
        guard SoundName.endings.contains(written) else {
          throw Fault(
            message:
              "`\(text)` ends in `.\(written)`, which is no sound I know; without an ending it fits all of them"
          )
        }
        ending = written
      }
      body = text[..<dot]
    }
    self.ending = ending
    var components: [[Part]] = []
    for component in body.split(separator: "/", omittingEmptySubsequences: false) {
      guard !component.isEmpty, component != ".." else {
        throw Fault(
          message:
            "`\(text)` is no pattern of names below a folder, such as `{speaker}/{label}_*.wav`")
      }
      components.append(try Self.parts(of: component, in: text))
    }
    self.components = components
  }

  /// Which facts the names hold.
  package var fields: Set<Field> {
    var fields: Set<Field> = []
    for case .field(let field, _, _) in components.joined() { fields.insert(field) }
    return fields
  }

  /// The same pattern with the class as the name of the folder.
  package func inFolderOfLabel() throws(Fault) -> NamePattern {
    try components.count > 1 ? self : NamePattern("{label}/\(text)")
  }

  private static func parts(of text: Substring, in whole: String) throws(Fault) -> [Part] {
    var parts: [Part] = []
    var rest = text
    while let next = rest.popFirst() {
      switch next {
      // One after another says no more, and would be a step of the comparison each.
      case "*": if parts.last != .anything { parts.append(.anything) }
      case "?": parts.append(.anyOne)
      case "}": throw Fault(message: "`\(whole)` has a `}` without `{`")
      case "{":
        guard let close = rest.firstIndex(of: "}") else {
          throw Fault(message: "`\(whole)` has a `{` that is never closed")
        }
        parts.append(try field(rest[..<close], in: whole))
        rest = rest[rest.index(after: close)...]
      default: parts.append(.character(next))
      }
    }
    for index in parts.indices {
      guard case .field(let field, .open, _) = parts[index] else { continue }
      var without: [Character] = []
      for neighbor in [index - 1, index + 1] where parts.indices.contains(neighbor) {
        if case .character(let sign) = parts[neighbor], !sign.isLetter, !sign.isNumber {
          without.append(sign)
        }
      }
      let next = parts.indices.contains(index + 1) ? parts[index + 1] : .anyOne
      if case .field(let other, .open, _) = next {
        throw Fault(
          message:
            "`\(whole)` does not say where `\(field.rawValue)` ends and `\(other.rawValue)` begins; give one a width, as in `{\(field.rawValue):2}`, or `{\(field.rawValue):letters}`, or `:digits`"
        )
      }
      parts[index] = .field(field, next == .anything ? .run : .open, without: without)
    }
    return parts
  }

  private static func field(_ inner: Substring, in whole: String) throws(Fault) -> Part {
    let pieces = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(pieces[0])
    guard let field = Field(rawValue: name) else {
      let known = Field.allCases.map { "`{\($0.rawValue)}`" }.joined(separator: ", ")
      throw Fault(
        message:
          "`\(whole)` has `{\(name)}`, and a name can hold \(known); `*` stands for what does not matter"
      )
    }
    if pieces.count == 1 { return .field(field, .open, without: []) }
    switch pieces[1] {
    case "digits": return .field(field, .digits, without: [])
    case "letters": return .field(field, .letters, without: [])
    default:
      guard let width = Int(pieces[1]), 1...99 ~= width else {
        throw Fault(
          message:
            "`{\(inner)}` has no width that I know: a number of characters, `digits` or `letters`")
      }
      return .field(field, .exactly(width), without: [])
    }
  }
}

extension NamePattern {
  /// What the path of a sound file says; nil if it does not fit.
  ///
  /// - Parameter labels: the codes that a label may be, if they are known. Where a name can be read in several ways, the
  ///   one with a known label is meant; a name that has another label fits too.
  package func values(of path: String, labels: [String] = []) -> [Field: String]? {
    let sorted = labels.sorted { ($1.count, $0) < ($0.count, $1) }
    return (labels.isEmpty ? nil : read(path, labels: sorted)) ?? read(path, labels: [])
  }

  private func read(_ path: String, labels: [String]) -> [Field: String]? {
    var folders = path.split(separator: "/")
    guard let (stem, found) = folders.popLast().flatMap({ SoundName.parts(of: $0) }),
      ending == nil || found == ending, folders.count >= components.count - 1
    else { return nil }
    var values: [Field: String] = [:]
    for (component, text) in zip(components, folders.suffix(components.count - 1) + [stem]) {
      var match = Match(parts: component, text: Array(text), labels: labels.map(Array.init))
      guard match.goesOn(part: 0, at: 0) else { return nil }
      for (field, value) in match.found {
        // A field that stands twice says the same twice.
        if let before = values[field], before != value { return nil }
        values[field] = value
      }
    }
    return values
  }

  /// The comparison of one part of a path, which tries each place of each part of the pattern once.
  private struct Match {
    let parts: [Part]
    let text: [Character]
    let labels: [[Character]]
    /// The fields that were read, the last first.
    var found: [(Field, String)] = []
    private var failed: Set<Int> = []

    init(parts: [Part], text: [Character], labels: [[Character]]) {
      (self.parts, self.text, self.labels) = (parts, text, labels)
    }

    mutating func goesOn(part: Int, at start: Int) -> Bool {
      guard part < parts.count else { return start == text.count }
      let place = part * (text.count + 1) + start
      if failed.contains(place) { return false }
      for length in lengths(of: parts[part], at: start)
      where goesOn(part: part + 1, at: start + length) {
        if case .field(let field, _, _) = parts[part] {
          found.append((field, String(text[start..<start + length])))
        }
        return true
      }
      failed.insert(place)
      return false
    }

    /// How many characters a part may take, in the order in which they are tried.
    private func lengths(of part: Part, at start: Int) -> [Int] {
      let rest = text[start...]
      func run(_ isMeant: (Character) -> Bool) -> Int { rest.prefix(while: isMeant).count }
      switch part {
      case .character(let sign): return rest.first == sign ? [1] : []
      case .anyOne: return rest.isEmpty ? [] : [1]
      case .anything: return Array(0...rest.count)
      case .field(.label, _, _) where !labels.isEmpty:
        return labels.filter { !$0.isEmpty && rest.starts(with: $0) }.map(\.count)
      case .field(_, let width, let without):
        switch width {
        case .exactly(let count): return rest.count >= count ? [count] : []
        case .digits: return (0..<run(\.isDigit)).reversed().map { $0 + 1 }
        case .letters: return (0..<run(\.isLetter)).reversed().map { $0 + 1 }
        case .run:
          let count = max(run(\.isLetter), run(\.isDigit))
          return count > 0 ? [count] : []
        case .open:
          let count = run { !without.contains($0) }
          return count > 0 ? Array(1...count) : []
        }
      }
    }
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }
}
