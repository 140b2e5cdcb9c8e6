// What a statement came to as bytes: the values it binds and shows, the files it writes, and all that it has to say.

public import Kernels
import SernbDocument
import SernbLanguage

extension NodeResult {
  private static let form = SavedForm(magic: "sernbres", version: 1, noun: "stored result")

  /// The bytes that `init(bytes:_:)` reads on any machine; nil for a node that is not done, and for values that cannot be
  /// written.
  public func bytes() -> [UInt8]? {
    guard isDone else { return nil }
    var body = ByteWriter()
    body.write(bound.count)
    for (name, value) in bound.sorted(by: { $0.key < $1.key }) {
      body.write(name)
      if !value.encode(into: &body) { return nil }
    }
    body.write(outputs.count)
    for output in outputs where !output.encode(into: &body) { return nil }
    body.write(optional: sentence) { $0.write($1) }
    body.write(spoken != nil)
    if let spoken, !spoken.encode(into: &body) { return nil }
    body.write(remarks)
    body.write(notes) { $1.encode(into: &$0) }
    body.write(depth)
    return NodeResult.form.file(body)
  }

  /// - Throws: `DamagedBytes` for bytes that are damaged, or of another version.
  public init(bytes: [UInt8], _ decoders: ObjectDecoders) throws(DamagedBytes) {
    var reader = try NodeResult.form.body(of: bytes)
    try self.init(from: &reader, decoders)
  }

  init(from reader: inout ByteReader, _ decoders: ObjectDecoders) throws(DamagedBytes) {
    self.init(.done)
    let values = try reader.items(atLeast: 9) { reader throws(DamagedBytes) in
      (name: try reader.text(), value: try Value(from: &reader, decoders))
    }
    for (name, value) in values where bound.updateValue(value, forKey: name) != nil {
      throw DamagedBytes("a name is bound twice")
    }
    outputs = try reader.items(atLeast: 9) { reader throws(DamagedBytes) in
      try Output(from: &reader, decoders)
    }
    sentence = try reader.optional { reader throws(DamagedBytes) in try reader.text() }
    spoken = try reader.optional { reader throws(DamagedBytes) in
      try Value(from: &reader, decoders)
    }
    remarks = try reader.texts()
    notes = try reader.items(atLeast: 19) { reader throws(DamagedBytes) in
      try Note(from: &reader)
    }
    depth = try reader.int(in: 0...ValueSize.maximumDepth)
    try reader.end()
  }
}

extension Output {
  fileprivate func encode(into writer: inout ByteWriter) -> Bool {
    switch self {
    case .value(let value, let text):
      writer.write(UInt8(0))
      writer.write(text)
      return value.encode(into: &writer)
    case .file(let name, let saved):
      writer.write(UInt8(1))
      writer.write(name)
      writer.write(saved.note)
      writer.write(saved.bytes)
      return writer.count <= Value.mostBytes
    }
  }

  fileprivate init(
    from reader: inout ByteReader, _ decoders: ObjectDecoders
  ) throws(DamagedBytes) {
    switch try reader.integer(UInt8.self) {
    case 0:
      let text = try reader.text()
      self = .value(try Value(from: &reader, decoders), text: text)
    case 1:
      let name = try reader.text()
      // A name that leads out of the folder of outputs is never written, whoever has written these bytes.
      guard SavedName.isAllowed(name) else { throw DamagedBytes("a file has a forbidden name") }
      let note = try reader.text()
      self = .file(name: name, SavedBytes(try reader.data(), note: note))
    default: throw DamagedBytes("an output is of no known sort")
    }
  }
}

extension Note {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(callout.kind.rawValue)
    writer.write(callout.body)
    writer.write(optional: table) { $1.encode(into: &$0) }
    writer.write(isLeak)
    writer.write(optional: repeated) { writer, repeated in
      writer.write(repeated.before)
      writer.write(repeated.after)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedBytes) {
    guard let kind = Block.Callout.Kind(rawValue: try reader.text()) else {
      throw DamagedBytes("a note is of no known kind")
    }
    let callout = Block.Callout(kind, try reader.text())
    let table = try reader.optional { reader throws(DamagedBytes) in try ShownTable(from: &reader) }
    let isLeak = try reader.bool()
    let repeated = try reader.optional { reader throws(DamagedBytes) in
      Repeated(before: try reader.text(), after: try reader.text())
    }
    self.init(callout, table: table, isLeak: isLeak, repeated: repeated)
  }
}

// MARK: Shown tables

extension ShownTable {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(columns) { writer, column in
      writer.write(column.name)
      writer.write(column.cells) { $1.encode(into: &$0) }
      column.format.encode(into: &writer)
      let alignment: UInt8 =
        switch column.alignment {
        case .left: 0
        case .right: 1
        case .center: 2
        }
      writer.write(alignment)
    }
    writer.write(caption)
    writer.write(optional: totalRows) { $0.write($1) }
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedBytes) {
    let columns = try reader.items(atLeast: 18) { reader throws(DamagedBytes) in
      let name = try reader.text()
      let cells = try reader.items { reader throws(DamagedBytes) in try ShownCell(from: &reader) }
      let format = try NumberFormat(from: &reader)
      let alignment: Alignment
      switch try reader.integer(UInt8.self) {
      case 0: alignment = .left
      case 1: alignment = .right
      case 2: alignment = .center
      default: throw DamagedBytes("a column stands nowhere")
      }
      return Column(name, cells, format: format, alignment: alignment)
    }
    let caption = try reader.text()
    let total = try reader.optional { reader throws(DamagedBytes) in
      try reader.int(in: 0...Int.max)
    }
    self.init(columns, caption: caption, totalRows: total)
  }
}

extension ShownCell {
  fileprivate func encode(into writer: inout ByteWriter) {
    switch self {
    case .missing: writer.write(UInt8(0))
    case .flag(let flag): writer.write(UInt8(flag ? 2 : 1))
    case .text(let text):
      writer.write(UInt8(3))
      writer.write(text)
    case .count(let count):
      writer.write(UInt8(4))
      writer.write(count)
    case .number(let number):
      writer.write(UInt8(5))
      writer.write(number)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedBytes) {
    switch try reader.integer(UInt8.self) {
    case 0: self = .missing
    case 1: self = .flag(false)
    case 2: self = .flag(true)
    case 3: self = .text(try reader.text())
    case 4: self = .count(try reader.int())
    case 5: self = .number(try reader.double())
    default: throw DamagedBytes("a cell is of no known sort")
    }
  }
}

extension NumberFormat {
  fileprivate func encode(into writer: inout ByteWriter) {
    let (sort, digits): (UInt8, Int) =
      switch self {
      case .significant(let digits): (0, digits)
      case .fixed(let digits): (1, digits)
      case .percent(let digits): (2, digits)
      case .grouped(let digits): (3, digits)
      case .exact: (4, 0)
      }
    writer.write(sort)
    writer.write(digits)
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedBytes) {
    let sort = try reader.integer(UInt8.self)
    // No double has more digits than that.
    let digits = try reader.int(in: 0...1100)
    switch sort {
    case 0: self = .significant(digits)
    case 1: self = .fixed(digits)
    case 2: self = .percent(digits)
    case 3: self = .grouped(digits)
    case 4: self = .exact
    default: throw DamagedBytes("a number has no known format")
    }
  }
}
