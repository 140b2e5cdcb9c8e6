// Other JSON values of the same shape: a byte that changes mostly makes a text that is no JSON at all.

import Basics
import Kernels
import SernbDocument

enum JSONMutants {
  /// The text itself, then texts of values that differ from it in a few places; the same ones for the same text.
  static func of(_ text: String) -> [String] {
    guard let value = try? JSON(parsing: text) else { return [text] }
    var random = RandomSource(seed: checksum(Array(text.utf8)[...]))
    return [text]
      + (0..<2).map { _ in
        var mutant = value
        for _ in 0...random.below(3) { change(&mutant, &random) }
        return mutant.text()
      }
  }

  /// Values at which readers stumble.
  private static let edges: [JSON] = [
    .null, true, false, "", "NaN", "Infinity", "\u{0}\u{202E}|\n", 0, -1, .int(.max), .int(.min),
    .number(1e308), .number(-0.0), .number(.leastNonzeroMagnitude), .number(0.5), .array([]),
    .object([]), .array([.null]), .string(String(repeating: "x", count: 300)),
    (0..<200).reduce(JSON.null) { inner, _ in .array([inner]) },
  ]

  /// Goes down into the value by chance, and changes what it ends at. The parser bounds the depth.
  private static func change(_ value: inout JSON, _ random: inout RandomSource) {
    switch value {
    case .array(var elements) where !elements.isEmpty:
      let place = random.below(elements.count)
      switch random.below(12) {
      case 0: elements.remove(at: place)
      case 1: elements.insert(elements[place], at: random.below(elements.count + 1))
      case 2: elements.swapAt(place, random.below(elements.count))
      case 3: elements[place] = edges[random.below(edges.count)]
      default: change(&elements[place], &random)
      }
      value = .array(elements)
    case .object(var members) where !members.isEmpty:
      let place = random.below(members.count)
      switch random.below(14) {
      case 0: members.remove(at: place)
      case 1: members[place].value = edges[random.below(edges.count)]
      case 2: members[place].value = members[random.below(members.count)].value
      case 3: members[place].name += "x"
      default: change(&members[place].value, &random)
      }
      value = .object(members)
    case .string(let text) where random.below(2) == 0: value = .string(text + text)
    case .int(let number) where random.below(2) == 0: value = .int(number &* -3 &+ 1)
    case .null, .bool, .int, .number, .string, .array, .object:
      value = edges[random.below(edges.count)]
    }
  }
}
