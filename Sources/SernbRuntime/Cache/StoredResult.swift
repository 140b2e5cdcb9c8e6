// What the store holds of a result: all that it has to say, and where its values lie.
//
// Values lie apart, each under the digest of its bytes: what is the same is kept once, and a run that only asks whether
// anything changed reads none of them. Small ones stand in the result itself. A value that cannot be written, such as a
// function, is known by a digest all the same, that of what made it, and is made again when something reads it.

package import Basics
internal import SernbLanguage
package import Storage

package struct StoredResult: ByteCoded, Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    package let digest: Digest
    package let location: Location

    package enum Location: Sendable, Equatable {
      case here([UInt8])
      /// In the entry of the node that binds it, which is read again when something needs the value.
      case entry
      /// In the namespace of values.
      case namespace
      case nowhere
    }

    package init(_ digest: Digest, _ location: Location) {
      self.digest = digest
      self.location = location
    }
  }

  package enum Shown: Sendable, Equatable {
    case value(Item, text: String)
    case file(name: String, note: String, Item)
  }

  /// In the order of their names.
  package var bound: [(name: String, item: Item)] = []
  /// The rest, one at most: most statements bind something and say nothing else, which takes no memory then.
  private var others: [Others] = []

  private struct Others: Sendable, Equatable {
    var outputs: [Shown] = []
    var sentence: String?
    var spoken: Item?
    var remarks: [String] = []
    var notes: [Note] = []
  }

  private static let none = Others()
  private static let nothingShown = shownDigest(of: none)

  private var rest: Others {
    get { others.first ?? Self.none }
    set { others = newValue == Self.none ? [] : [newValue] }
  }

  package var outputs: [Shown] {
    get { rest.outputs }
    set { rest.outputs = newValue }
  }
  package var sentence: String? {
    get { rest.sentence }
    set { rest.sentence = newValue }
  }
  package var spoken: Item? {
    get { rest.spoken }
    set { rest.spoken = newValue }
  }
  package var remarks: [String] {
    get { rest.remarks }
    set { rest.remarks = newValue }
  }
  package var notes: [Note] {
    get { rest.notes }
    set { rest.notes = newValue }
  }

  package init() {}

  /// A function: nothing is done before something calls it.
  init(definition name: String, _ key: Digest) { bound = [(name, Item(key, .nowhere))] }

  package static func == (a: StoredResult, b: StoredResult) -> Bool {
    a.bound.elementsEqual(b.bound) { $0.name == $1.name && $0.item == $1.item }
      && a.others == b.others
  }

  /// The same without the small values that it binds, which stay in the entry of the node.
  var lean: StoredResult {
    var lean = self
    lean.bound = bound.map { name, item in
      if case .here = item.location { (name, Item(item.digest, .entry)) } else { (name, item) }
    }
    return lean
  }

  /// Whether all of its values lie somewhere.
  var isWhole: Bool {
    let shown = outputs.map { output in
      switch output {
      case .value(let item, _), .file(_, _, let item): item
      }
    }
    return (bound.map(\.item) + shown + [spoken].compactMap(\.self))
      .allSatisfy { $0.location != .nowhere }
  }

  /// Everything that the write-up shows of it, as a digest.
  var shownDigest: Digest { others.first.map(Self.shownDigest) ?? Self.nothingShown }

  private static func shownDigest(of rest: Others) -> Digest {
    var writer = ByteWriter()
    writer.write(rest.outputs) { $1.encode(into: &$0, byDigest: true) }
    rest.sentence.encode(into: &writer)
    writer.write(rest.spoken != nil)
    rest.spoken?.encode(into: &writer, byDigest: true)
    writer.write(rest.remarks, rest.notes)
    return Digest(of: writer.bytes)
  }

  package func encode(into writer: inout ByteWriter) {
    writer.write(bound) { $0.write($1.name, $1.item) }
    writer.write(outputs, sentence, spoken, remarks, notes)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    bound = try reader.items(atLeast: 41) { reader throws(CorruptData) in
      (name: try reader.read(), item: try reader.read(Item.self))
    }
    if bound.count > 1, Set(bound.map(\.name)).count != bound.count {
      throw CorruptData("a name is bound twice")
    }
    var rest = Others()
    rest.outputs = try reader.read()
    rest.sentence = try reader.read()
    rest.spoken = try reader.read()
    rest.remarks = try reader.read()
    rest.notes = try reader.read()
    self.rest = rest
  }
}

extension StoredResult.Item: ByteCoded {
  package func encode(into writer: inout ByteWriter) { encode(into: &writer, byDigest: false) }

  fileprivate func encode(into writer: inout ByteWriter, byDigest: Bool) {
    digest.encode(into: &writer)
    if byDigest { return }
    switch location {
    case .nowhere, .entry: writer.write(UInt8(0))
    case .namespace: writer.write(UInt8(1))
    case .here(let bytes): writer.write(UInt8(2), bytes)
    }
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    digest = try reader.read()
    switch try reader.read(UInt8.self) {
    case 0: location = .nowhere
    case 1: location = .namespace
    case 2:
      let bytes = try reader.data()
      guard Digest(of: bytes) == digest else { throw CorruptData("a value has another digest") }
      location = .here(bytes)
    default: throw CorruptData("a value lies nowhere known")
    }
  }
}

extension StoredResult.Shown: ByteCoded {
  package func encode(into writer: inout ByteWriter) { encode(into: &writer, byDigest: false) }

  fileprivate func encode(into writer: inout ByteWriter, byDigest: Bool) {
    switch self {
    case .value(let item, let text):
      writer.write(UInt8(0), text)
      item.encode(into: &writer, byDigest: byDigest)
    case .file(let name, let note, let item):
      writer.write(UInt8(1), name, note)
      item.encode(into: &writer, byDigest: byDigest)
    }
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.read(UInt8.self) {
    case 0:
      let text = try reader.text()
      self = .value(try StoredResult.Item(from: &reader), text: text)
    case 1:
      let name = try reader.text()
      // A name that leads out of the folder of outputs is never written, wherever these bytes come from.
      guard SavedName.isAllowed(name) else { throw CorruptData("a file has a forbidden name") }
      let note = try reader.text()
      self = .file(name: name, note: note, try StoredResult.Item(from: &reader))
    default: throw CorruptData("an output is of no known sort")
    }
  }
}
