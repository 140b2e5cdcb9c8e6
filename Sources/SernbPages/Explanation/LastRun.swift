// What the nodes of a notebook depended on when it ran last, kept under the project, and why its cells ran or did not.
//
//     the header of a file, the notebook
//     for each node: true, its dependencies, without what is as in the node before it; then false
//     the reasons

internal import Basics
package import SernbDocument
package import SernbRuntime
internal import Storage

package struct LastRun: Sendable, Equatable {
  /// From the project's folder on.
  package var notebook: String
  package var nodes: [NodeDependencies]
  /// By the label of the cell, why it ran or did not, as a clause: `its code changed`.
  package var reasons: [Document.Fact]

  package init(notebook: String, nodes: [NodeDependencies], reasons: [Document.Fact] = []) {
    self.notebook = notebook
    self.nodes = nodes
    self.reasons = reasons
  }

  private static let form = FileHeader(magic: "sernblst", version: 2, noun: "record of a run")

  /// A name that no two notebooks share and that every file system takes.
  private static func name(_ notebook: String) -> String {
    notebook.replacing("%", with: "%25").replacing("/", with: "%2F") + ".run"
  }

  private static func folder(in root: String) -> NamedFiles {
    NamedFiles(folder: root + "/.sernb/last")
  }

  /// nil if it has not run here, or what was kept cannot be read.
  package static func load(_ notebook: String, in root: String) -> LastRun? {
    folder(in: root).read(name(notebook)).flatMap { try? LastRun(bytes: $0) }
  }

  private init(bytes: [UInt8]) throws(CorruptData) {
    var reader = try Self.form.body(of: bytes)
    notebook = try reader.read()
    nodes = []
    while try reader.bool() {
      nodes.append(try NodeDependencies(from: &reader, after: nodes.last))
    }
    reasons = try reader.facts()
    try reader.end()
  }

  /// Keeps it; where it cannot be written, nothing is lost but an explanation.
  package func save(in root: String, without secrets: Redaction = .none) {
    var writer = Writer(notebook, without: secrets)
    for node in nodes { writer.add(node) }
    writer.save(in: root, reasons)
  }

  /// Deletes what killed processes left of it, and what earlier versions kept.
  package static func sweep(in root: String) {
    let folder = folder(in: root)
    folder.sweep()
    for name in folder.names where name.hasSuffix(".json") { folder.remove(name) }
  }

  /// Takes the nodes one by one, so that thousands of them need not be in memory.
  struct Writer {
    private let notebook: String
    private let secrets: Redaction
    private var body = ByteWriter()
    private var last: NodeDependencies?

    init(_ notebook: String, without secrets: Redaction) {
      (self.notebook, self.secrets) = (notebook, secrets)
      body.write(secrets.text(notebook))
    }

    mutating func add(_ node: NodeDependencies) {
      body.write(true)
      node.encode(into: &body, after: last, without: secrets)
      last = node
    }

    mutating func save(in root: String, _ reasons: [Document.Fact] = []) {
      body.write(false)
      body.write(reasons, without: secrets)
      LastRun.folder(in: root).writeIfOther(
        LastRun.name(notebook), LastRun.form.head(of: body), body.bytes)
    }
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ facts: [Document.Fact], without secrets: Redaction) {
    write(facts) { $0.write(secrets.text($1.name), secrets.text($1.value)) }
  }

  /// Writes a text unless it is `last`, byte by byte.
  fileprivate mutating func write(_ text: String, after last: String?, without secrets: Redaction) {
    let isSame = last?.utf8.elementsEqual(text.utf8) ?? false
    write(isSame)
    if !isSame { write(secrets.text(text)) }
  }
}

extension ByteReader {
  fileprivate mutating func facts() throws(CorruptData) -> [Document.Fact] {
    try items(atLeast: 16) { reader throws(CorruptData) in
      Document.Fact(try reader.text(), try reader.text())
    }
  }

  fileprivate mutating func text(after last: String?) throws(CorruptData) -> String {
    guard try bool() else { return try text() }
    guard let last else { throw CorruptData("the first node is as one before it") }
    return last
  }
}

extension NodeDependencies {
  fileprivate func encode(
    into writer: inout ByteWriter, after last: NodeDependencies?, without secrets: Redaction
  ) {
    writer.write(cell, after: last?.cell, without: secrets)
    writer.write(acceptedLeak, after: last?.acceptedLeak, without: secrets)
    writer.write(engine, after: last?.engine, without: secrets)
    writer.write(seed, after: last?.seed, without: secrets)
    writer.write(index, secrets.text(code))
    writer.write(parameters, without: secrets)
    writer.write(reads) { writer, read in
      writer.write(secrets.text(read.name), secrets.text(read.cell))
      writer.write(read.notebook.map(secrets.text), read.digest)
    }
    writer.write(builtins, without: secrets)
    writer.write(key, origin.rawValue, seconds)
  }

  fileprivate init(from reader: inout ByteReader, after last: NodeDependencies?) throws(CorruptData)
  {
    cell = try reader.text(after: last?.cell)
    acceptedLeak = try reader.text(after: last?.acceptedLeak)
    engine = try reader.text(after: last?.engine)
    seed = try reader.text(after: last?.seed)
    index = try reader.int()
    code = try reader.text()
    parameters = try reader.facts()
    reads = try reader.items(atLeast: 18) { reader throws(CorruptData) in
      try Read(
        name: reader.text(), cell: reader.text(), notebook: reader.read(), digest: reader.read())
    }
    builtins = try reader.facts()
    key = try reader.read()
    origin = try reader.choice(else: "a node came about in no known way")
    seconds = try reader.double()
  }
}
