// `sernb graph`: which notebooks come before which, or which cells of one notebook do, without running anything.

import ArgumentParser
import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Show which notebooks use results or data of which others.",
    discussion: """
      Notebooks are arranged in layers: those of one layer can run in parallel, after the previous layers. A notebook comes \
      after those that it uses, and after those that make a folder that it reads.
      """)

  enum Form: String, CaseIterable, ExpressibleByArgument { case text, mermaid, json }

  @ArgumentParser.Argument(
    help: "Notebooks, or folders of them.", completion: .file(extensions: ["sernb", "md"]))
  var paths: [String] = ["Notebooks"]

  @Option(help: "Format of the drawing; mermaid is for Markdown on Git hosts.")
  var format: Form = .text

  @Option(
    help: "Show the cells of this notebook instead.",
    completion: .file(extensions: ["sernb", "md"]))
  var cells: String?

  @OptionGroup var given: ParameterOptions

  @Option(help: "The project's folder, where relative paths start.", completion: .directory)
  var project: String?

  func run() throws {
    let notebooks = try NotebookArgument.all(at: cells.map { [$0] } ?? paths)
    guard let first = notebooks.first else { return }
    let project = Project(root: project ?? Project.root(of: first.path))
    let loader = project.loader(given.overrides)
    var checked: [CheckedNotebook] = []
    var isWhole = true
    for path in notebooks.map(\.path) {
      do throws(Diagnostic) {
        checked.append(try loader.load(path))
      } catch {
        Console.show([(error, nil)], format: .text, without: Redaction(of: checked, in: project))
        isWhole = false
      }
    }
    try given.refuseUnknown(in: checked)
    let circles = StaticCheck(notebooks, loader, project).circles
    if !circles.isEmpty { Console.show(circles, format: .text) }
    let drawing: GraphDrawing
    if cells != nil {
      guard let notebook = checked.first else { throw ExitCode(Exit.staticProblems.rawValue) }
      drawing = GraphDrawing(cellsOf: notebook)
    } else {
      drawing = GraphDrawing(NotebookGraph(checked + others(in: checked, loader, project)))
    }
    let secrets = Redaction(of: checked, in: project)
    switch format {
    case .text: Console.print(secrets.text(drawing.text))
    case .mermaid: Console.print(secrets.text(drawing.mermaid))
    case .json: Console.print(secrets.json(drawing.json).text(.pretty))
    }
    if !isWhole || !circles.isEmpty || !drawing.cycles.isEmpty {
      throw ExitCode(Exit.staticProblems.rawValue)
    }
  }

  /// Notebooks of circles, which do not come with their users.
  private func others(
    in checked: [CheckedNotebook], _ loader: NotebookLoader, _ project: Project
  ) -> [CheckedNotebook] {
    var found: [CheckedNotebook] = []
    var waiting = CheckedNotebook.withUsed(checked)
    var seen = Set(waiting.map(\.source.name))
    while let notebook = waiting.popLast() {
      for name in notebook.uses.compactMap(\.notebook) where seen.insert(name).inserted {
        let path = name.hasPrefix("/") ? name : project.root + "/" + name
        guard let other = try? loader.load(path) else { continue }
        found.append(other)
        waiting.append(other)
      }
    }
    return found
  }
}

extension GraphDrawing {
  init(_ graph: NotebookGraph) {
    nodes = graph.layers.enumerated().flatMap { layer, paths in
      paths.map { Node(name: $0, layer: layer + 1) }
    }
    edges = graph.edges.map { edge in
      Edge(
        from: edge.from, to: edge.to, names: edge.names, folders: edge.folders, isUse: edge.isUse)
    }
    cycles = graph.cycles
  }

  /// The cells of a notebook, and the notebooks that they use.
  init(cellsOf notebook: CheckedNotebook) {
    var labels: [String] = []
    var taken: Set<String> = []
    /// How many cells have each label.
    var counts: [String: Int] = [:]
    for cell in notebook.cells {
      // Two cells of one label are a problem of the notebook; here both are drawn.
      let own = cell.cell.label.text.isEmpty ? "'" : cell.cell.label.text
      var label = own
      while !taken.insert(label).inserted {
        counts[own, default: 1] += 1
        label = "\(own) (\(counts[own, default: 1]))"
      }
      labels.append(label)
    }
    var layers = [Int](repeating: 1, count: labels.count)
    var edges: [Edge] = []
    var outside: [String] = []
    for (index, cell) in notebook.cells.enumerated() {
      var taken: [Int: Set<String>] = [:]
      for node in cell.nodes {
        for (name, source) in notebook.nodes[node].reads {
          guard let other = notebook.nodes[source].cell, other < index else { continue }
          taken[other, default: []].insert(name)
        }
        guard case .statement(let statement) = notebook.nodes[node].kind,
          case .use(let path, let names) = statement.kind
        else { continue }
        let use = notebook.uses.first { $0.span == path.span }
        let from = use?.notebook ?? use?.path ?? notebook.source[path.span]
        if !outside.contains(from) { outside.append(from) }
        edges.append(
          Edge(
            from: from, to: labels[index], names: names.map(\.name.text), folders: [], isUse: true))
      }
      for (other, names) in taken.sorted(by: { $0.key < $1.key }) {
        layers[index] = max(layers[index], layers[other] + 1)
        edges.append(
          Edge(
            from: labels[other], to: labels[index], names: names.sorted(), folders: [], isUse: true
          ))
      }
    }
    nodes =
      outside.map { Node(name: $0, layer: nil) }
      + zip(labels, layers).map { Node(name: $0, layer: $1) }
    self.edges = edges
  }
}
