// Ends of lines, which git may change on the way.

package import Storage

/// Ends of lines. Git may have changed them on the way (`core.autocrlf`); nothing else about a text is another then.
package enum LineEnds {
  /// With a line feed at the end of each line, and no carriage return before it.
  package static func unix(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(13) else { return bytes }
    var all: [UInt8] = []
    all.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { continue }
      all.append(byte)
    }
    return all
  }

  /// Whether bytes have this digest, as they are or with the ends of lines that sernb writes.
  package static func matches(_ bytes: [UInt8], _ digest: Digest) -> Bool {
    if Digest(of: bytes) == digest { return true }
    let text = unix(bytes)
    return text.count != bytes.count && Digest(of: text) == digest
  }
}
