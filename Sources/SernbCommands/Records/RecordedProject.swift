// The project whose runs are looked back at, and which notebook a person means by a few words.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbReport
import SernbRuntime

/// How a table of runs is written.
enum TableFormat: String, CaseIterable, ExpressibleByArgument { case text, markdown, json }

struct RecordedProject {
  let project: Project
  let store: RunStore

  /// - Parameters:
  ///   - folder: the project's, where a person named it.
  ///   - path: a notebook or write-up, whose project is taken if it is there.
  init(folder: String?, path: String?) throws {
    if let folder, kindOfPath(folder) != .folder {
      throw ValidationError("'\(folder)' is not a folder.")
    }
    let here = Invocation.current.folder + "/notebook.sernb"
    let named = path.flatMap { kindOfPath($0) == .file ? $0 : nil }
    project = Project(root: folder ?? Project.root(of: named ?? here))
    store = RunStore(root: project.root)
  }

  /// The terminal that tables are drawn for.
  static var terminal: Terminal {
    var size = winsize()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 10 else {
      // A pipe takes any width.
      return Terminal(width: 200)
    }
    return Terminal(width: Int(size.ws_col), style: Console.isColored ? .colored : .plain)
  }

  /// The notebook that a person means: by its path, its file name, or its name without the ending.
  ///
  /// - Parameter known: the paths of notebooks that records name.
  func notebook(_ words: String, among known: Set<String>) throws -> String {
    let short = project.shortName(words)
    if known.contains(short) { return short }
    if known.contains(words) { return words }
    let found = known.filter { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return name == words || Notebook.stem(of: path) == words
    }.sorted()
    if found.count == 1 { return found[0] }
    if found.count > 1 {
      throw ValidationError(
        "`\(words)` may mean \(found.map { "`\($0)`" }.joined(separator: " or ")); give the path.")
    }
    if kindOfPath(words) == .file, Notebook.isNotebookName(words) {
      throw ValidationError("No run of `\(short)` is on record.")
    }
    let names = known.sorted() + known.map { Notebook.stem(of: $0) }.sorted()
    let hint = NearestNames.hint(for: words, among: names) ?? "`sernb history` lists all."
    throw ValidationError("No run of a notebook `\(words)` is on record. \(hint)")
  }
}
