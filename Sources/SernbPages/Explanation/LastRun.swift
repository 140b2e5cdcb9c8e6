// What the nodes of a notebook depended on when it ran last, kept under the project, and why its cells ran or did not.
//
//     the header of a file, the notebook
//     for each node: true, its dependencies, without what is as in the node before it; then false
//     the reasons
//
// Counts and lengths take one byte, or nine where they are 255 and more.

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
    /// Full pieces of the body, so that no buffer grows.
    private var pieces: [[UInt8]] = []
    private var rest = ByteWriter()
    private var last: NodeDependencies?

    private static let piece = 1 << 16

    init(_ notebook: String, without secrets: Redaction) {
      (self.notebook, self.secrets) = (notebook, secrets)
      rest.write(secrets.text(notebook))
    }

    mutating func add(_ node: NodeDependencies) {
      rest.write(true)
      node.encode(into: &rest, after: last, without: secrets)
      last = node
      while let piece = rest.takeFirst(Self.piece) { pieces.append(piece) }
    }

    mutating func save(in root: String, _ reasons: [Document.Fact] = []) {
      rest.write(false)
      rest.write(reasons, without: secrets)
      let body = pieces + [rest.bytes]
      LastRun.folder(in: root).writeIfOther(
        LastRun.name(notebook), [LastRun.form.head(of: body)] + body)
    }
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ facts: [Document.Fact], without secrets: Redaction) {
    write(short: facts.count)
    for fact in facts {
      write(short: secrets.text(fact.name))
      write(short: secrets.text(fact.value))
    }
  }

  fileprivate mutating func write(short count: Int) {
    write(UInt8(clamping: count))
    if count >= 255 { write(count) }
  }

  fileprivate mutating func write(short text: String) {
    write(short: text.utf8.count)
    for byte in text.utf8 { write(byte) }
  }

  /// Writes a text unless it is `last`, byte by byte.
  fileprivate mutating func write(_ text: String, after last: String?, without secrets: Redaction) {
    let isSame = last?.utf8.elementsEqual(text.utf8) ?? false
    write(isSame)
    if !isSame { write(short: secrets.text(text)) }
  }
}

extension ByteReader {
  fileprivate mutating func facts() throws(CorruptData) -> [Document.Fact] {
    var facts: [Document.Fact] = []
    for _ in 0..<(try short()) { facts.append(Document.Fact(try shortText(), try shortText())) }
    return facts
  }

  fileprivate mutating func short() throws(CorruptData) -> Int {
    let count = Int(try integer(UInt8.self))
    return count < 255 ? count : try int(in: 255...Int(UInt32.max))
  }

  fileprivate mutating func shortText() throws(CorruptData) -> String {
    try text(count: short())
  }

  fileprivate mutating func text(after last: String?) throws(CorruptData) -> String {
    guard try bool() else { return try shortText() }
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
    writer.write(short: index)
    writer.write(short: secrets.text(code))
    writer.write(parameters, without: secrets)
    writer.write(short: reads.count)
    for read in reads {
      writer.write(short: secrets.text(read.name))
      writer.write(short: secrets.text(read.cell))
      writer.write(read.notebook.map(secrets.text), read.digest)
    }
    writer.write(builtins, without: secrets)
    writer.write(origin.rawValue, seconds == 0 ? nil : seconds)
  }

  fileprivate init(from reader: inout ByteReader, after last: NodeDependencies?) throws(CorruptData)
  {
    cell = try reader.text(after: last?.cell)
    acceptedLeak = try reader.text(after: last?.acceptedLeak)
    engine = try reader.text(after: last?.engine)
    seed = try reader.text(after: last?.seed)
    index = try reader.short()
    code = try reader.shortText()
    parameters = try reader.facts()
    reads = []
    for _ in 0..<(try reader.short()) {
      reads.append(
        try Read(
          name: reader.shortText(), cell: reader.shortText(), notebook: reader.read(),
          digest: reader.read()))
    }
    builtins = try reader.facts()
    key = nil
    origin = try reader.choice(else: "a node came about in no known way")
    seconds = try reader.read(Double?.self) ?? 0
  }
}
