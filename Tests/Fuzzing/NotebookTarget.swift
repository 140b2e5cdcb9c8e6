// Any notebook prints back, is checked against the whole library, and has one canonical layout.

import SernbLanguage
import SernbLibrary

extension FuzzTarget {
  static let notebook = FuzzTarget("notebook") { bytes in
    guard case .success(let source) = SourceText.decoding(bytes, name: "fuzz.sernb") else { return }
    let notebook = Notebook(parsing: source)
    try law(notebook.printed() == bytes, "the notebook does not print back")
    let checked = Checker.check(notebook, in: CheckContext(vocabulary: Library.vocabulary))
    for problem in checked.problems.prefix(20) {
      let drawing = DiagnosticText.draw(problem.diagnostic, in: source)
      try law(!drawing.isEmpty, "a problem has no words")
    }
    let once = Formatter.format(notebook)
    guard case .success(let formatted) = SourceText.decoding(once, name: "fuzz.sernb") else {
      throw BrokenLaw(description: "formatting makes text into something else")
    }
    let again = Notebook(parsing: formatted)
    try law(Formatter.format(again) == once, "formatting is not idempotent")
    try law(again.cells.count == notebook.cells.count, "formatting changes the number of cells")
    for (old, new) in zip(notebook.cells, again.cells) {
      let (was, now) = (Parser.parse(source, in: old.code), Parser.parse(formatted, in: new.code))
      try law(was.problems.count == now.problems.count, "formatting changes the problems")
      let same = was.code.statements.map { Printer.print($0.kind) }
      try law(same == now.code.statements.map { Printer.print($0.kind) }, "formatting changes code")
    }
  }
}
