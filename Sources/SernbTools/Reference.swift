// The pages of `sernb doc`: one screen per builtin, and the list of all builtins by family.

internal import Basics
import SernbDocument
import SernbLanguage
package import SernbRuntime

/// The texts of `sernb doc`.
package enum Reference {
  /// The text of an example's result: what a cell shows on a terminal without colors.
  package static func shown(_ value: Value) -> String {
    Terminal().text(value.blocks(name: "", ShowOptions()))
  }

  /// All builtins, one line each, by family in the order of the library.
  package static func list(_ builtins: [Builtin]) -> String {
    var families: [String] = []
    for builtin in builtins where !families.contains(builtin.signature.family) {
      families.append(builtin.signature.family)
    }
    let width = (builtins.map(\.name.count).max() ?? 0) + 2
    return families.map { family in
      let lines = builtins.filter { $0.signature.family == family }
        .sorted { $0.name < $1.name }
        .map { builtin in
          "  " + builtin.name + String(repeating: " ", count: width - builtin.name.count)
            + builtin.signature.summary
        }
      return ([family] + lines).joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n\n`sernb doc NAME` shows parameters and examples."
  }

  /// What a builtin does, its parameters with units and ranges, and examples with what they show.
  ///
  /// - Parameter name: what was asked for, which may be a former name.
  package static func page(_ builtin: Builtin, for name: String) -> String {
    let signature = builtin.signature
    var text = name == builtin.name ? "" : "`\(name)` is now called `\(builtin.name)`.\n\n"
    text += signature.line + "\n\n  " + signature.summary + "\n"
    if !signature.parameters.isEmpty || signature.rest != nil {
      text += "\nParameters\n"
      for parameter in signature.parameters {
        text += "  \(parameter.name)  \(parameter.summary)\n"
        var description = parameter.description
        if let defaultValue = parameter.defaultValue {
          description += "; \(defaultValue.written) when left out"
        } else if parameter.isOptional {
          description += "; optional"
        }
        text += "      \(description.prefix(1).uppercased() + description.dropFirst()).\n"
      }
      if let rest = signature.rest {
        text += "  name: …  Any number of them.\n      \(rest.description.capitalizedFirst).\n"
      }
    }
    if !builtin.examples.isEmpty {
      text += "\nExamples"
      for example in builtin.examples {
        let shown = example.shows.split(separator: "\n", omittingEmptySubsequences: false)
        let code = example.code.split(separator: "\n", omittingEmptySubsequences: false)
        text += "\n" + code.map { "  \($0)" }.joined(separator: "\n") + "\n"
        text += shown.map { "    \($0)" }.joined(separator: "\n") + "\n"
      }
    }
    while text.last == "\n" { text.removeLast() }
    return text
  }
}
