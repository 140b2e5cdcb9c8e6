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
    body.write(kind.name)
    body.write(seed)
    body.write(target)
    body.write(settings) { writer, setting in
      writer.write(setting.name)
      setting.value.encode(into: &writer)
    }
    body.write(columns)
    body.write(classes)
    provenance.encode(into: &body)
    body.write(optional: digests) { $1.encode(into: &$0) }
    predictor.encode(into: &body)
    return FittedModel.form.file(body)
  }

  /// - Throws: `.damagedModel`.
  package init(bytes: [UInt8]) throws(LearningError) {
    do {
      try self.init(checking: bytes)
    } catch {
      throw .damagedModel(error.why)
    }
  }

  private init(checking bytes: [UInt8]) throws(CorruptData) {
    var (reader, version) = try FittedModel.form.versionedBody(of: bytes)
    let name = try reader.text()
    guard let kind = ModelKind.named(name) else {
      throw CorruptData("I know no model of the kind `\(name)`")
    }
    seed = try reader.integer(UInt64.self)
    target = try reader.text()
    settings = try reader.items { reader throws(CorruptData) in
      let name = try reader.text()
      return (name: kind.setting(name)?.name ?? name, value: try SettingValue(from: &reader))
    }
    columns = try reader.texts()
    classes = try reader.texts()
    provenance = try RowIdentities(from: &reader, version == 1 ? .first : .second)
    digests =
      version == 1
      ? nil
      : try reader.optional { reader throws(CorruptData) in try RowDigests(from: &reader) }
    predictor = try kind.read(&reader, columns.count, classes.count)
    self.kind = kind
    try reader.end()
  }
}

extension SettingValue {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    switch self {
    case .open: writer.write(UInt8(0))
    case .count(let count):
      writer.write(UInt8(1))
      writer.write(count)
    case .number(let number):
      writer.write(UInt8(2))
      writer.write(number)
    case .flag(let flag):
      writer.write(UInt8(3))
      writer.write(flag)
    case .choice(let word):
      writer.write(UInt8(4))
      writer.write(word)
    case .counts(let counts):
      writer.write(UInt8(5))
      writer.write(counts)
    case .weights(.equal): writer.write(UInt8(6))
    case .weights(.balanced): writer.write(UInt8(7))
    case .weights(.named(let named)):
      writer.write(UInt8(8))
      writer.write(named) {
        $0.write($1.name)
        $0.write($1.weight)
      }
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
    case 5: self = .counts(try reader.ints())
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
