// A fitted scaler as a file: its settings, the scale of each column, and the identities of its training rows.

package import Basics
import Tables

extension FittedScaler {
  private static let form = FileHeader(
    magic: "sernbscl", version: 2, oldest: 1, noun: "saved scaler")

  /// The bytes of a file that `init(bytes:)` reads on any machine.
  package var bytes: [UInt8] {
    var body = ByteWriter()
    settings.encode(into: &body)
    body.write(scales) { writer, scale in
      writer.write(scale.name, scale.unit.seconds, scale.unit.decibels)
      writer.write(scale.origin, scale.spread, scale.low, scale.factor, scale.isConstant)
    }
    body.write(provenance, digests)
    return FittedScaler.form.file(body)
  }

  /// - Throws: `.damaged`.
  package init(bytes: [UInt8]) throws(LearningError) {
    do {
      try self.init(checking: bytes)
    } catch {
      throw .damaged(what: "scaler", error.why)
    }
  }

  private init(checking bytes: [UInt8]) throws(CorruptData) {
    var (reader, version) = try FittedScaler.form.versionedBody(of: bytes)
    let settings = try Scaler(from: &reader)
    let scales = try reader.items(atLeast: 57) { reader throws(CorruptData) in
      let name = try reader.text()
      let unit = ColumnUnit(seconds: try reader.int(), decibels: try reader.int())
      let (origin, spread) = (try reader.double(), try reader.double())
      let (low, factor) = (try reader.double(), try reader.double())
      guard [origin, spread, low, factor].allSatisfy(\.isFinite), spread > 0 else {
        throw CorruptData("the scale of `\(name)` is no scale")
      }
      return ColumnScale(
        name: name, unit: unit, origin: origin, spread: spread, low: low, factor: factor,
        isConstant: try reader.bool())
    }
    let (provenance, digests) = try reader.learnedRows(version)
    try reader.end()
    self.init(settings: settings, scales: scales, provenance: provenance, digests: digests)
  }
}

extension Scaler: ByteCoded {
  /// Appends the settings to `writer`.
  package func encode(into writer: inout ByteWriter) {
    switch method {
    case .minMax(let low, let high): writer.write(false, low, high)
    case .standard: writer.write(true)
    }
    writer.write(columns != nil, columns ?? [], missing == .refuse)
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    let isStandard = try reader.bool()
    let method: Method =
      isStandard ? .standard : .minMax(low: try reader.double(), high: try reader.double())
    let hasColumns = try reader.bool()
    let columns = try reader.texts()
    let missing: Missing = try reader.bool() ? .refuse : .keep
    self.init(method, columns: hasColumns ? columns : nil, missing: missing)
  }
}
