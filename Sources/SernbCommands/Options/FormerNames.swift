// Options under the names that they had before: they go on working, and one line says what they are called now.

enum FormerNames {
  /// By the name that an option had.
  static let options = [
    "--fresh": "--recompute", "--fresh-only": "--freshness", "--trust-data": "--assume-data",
    "--no-record": "--no-history",
  ]

  /// A command line with the names of today, and those of before that stood in it, each once.
  ///
  ///     FormerNames.current(["run", "--fresh"])  // (["run", "--recompute"], ["--fresh"])
  static func current(_ arguments: [String]) -> (arguments: [String], former: [String]) {
    var former: [String] = []
    // What stands behind `--` is no option.
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    let current = arguments.indices.map { index in
      guard index < end, let name = options[arguments[index]] else { return arguments[index] }
      if !former.contains(arguments[index]) { former.append(arguments[index]) }
      return name
    }
    return (current, former)
  }

  /// The line for one of them.
  static func remark(_ former: String) -> String {
    "`\(former)` is now called `\(options[former] ?? former)`."
  }
}
