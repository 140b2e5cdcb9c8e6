// What a write-up was made from, so that it proves by itself whether it is fresh: the text, a key for each cell, the files.

package import Basics
internal import SernbDocument
package import SernbLanguage
package import SernbRuntime
package import Storage

package struct Provenance: Sendable, Equatable {
  /// The version of what made it.
  package var engine: String
  /// The notebook, from the project's folder on.
  package var notebook: String
  /// That of the notebook's text.
  package var text: Digest
  /// One key for each cell, in file order; the key of what is bound in prose stands under the empty label.
  package var cells: [(label: String, key: Digest)]
  /// Everything on disk that the results depend on.
  package var inputs: [InputLine]

  package init(_ checked: CheckedNotebook, builtins: [String: Builtin], inputs: [InputLine]) {
    engine = Engine.version
    notebook = checked.source.name
    text = Self.text(of: checked)
    cells = Self.keys(of: checked, builtins: builtins)
    self.inputs = inputs
  }

  /// Line ends of another system mean nothing.
  package static func text(of checked: CheckedNotebook) -> Digest {
    Digest(of: checked.source.bytes.filter { $0 != UInt8(ascii: "\r") })
  }

  /// The keys that cells have now.
  package static func keys(
    of checked: CheckedNotebook, builtins: [String: Builtin]
  ) -> [(label: String, key: Digest)] {
    let recipes = NodeKey.recipes(of: checked, builtins: builtins)
    func key(_ nodes: [NodeID]) -> Digest {
      var builder = DigestBuilder("cell")
      for node in nodes { builder.add(recipes[node]) }
      return builder.digest()
    }
    let prose = checked.nodes.filter { $0.cell == nil }.map(\.id)
    return checked.cells.map { ($0.cell.label.text, key($0.nodes)) }
      + (prose.isEmpty ? [] : [("", key(prose))])
  }

  package func key(of label: String) -> Digest? { cells.first { $0.label == label }?.key }

  /// The keys of all cells by label; of two cells of one label the first one's.
  package var keysByLabel: [String: Digest] {
    Dictionary(cells.map { ($0.label, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  package static func == (a: Provenance, b: Provenance) -> Bool {
    a.engine == b.engine && a.notebook == b.notebook && a.text == b.text
      && a.cells.elementsEqual(b.cells) { $0.label == $1.label && $0.key == $1.key }
      && a.inputs == b.inputs
  }

  // MARK: As members of the results file

  package var members: [JSON.Member] {
    [
      .init("engine", .string(engine)), .init("notebook", .string(notebook)),
      .init("text", .string(text.hex)),
      .init(
        "cells",
        .array(cells.map { ["label": .string($0.label), "key": .string($0.key.hex)] })),
      .init("inputs", .array(inputs.map(\.json))),
    ]
  }

  /// nil for a results file without an origin.
  package init?(_ json: JSON) {
    guard case .string(let engine)? = json["engine"],
      case .string(let notebook)? = json["notebook"],
      case .string(let text)? = json["text"], let digest = Digest(hex: text),
      case .array(let cells)? = json["cells"], case .array(let inputs)? = json["inputs"]
    else { return nil }
    self.engine = engine
    self.notebook = notebook
    self.text = digest
    self.cells = cells.compactMap { cell in
      guard case .string(let label)? = cell["label"], case .string(let hex)? = cell["key"],
        let key = Digest(hex: hex)
      else { return nil }
      return (label, key)
    }
    self.inputs = inputs.compactMap(InputLine.init)
    guard self.cells.count == cells.count, self.inputs.count == inputs.count else { return nil }
  }
}
