// A fitted model as a file.
//
// 1. Eight bytes `sernbmdl`, then a version of the format (32 bits), then a checksum (64 bits, FNV-1a) of all that
//    follows.
// 2. The kind's name, the seed, the column of classes, the settings as names and tagged values, the columns,
//    the classes, the identities and digests of the training rows, and the predictor as its kind writes it.
//    Version 1 had neither digests nor other names of rows.
// 3. All numbers are little-endian; a list is its length and its items.
// 4. A file that is too short, has another checksum, an unknown kind or version, or numbers that do not fit together is
//    refused with a sentence; nothing read from it can crash.

package import Basics
import Tables

extension FittedModel {
  static let form = FileHeader(magic: "sernbmdl", version: 2, oldest: 1, noun: "saved model")

  /// The bytes of a file that `init(bytes:)` reads on any machine.
  package var bytes: [UInt8] {
    var body = ByteWriter()
    body.write(kind.name, seed, target)
    body.write(settings: settings)
    body.write(columns, classes, provenance, digests)
    predictor.encode(into: &body)
    return FittedModel.form.file(body)
  }

  /// - Throws: `.damagedModel`.
  package init(bytes: [UInt8]) throws(LearningError) {
    do { try self.init(checking: bytes) } catch { throw .damagedModel(error.why) }
  }

  private init(checking bytes: [UInt8]) throws(CorruptData) {
    var (reader, version) = try FittedModel.form.versionedBody(of: bytes)
    let name = try reader.text()
    guard let kind = ModelKind.named(name) else {
      throw CorruptData("I know no model of the kind `\(name)`")
    }
    seed = try reader.read()
    target = try reader.read()
    settings = try reader.settings(of: kind)
    columns = try reader.read()
    classes = try reader.read()
    (provenance, digests) = try reader.learnedRows(version)
    predictor = try kind.read(&reader, columns.count, classes.count)
    self.kind = kind
    try reader.end()
  }
}

extension ByteReader {
  /// Whose rows something saved was learned from, and the rows' digests, which the first version had not.
  mutating func learnedRows(
    _ version: UInt32
  ) throws(CorruptData) -> (provenance: RowIdentities, digests: RowDigests?) {
    if version == 1 { return (try RowIdentities(from: &self, .first), nil) }
    return (try read(), try read())
  }

  /// Reads what `write(settings:)` wrote, former names of settings as their present ones.
  package mutating func settings(
    of kind: ModelKind
  ) throws(CorruptData) -> [(name: String, value: SettingValue)] {
    try items(atLeast: 9) { reader throws(CorruptData) in
      let name = try reader.text()
      return (kind.setting(name)?.name ?? name, try reader.read())
    }
  }
}

extension ByteWriter {
  /// Writes settings with their names.
  package mutating func write(settings: [(name: String, value: SettingValue)]) {
    write(settings) { $0.write($1.name, $1.value) }
  }
}

extension SettingValue: ByteCoded {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    switch self {
    case .open: writer.write(UInt8(0))
    case .count(let count): writer.write(UInt8(1), count)
    case .number(let number): writer.write(UInt8(2), number)
    case .flag(let flag): writer.write(UInt8(3), flag)
    case .choice(let choice): writer.write(UInt8(4), choice)
    case .counts(let counts): writer.write(UInt8(5), counts)
    case .weights(.equal): writer.write(UInt8(6))
    case .weights(.balanced): writer.write(UInt8(7))
    case .weights(.named(let named)):
      writer.write(UInt8(8))
      writer.write(named) { $0.write($1.name, $1.weight) }
    }
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.integer(UInt8.self) {
    case 0: self = .open
    case 1: self = .count(try reader.int())
    case 2: self = .number(try reader.double())
    case 3: self = .flag(try reader.bool())
    case 4: self = .choice(try reader.text())
    case 5: self = .counts(try reader.read())
    case 6: self = .weights(.equal)
    case 7: self = .weights(.balanced)
    case 8:
      self = .weights(
        ClassWeights(
          try reader.items { reader throws(CorruptData) in
            (name: try reader.text(), weight: try reader.double())
          }))
    default: throw CorruptData("a setting is of no known sort")
    }
  }
}
