// A text file of facts in YAML as a tree of texts, lists and named values, each with its line.

internal import Yams

/// A value of a YAML file. Plain and quoted texts are the same: what reads it knows what it wants.
indirect enum DataTree {
  case text(String, line: Int)
  case list([DataTree], line: Int)
  case names([(name: String, value: DataTree)], line: Int)

  /// Why a file cannot be read, as the end of a sentence, and its line.
  struct Fault: Error, Equatable {
    let why: String
    let line: Int
  }

  /// An alias can stand for a large value many times over, so values are counted.
  private static let most = 200_000

  /// - Throws: the first fault; a file that is empty is a mapping without names.
  init(_ bytes: [UInt8]) throws(Fault) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let line = Self.tooDeep(text) {
      throw Fault(why: "it is nested too deeply", line: line)
    }
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw Fault(why: "it is not YAML: \(problem)", line: mark.line)
      case .duplicatedKeysInMapping(let keys, _):
        throw Fault(why: "`\(keys.sorted().first ?? "")` is given twice", line: 1)
      default: throw Fault(why: "it is not YAML", line: 1)
      }
    } catch { throw Fault(why: "it is not YAML", line: 1) }
    var left = Self.most
    self = try node.map { node throws(Fault) in try DataTree(node, &left) } ?? .names([], line: 1)
  }

  private init(_ node: Node, _ left: inout Int) throws(Fault) {
    let line = node.mark?.line ?? 1
    left -= 1
    guard left > 0 else { throw Fault(why: "it holds too many values", line: line) }
    if let scalar = node.scalar {
      self = .text(scalar.string, line: line)
    } else if let items = node.sequence {
      var list: [DataTree] = []
      for item in items { list.append(try DataTree(item, &left)) }
      self = .list(list, line: line)
    } else if let mapping = node.mapping {
      var names: [(String, DataTree)] = []
      for (key, value) in mapping {
        guard let name = key.scalar?.string else {
          throw Fault(why: "a name is no text", line: key.mark?.line ?? line)
        }
        names.append((name, try DataTree(value, &left)))
      }
      self = .names(names, line: line)
    } else {
      throw Fault(why: "it holds a value that is no text, list or name", line: line)
    }
  }

  /// The first line where nesting would overflow the stack of the parser.
  private static func tooDeep(_ text: String) -> Int? {
    var (depth, line, indent, isIndent) = (0, 1, 0, true)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"): (line, indent, isIndent) = (line + 1, 0, true)
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: "\t"):
        if isIndent { indent += 1 }
      case UInt8(ascii: "["), UInt8(ascii: "{"): (depth, isIndent) = (depth + 1, false)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): (depth, isIndent) = (max(0, depth - 1), false)
      default: isIndent = false
      }
      if depth > 100 || indent > 400 { return line }
    }
    return nil
  }

  var line: Int {
    switch self {
    case .text(_, let line), .list(_, let line), .names(_, let line): line
    }
  }

  var text: String? { if case .text(let text, _) = self { text } else { nil } }
  var items: [DataTree]? { if case .list(let items, _) = self { items } else { nil } }
  /// In the order of the file.
  var members: [(name: String, value: DataTree)]? {
    if case .names(let names, _) = self { names } else { nil }
  }
  /// The value of that name, if this has names.
  subscript(_ name: String) -> DataTree? { members?.first { $0.name == name }?.value }
}
