// The command line of this process as a person would type it again, without the values of secret parameters.

import Foundation
import SernbLanguage
import SernbRuntime

enum CommandText {
  /// - Parameter isSecret: whether the value of a parameter is kept to oneself.
  static func text(
    _ arguments: [String] = Invocation.current.arguments, isSecret: (_ parameter: String) -> Bool
  ) -> String {
    var words = ["sernb"]
    var isValue = false
    for argument in arguments.dropFirst() {
      var (head, rest) = ("", argument)
      if !isValue {
        for start in ["--param=", "-p="] where argument.hasPrefix(start) { head = start }
        if head.isEmpty, argument.hasPrefix("-p"), !argument.hasPrefix("--") { head = "-p" }
        rest.removeFirst(head.count)
      }
      if isValue || !head.isEmpty, let sign = rest.firstIndex(of: "="),
        isSecret(Override(String(rest[..<sign]), "").parameter)
      {
        rest = rest[...sign] + Secret.shown
      }
      isValue = !isValue && ["-p", "--param"].contains(argument)
      words.append(quoted(head + rest))
    }
    return words.joined(separator: " ")
  }

  /// A word as a shell wants it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "-_=./,:+@%\(Secret.shown)".unicodeScalars.contains($0)
    }
    if isPlain, !word.isEmpty { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// Whether the value of a parameter may be shown: some notebook declares it, and none calls it secret.
  ///
  /// A notebook that could not be read may have declared anything.
  static func secrets(_ notebooks: [CheckedNotebook]) -> @Sendable (String) -> Bool {
    let all = CheckedNotebook.withUsed(notebooks)
    let known = Set(all.flatMap(\.frontMatter.parameters).map(\.name.text))
    let shown = known.subtracting(all.flatMap(\.secretNames))
    return { !shown.contains($0) }
  }
}
