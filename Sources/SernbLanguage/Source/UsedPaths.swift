// The notebooks that a text uses, read without checking it: what comes first is known before anything is checked.

extension Notebook {
  /// The paths behind `use`, as they were written, in file order.
  public var usedPaths: [String] {
    cells.flatMap { cell in
      // Reading code takes time, and most cells use nothing.
      guard source[cell.code].contains("use") else { return [String]() }
      return Parser.parse(source, in: cell.code).code.statements.compactMap { statement in
        guard case .use(let path, _) = statement.kind, case .text(let file) = path.kind else {
          return nil
        }
        return file
      }
    }
  }
}
