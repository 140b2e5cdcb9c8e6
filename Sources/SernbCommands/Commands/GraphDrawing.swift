// A graph as text, as a Mermaid flowchart that Git hosts draw, and as JSON: the same nodes and edges in the same order.
//
// As text it goes from layer to layer: what stands in one layer depends only on layers before it. Below each node stands
// what it takes, and from where.

import Basics
import SernbDocument

struct GraphDrawing {
  struct Node {
    let name: String
    /// From one; nil for what stands outside and is only taken from.
    let layer: Int?
  }

  struct Edge {
    let from: String
    let to: String
    /// What is taken.
    let names: [String]
    /// Folders that are made and read.
    let folders: [String]
    /// Whether it is more than data.
    let isUse: Bool

    /// `corpus, turns and data/demo/`.
    var words: String {
      let taken = names.joined(separator: ", ")
      let made = folders.map { $0 + "/" }.joined(separator: ", ")
      return [taken, made].filter { !$0.isEmpty }.joined(separator: " and ")
    }
  }

  /// In the order of drawing.
  let nodes: [Node]
  let edges: [Edge]
  var cycles: [[String]] = []

  // MARK: Text

  var text: String {
    let layers = (nodes.compactMap(\.layer).max() ?? 0)
    let margin = String(layers).count
    let blank = String(repeating: " ", count: margin + 2)
    var blocks: [String] = []
    let byLayer = Dictionary(grouping: nodes) { $0.layer }
    let byTarget = Dictionary(grouping: edges, by: \.to)
    for layer in stride(from: 1, through: layers, by: 1) {
      var lines: [String] = []
      for node in byLayer[layer] ?? [] {
        let number = lines.isEmpty ? String(layer) : ""
        let indent = String(repeating: " ", count: margin - number.count) + number + "  "
        lines.append(indent + node.name)
        let taken = byTarget[node.name] ?? []
        for (index, edge) in taken.enumerated() {
          let branch = index + 1 < taken.count ? "├─ " : "└─ "
          lines.append(
            blank + branch + (edge.words.isEmpty ? "" : edge.words + " ") + "from " + edge.from)
        }
      }
      blocks.append(lines.joined(separator: "\n"))
    }
    blocks += cycles.map { "a circle: " + $0.joined(separator: " → ") }
    return blocks.joined(separator: "\n\n")
  }

  // MARK: Mermaid

  var mermaid: String {
    var ids: [String: String] = [:]
    var taken: Set<String> = []
    var counts: [String: Int] = [:]
    // Made of the names, so that another notebook changes no line but its own.
    for node in nodes {
      let word = node.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }
      let own = "n_" + word.joined()
      var id = own
      while !taken.insert(id).inserted {
        counts[own, default: 1] += 1
        id = own + (counts[own] == 2 ? "_" : "_\(counts[own, default: 1])")
      }
      ids[node.name] = id
    }
    var lines = ["flowchart LR"]
    for node in nodes {
      let label = "\"\(Self.escaped(node.name))\""
      lines.append(
        "  \(ids[node.name] ?? "")" + (node.layer == nil ? "([\(label)])" : "[\(label)]"))
    }
    for edge in edges {
      guard let from = ids[edge.from], let to = ids[edge.to] else { continue }
      let words = edge.words.isEmpty ? "" : "|\"\(Self.escaped(edge.words))\"|"
      lines.append("  \(from) \(edge.isUse ? "-->" : "-.->")\(words) \(to)")
    }
    return lines.joined(separator: "\n")
  }

  /// Signs that mean something to Mermaid, by their numbers.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isPlain =
        scalar.properties.isAlphabetic || "0123456789 _-./,:→".unicodeScalars.contains(scalar)
      result += isPlain ? String(scalar) : "#\(scalar.value);"
    }
    return result
  }

  // MARK: JSON

  var json: JSON {
    [
      "nodes": .array(
        nodes.map { node in
          ["name": .string(node.name), "layer": node.layer.map { .int($0) } ?? .null]
        }),
      "edges": .array(
        edges.map { edge in
          [
            "from": .string(edge.from), "to": .string(edge.to), "names": .strings(edge.names),
            "folders": .strings(edge.folders), "use": .bool(edge.isUse),
          ]
        }),
      "cycles": .array(cycles.map { .strings($0) }),
    ]
  }
}
