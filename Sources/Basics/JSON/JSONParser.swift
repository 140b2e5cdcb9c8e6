// A strict reader of JSON (RFC 8259): no comments, no trailing commas, no repeated names, nothing after the value.

/// Why a text is not JSON, and where.
package struct JSONProblem: Error, Sendable, Hashable {
  /// What is wrong.
  package enum Kind: Sendable, Hashable {
    case unexpected(String, wanted: String)
    case endOfText(wanted: String)
    case badEscape
    case controlCharacter
    case badNumber
    case repeatedName(String)
    case tooDeep(limit: Int)
  }

  package var kind: Kind
  /// Counted from one; columns are bytes.
  package var line: Int
  package var column: Int

  package var message: String {
    let location = "line \(line), column \(column)"
    switch kind {
    case .unexpected(let seen, let wanted):
      return "The JSON at \(location) has `\(seen)` where \(wanted) is wanted."
    case .endOfText(let wanted):
      return "The JSON ends at \(location) where \(wanted) is wanted. The file may be cut off."
    case .badEscape: return "The JSON at \(location) has a `\\` escape that JSON does not know."
    case .controlCharacter:
      return "The JSON string at \(location) holds a bare control character; write it as an escape."
    case .badNumber:
      return "The number in the JSON at \(location) is not written as JSON demands, or too large."
    case .repeatedName(let name): return "The JSON object at \(location) has `\(name)` twice."
    case .tooDeep(let limit):
      return "The JSON at \(location) is nested more than \(limit) levels deep, the limit here."
    }
  }
}

extension JSON {
  /// Reads `text`. An integer without point or exponent that fits becomes `.int`, any other number `.number`.
  package init(parsing text: String) throws(JSONProblem) {
    var parser = JSONParser(bytes: Array(text.utf8))
    self = try parser.document()
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Deeper values could exhaust the stack of the thread that reads or releases them.
  private static let depthLimit = 256

  mutating func document() throws(JSONProblem) -> JSON {
    let value = try value(depth: 0)
    skipBlanks()
    if position < bytes.count { throw unexpected(wanted: "the end") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSON {
    if depth > Self.depthLimit { throw problem(.tooDeep(limit: Self.depthLimit)) }
    skipBlanks()
    guard let first = peek else { throw unexpected(wanted: "a value") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected(wanted: "a value")
    }
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSON {
    position += 1
    var members: [Member] = []
    var names: Set<String> = []
    skipBlanks()
    if take("}") { return .object([]) }
    repeat {
      skipBlanks()
      guard peek == UInt8(ascii: "\"") else { throw unexpected(wanted: "a name in quotes") }
      let start = position
      let name = try string()
      if !names.insert(name).inserted { throw problem(.repeatedName(name), at: start) }
      skipBlanks()
      guard take(":") else { throw unexpected(wanted: "`:`") }
      members.append(Member(name, try value(depth: depth + 1)))
      skipBlanks()
    } while take(",")
    guard take("}") else { throw unexpected(wanted: "`,` or `}`") }
    return .object(members)
  }

  private typealias Member = JSON.Member

  private mutating func array(depth: Int) throws(JSONProblem) -> JSON {
    position += 1
    var elements: [JSON] = []
    skipBlanks()
    if take("]") { return .array([]) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw unexpected(wanted: "`,` or `]`") }
    return .array(elements)
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONProblem) -> JSON {
    for byte in word.utf8 {
      guard peek == byte else { throw unexpected(wanted: "`\(word)`") }
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSONProblem) -> JSON {
    let start = position
    _ = take("-")
    let whole = digits()
    let hasLeadingZero = whole > 1 && bytes[position - whole] == UInt8(ascii: "0")
    if whole == 0 || hasLeadingZero { throw problem(.badNumber, at: start) }
    var isInteger = true
    if take(".") {
      isInteger = false
      if digits() == 0 { throw problem(.badNumber, at: start) }
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      if digits() == 0 { throw problem(.badNumber, at: start) }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int(text), text != "-0" { return .int(integer) }
    guard let number = Double(text), number.isFinite else { throw problem(.badNumber, at: start) }
    return .number(number)
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONProblem) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      guard let byte = peek else { throw problem(.endOfText(wanted: "a closing quote")) }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        let scalar = try escape()
        text.append(contentsOf: Array(String(Character(scalar)).utf8))
      case 0..<0x20: throw problem(.controlCharacter)
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
    let start = position
    position += 1
    let letter = peek
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard var code = fourHexDigits() else { throw problem(.badEscape, at: start) }
      if code >= 0xD800, code < 0xDC00, take("\\"), take("u"), let low = fourHexDigits(),
        low >= 0xDC00, low < 0xE000
      {
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw problem(.badEscape, at: start) }
      return scalar
    default: throw problem(.badEscape, at: start)
    }
  }

  private mutating func fourHexDigits() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    var code: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 128 else {
        return nil
      }
      code = code * 16 + UInt32(digit)
    }
    position += 4
    return code
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private func unexpected(wanted: String) -> JSONProblem {
    guard position < bytes.count else { return problem(.endOfText(wanted: wanted)) }
    let rest = String(decoding: bytes[position..<min(position + 8, bytes.count)], as: UTF8.self)
    return problem(.unexpected(rest.first.map { String($0) } ?? "", wanted: wanted))
  }

  private func problem(_ kind: JSONProblem.Kind, at offset: Int? = nil) -> JSONProblem {
    let before = bytes[..<min(offset ?? position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONProblem(kind: kind, line: line, column: before.count - lineStart + 1)
  }
}
