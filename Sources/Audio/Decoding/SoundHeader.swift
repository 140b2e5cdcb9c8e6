// How many bytes of samples a header promises, and whether it could know.
//
// A program that writes into a pipe does not know the length when it writes the header, and cannot go back. It leaves 0, the
// largest number or one near it: then the samples reach to the end of the file. Any other number is a promise.

/// The size of the samples, as it stands in a header and as it is.
struct SoundHeader {
  /// What makes the sizes right: libsndfile refuses some files of open length, and takes others for empty.
  private(set) var patches: [SoundBytes.Patch] = []
  /// Bytes of samples that a definite size promises, and those that are there, if they are fewer.
  private(set) var shortage: (promised: Int, found: Int)?

  private let file: SoundBytes

  /// Reads the header of WAV (RIFF, RIFX, RF64, BW64), Wave64, AIFF, AU and CAF; other formats have no such field.
  init(_ file: SoundBytes) {
    self.file = file
    switch text(at: 0) {
    case "RIFF": wave(isBig: false)
    case "RIFX": wave(isBig: true)
    case "RF64": longWave()
    case "BW64":
      // The same layout under the name of ITU-R BS.2088.
      patches.append(.init(offset: 0, bytes: Array("RF64".utf8)))
      longWave()
    case "riff": wave64()
    case "FORM": aiff()
    case ".snd": au(isBig: true)
    case "dns.": au(isBig: false)
    case "caff": caf()
    default: break
    }
  }

  // MARK: Formats

  private mutating func wave(isBig: Bool) {
    guard let data = chunk("data", isBig: isBig) else { return }
    settle(data.size, .init(data.start - 4, 4, isBig: isBig), start: data.start)
  }

  private mutating func longWave() {
    guard let sizes = chunk("ds64", isBig: false), let data = chunk("data", isBig: false) else {
      return
    }
    let field = Field(sizes.start + 8, 8, isBig: false)
    guard data.size == UInt32.max, let size = number(field) else {
      return settle(data.size, .init(data.start - 4, 4, isBig: false), start: data.start)
    }
    settle(size, field, start: data.start)
    if !patches.isEmpty { patch(.init(sizes.start, 8, isBig: false), file.count - 8) }
  }

  private mutating func wave64() {
    var offset = 40
    for _ in 0..<Self.mostChunks {
      guard let size = number(.init(offset + 16, 8, isBig: false)) else { return }
      if text(at: offset) == "data" {
        return settle(size, .init(offset + 16, 8, isBig: false), start: offset + 24, counted: 24)
      }
      guard size >= 24, size < UInt64(file.count) else { return }
      offset += (Int(size) + 7) / 8 * 8
    }
  }

  private mutating func aiff() {
    guard let data = chunk("SSND", isBig: true) else { return }
    // The size counts an offset and a block size before the samples.
    settle(data.size, .init(data.start - 4, 4, isBig: true), start: data.start + 8, counted: 8)
  }

  private mutating func au(isBig: Bool) {
    guard let start = number(.init(4, 4, isBig: isBig)), start < UInt64(file.count),
      let size = number(.init(8, 4, isBig: isBig))
    else { return }
    settle(size, .init(8, 4, isBig: isBig), start: Int(start))
  }

  private mutating func caf() {
    var offset = 8
    for _ in 0..<Self.mostChunks {
      guard let size = number(.init(offset + 4, 8, isBig: true)) else { return }
      if text(at: offset) == "data" {
        // The size counts the number of edits before the samples.
        return settle(size, .init(offset + 4, 8, isBig: true), start: offset + 16, counted: 4)
      }
      guard size < UInt64(file.count) else { return }
      offset += 12 + Int(size)
    }
  }

  // MARK: Details

  /// More lie in no file but one of zeros, where each has eight bytes.
  private static let mostChunks = 10_000

  /// Where a whole number lies.
  private struct Field {
    let offset: Int
    let width: Int
    let isBig: Bool

    init(_ offset: Int, _ width: Int, isBig: Bool) {
      (self.offset, self.width, self.isBig) = (offset, width, isBig)
    }
  }

  /// - Parameters:
  ///   - size: what the field says.
  ///   - start: where the samples begin.
  ///   - counted: bytes before `start` that the size counts too.
  private mutating func settle(_ size: UInt64, _ field: Field, start: Int, counted: Int = 0) {
    let found = file.count - start
    guard found > 0 else { return }
    let isOpen =
      size <= UInt64(counted)
      ? !isChain(from: start, isBig: field.isBig)
      : size > UInt64(found + counted) && Self.isUnknown(size, width: field.width)
    if isOpen { return patch(field, found + counted) }
    guard size > UInt64(found + counted) else { return }
    shortage = (Int(clamping: size) - counted, found)
    patch(field, found + counted)
  }

  /// Whether a size is one that programs write for "not known": the largest number with or without a sign, perhaps less
  /// a header (ffmpeg, arecord), or 0x7FFFF000 (espeak) and 0x7F000000 (sox), perhaps with one.
  private static func isUnknown(_ size: UInt64, width: Int) -> Bool {
    let top: UInt64 = width == 8 ? .max : UInt64(UInt32.max)
    let header: UInt64 = 0x10000
    return size > top - header || (top / 2 - header...top / 2 + header).contains(size)
      || width == 4 && (0x7F00_0000...0x7F00_0200).contains(size)
  }

  /// Whether chunks fill the rest of a RIFF file, so that a size of 0 before them is a true one.
  private func isChain(from start: Int, isBig: Bool) -> Bool {
    guard ["RIFF", "RIFX", "RF64", "BW64"].contains(text(at: 0)) else { return false }
    var offset = start
    for _ in 0..<Self.mostChunks where offset < file.count {
      let name = file.bytes(at: offset, 4)
      guard name.count == 4, name.allSatisfy({ (0x20...0x7E).contains($0) }),
        let size = number(.init(offset + 4, 4, isBig: isBig))
      else { return false }
      offset += 8 + Int(size) + Int(size) % 2
    }
    // The last chunk may lack its padding.
    return offset <= file.count + 1
  }

  /// The size of a chunk of a RIFF or AIFF file and where its contents begin.
  private func chunk(_ name: String, isBig: Bool) -> (size: UInt64, start: Int)? {
    var offset = 12
    for _ in 0..<Self.mostChunks {
      guard let size = number(.init(offset + 4, 4, isBig: isBig)) else { return nil }
      if text(at: offset) == name { return (size, offset + 8) }
      offset += 8 + Int(size) + Int(size) % 2
    }
    return nil
  }

  private func text(at offset: Int) -> String {
    String(decoding: file.bytes(at: offset, 4), as: UTF8.self)
  }

  private func number(_ field: Field) -> UInt64? {
    let bytes = file.bytes(at: field.offset, field.width)
    guard bytes.count == field.width else { return nil }
    return (field.isBig ? bytes : bytes.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func patch(_ field: Field, _ value: Int) {
    guard field.width == 8 || value <= Int(UInt32.max) else { return }
    let bytes = (0..<field.width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    patches.append(
      .init(offset: field.offset, bytes: field.isBig ? bytes.reversed() : bytes))
  }
}
