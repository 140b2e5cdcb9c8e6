// `sernb doc`: all builtins by family, or one with its parameters, units, ranges and examples, or a topic.

import ArgumentParser
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools

struct DocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doc", abstract: "Show what a builtin does, or list them all.")

  @ArgumentParser.Argument(
    help: "The name of a builtin, or `leaks`.",
    completion: .custom { _, _, _ in Library.vocabulary.names })
  var name: String?

  func run() throws {
    guard let name else {
      Console.print(Reference.list(Library.all))
      return
    }
    guard let builtin = Library.byName[name] else {
      let hint = NearestNames.hint(for: name, among: Library.vocabulary.names)
      throw ValidationError(
        "There is no builtin `\(name)`. \(hint ?? "`sernb doc` lists them all.")")
    }
    Console.print(Reference.page(builtin, for: name))
    if let topic = Topic.named(name) { Console.print("\n" + topic.text) }
  }
}
