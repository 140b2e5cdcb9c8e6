// Sizes as people read and write them: `812 KB`, `1.4 GB`, in steps of 1,024.

/// A number of bytes.
public struct ByteSize: Sendable, Hashable {
  package let bytes: Int

  private static let units = ["KB", "MB", "GB", "TB"]

  package init(_ bytes: Int) { self.bytes = bytes }

  /// With at least two digits: one decimal below ten.
  package var description: String {
    if bytes < 1024 { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    var tenths = bytes
    for (index, unit) in Self.units.enumerated() {
      // Rounded down at the earlier steps, so that the result exceeds the value by at most half a unit.
      if tenths < 1024 * 1024 || index == Self.units.count - 1 {
        tenths = (tenths * 10 + 512) / 1024
        if tenths < 100, tenths % 10 != 0 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
        return "\((tenths + 5) / 10) \(unit)"
      }
      tenths /= 1024
    }
    return "\(bytes) bytes"
  }

  /// Reads `2 GB`, `2gb`, `1.5 GB`, `500 KB` or a bare number of bytes.
  package init?(reading text: String) {
    let text = text.lowercased().filter { $0 != " " }
    let number = text.prefix { $0.isNumber || $0 == "." }
    var unit = String(text.dropFirst(number.count))
    if ["", "b", "byte", "bytes"].contains(unit) { unit = "" }
    let power = Self.units.firstIndex { $0.lowercased() == unit }
    guard unit.isEmpty || power != nil, let value = Double(number) else { return nil }
    let bytes = (0..<(power.map { $0 + 1 } ?? 0)).reduce(value) { product, _ in product * 1024 }
    guard bytes >= 0, bytes < 1e18 else { return nil }
    self.init(Int(bytes))
  }
}
