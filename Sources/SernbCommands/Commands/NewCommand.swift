// `sernb new`: a small notebook that runs, to start from.

import ArgumentParser
import FileAccess
import Foundation
import SernbLanguage
import SernbRuntime

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Create a small notebook to start from.")

  @ArgumentParser.Argument(help: "The notebook to create, such as Notebooks/pitch.sernb.")
  var path: String

  func run() throws {
    let name = Notebook.isNotebookName(path) ? path : path + ".sernb"
    let file = Invocation.current.path(name)
    guard kindOfPath(file) == .missing else {
      throw ValidationError("'\(name)' is there already; choose another name.")
    }
    let stem = Notebook.stem(of: file)
    let title = stem.replacing("_", with: " ").replacing("-", with: " ")
    do {
      let text = Self.text(title: title.prefix(1).uppercased() + title.dropFirst())
      try Signals.holding { () throws(FileProblem) in
        try WholeText(file, makesFolders: true).write(text)
      }
    } catch {
      Console.error("I cannot write `\(name)`: \(error.message).")
      throw ExitCode(Exit.failed.rawValue)
    }
    let lines = GitLines.add(in: Project.root(of: file))
    Console.print("Created \(name). Run it with `sernb run \(name)`.")
    for line in lines { Console.print(line) }
  }

  static func text(title: String) -> String {
    """
    ---
    title: "\(title.replacing("\"", with: ""))"
    seed: 1
    params:
      shortest: 500 ms   # turns below this length are left out
    ---

    # \(title)

    Prose is Markdown; cells are fenced with `ser` and a label.

    ```ser turns
    #| caption: Three made-up turns
    turns = table(
      label: ["ang", "sad", "neu"],
      start: [0.4 s, 2.5 s, 7 s],
      end: [2.1 s, 6.2 s, 7.3 s],
    )
    turns |> derive(length: .end - .start)
    ```

    ```ser long
    long = turns |> where(.end - .start >= params.shortest)
    expect rows(long) > 0, "no turn is long enough"
    ```

    Of {{ rows(turns) }} turns, {{ rows(long) }} last at least {{ params.shortest }}.

    """
  }
}
