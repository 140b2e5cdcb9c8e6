// What the comparison of a sweep was made from, so that its freshness and that of its points can be checked.

package import Basics
internal import SernbDocument
package import SernbLanguage
internal import SernbRuntime

package struct SweepOrigin: Sendable {
  /// The version of what made it.
  package let engine: String
  /// The notebook, from the project's folder on.
  package let notebook: String
  /// What was given for its parameters, grids among them; secrets are left out.
  package let given: [Override]

  package init(notebook: String, given: [Override]) {
    engine = Engine.version
    self.notebook = notebook
    self.given = given
  }

  package var members: [JSON.Member] {
    [
      .init("engine", .string(engine)), .init("notebook", .string(notebook)),
      .init(
        "given",
        .array(given.map { ["name": .string($0.name), "value": .string($0.value)] })),
    ]
  }

  /// nil for a results file that is not of a sweep.
  package init?(_ json: JSON) {
    guard case .string(let engine)? = json["engine"],
      case .string(let notebook)? = json["notebook"], case .array(let given)? = json["given"]
    else { return nil }
    self.engine = engine
    self.notebook = notebook
    self.given = given.compactMap { one in
      guard case .string(let name)? = one["name"], case .string(let value)? = one["value"] else {
        return nil
      }
      return Override(name, value)
    }
    guard self.given.count == given.count else { return nil }
  }
}
