// What the nodes of a notebook depended on when it ran last, kept under the project, and why its cells ran or did not.

internal import Basics
package import SernbDocument
package import SernbRuntime
internal import Storage

package struct LastRun: Sendable, Equatable {
  /// From the project's folder on.
  package var notebook: String
  package var nodes: [NodeDependencies]
  /// By the label of the cell, why it ran or did not, as a clause: `its code changed`.
  package var reasons: [Document.Fact]

  package init(notebook: String, nodes: [NodeDependencies], reasons: [Document.Fact] = []) {
    self.notebook = notebook
    self.nodes = nodes
    self.reasons = reasons
  }

  private static let format = 1

  /// A name that no two notebooks share and that every file system takes.
  private static func name(_ notebook: String) -> String {
    notebook.replacing("%", with: "%25").replacing("/", with: "%2F") + ".json"
  }

  private static func folder(in root: String) -> NamedFiles {
    NamedFiles(folder: root + "/.sernb/last")
  }

  /// nil if it has not run here, or what was kept cannot be read.
  package static func load(_ notebook: String, in root: String) -> LastRun? {
    guard let bytes = folder(in: root).read(name(notebook)),
      let json = try? JSON(parsing: String(decoding: bytes, as: UTF8.self)),
      json["format"] == .int(format), case .array(let nodes)? = json["nodes"],
      case .object(let reasons)? = json["reasons"]
    else { return nil }
    return LastRun(
      notebook: notebook, nodes: nodes.compactMap(NodeDependencies.init),
      reasons: reasons.compactMap { member in
        if case .string(let text) = member.value { Document.Fact(member.name, text) } else { nil }
      })
  }

  /// Keeps it; where it cannot be written, nothing is lost but an explanation.
  package func save(in root: String, without secrets: Redaction = .none) {
    let json: JSON = secrets.json([
      "format": .int(Self.format), "notebook": .string(notebook),
      "reasons": .object(reasons.map { JSON.Member($0.name, .string($0.value)) }),
      "nodes": .array(nodes.map(\.json)),
    ])
    let (folder, name) = (Self.folder(in: root), Self.name(notebook))
    let bytes = Array((json.text() + "\n").utf8)
    if folder.read(name) == bytes { return }
    _ = folder.write(name, bytes)
  }

  /// Deletes what killed processes left of it.
  package static func sweep(in root: String) { folder(in: root).sweep() }
}
