// The notebooks that a text imports, read without checking it, so that the order of checking is known beforehand.

extension Notebook {
  /// The paths behind `use`, as they were written, in file order.
  package var usedPaths: [String] {
    cells.flatMap { cell in
      // Parsing takes time, and most cells have no `use`.
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
