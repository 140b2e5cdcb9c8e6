// Files that have the name of a sound and are something else: how each is recognized, and what to do about it.

/// A file that libsndfile cannot read, recognized by its first bytes.
package struct ForeignFile: Sendable, Equatable {
  /// With its article, such as "an HTML page".
  package let description: String
  /// What to do, as a sentence.
  package let advice: String

  /// Nil for what may be a sound.
  init?(_ file: SoundBytes, path: String) {
    let head = file.bytes(at: 0, 512)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if let (description, advice) = Self.pointer(head, name) {
      (self.description, self.advice) = (description, advice)
    } else if let media = Self.media(head) {
      description = media
      advice = Self.conversion(of: path)
    } else if let other = Self.others.first(where: { Self.has(head, $0.bytes, at: 0) }) {
      description = other.description
      advice = "Look for the sound in it, or download it again."
    } else {
      return nil
    }
  }

  /// What to do with sound that only other programs read.
  static func conversion(of path: String) -> String {
    "Convert it, such as by `\(command(for: path))`."
  }

  /// The command that makes a WAV file of any sound or video.
  static func command(for path: String) -> String {
    let isPlain = path.utf8.allSatisfy {
      (0x2B...0x3A).contains($0) || (0x40...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || $0 == 0x5F
    }
    let quoted = isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    return "ffmpeg -i \(quoted) out.wav"
  }

  /// Texts in place of a sound.
  private static func pointer(_ head: [UInt8], _ name: String) -> (String, String)? {
    let text = String(decoding: head, as: UTF8.self)
    if text.hasPrefix("version https://git-lfs") || text.hasPrefix("version https://hawser") {
      return ("a Git LFS pointer, and the sound itself was not fetched", "Run `git lfs pull`.")
    }
    if text.hasPrefix("/annex/objects/") || text.contains("/.git/annex/objects/") {
      return ("a git-annex pointer, and the sound itself was not fetched", "Run `git annex get`.")
    }
    let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.prefix(100).lowercased()
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<head") {
      return (
        "an HTML page, as servers send for a login or an error",
        "Download the sound itself; its address may need a login."
      )
    }
    if has(head, [0, 5, 0x16, 7], at: 0) {
      let sound = name.hasPrefix("._") ? " beside `\(name.dropFirst(2))`" : ""
      return ("a note that macOS keeps\(sound) (AppleDouble)", "Leave it out, or delete it.")
    }
    return nil
  }

  /// Sound and video that needs another decoder.
  private static func media(_ head: [UInt8]) -> String? {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      Self.has(head, Array(text.utf8), at: offset)
    }
    func begins(_ bytes: [UInt8]) -> Bool { Self.has(head, bytes, at: 0) }
    if ["ftyp", "moov", "mdat"].contains(where: { has($0, at: 4) }) {
      return has("3gp", at: 8) ? "a 3GP recording" : "MPEG-4 or QuickTime (m4a, mp4, mov)"
    }
    if begins([0x1A, 0x45, 0xDF, 0xA3]) { return "Matroska or WebM (mkv, webm)" }
    if begins([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) {
      return "Windows Media (wma, wmv)"
    }
    if has("RIFF"), has("AVI ", at: 8) { return "an AVI video" }
    if has("#!AMR") { return "an AMR recording" }
    // A sync word of twelve bits and layer 0, which MPEG audio does not have.
    if head.count > 1, head[0] == 0xFF, head[1] & 0xF6 == 0xF0 { return "AAC" }
    if begins([0, 0, 1, 0xBA]) || begins([0, 0, 1, 0xB3]) { return "an MPEG video" }
    let others = [
      ("ADIF", "AAC"), ("FLV\u{1}", "a Flash video"), ("wvpk", "WavPack"),
      ("MAC ", "Monkey's Audio"),
      ("TTA1", "True Audio"), ("MPCK", "Musepack"), ("MP+", "Musepack"), (".RMF", "RealMedia"),
      ("DSD ", "DSD"), ("FRM8", "DSD"), ("ajkg", "Shorten"), ("#!SILK", "Silk"),
      ("\u{2}#!SILK", "Silk"), ("MThd", "MIDI, which is notes and no sound"),
    ]
    if let found = others.first(where: { has($0.0) }) { return found.1 }
    return begins([0x0B, 0x77]) ? "Dolby AC-3" : nil
  }

  private static let others: [(bytes: [UInt8], description: String)] = [
    ([0x50, 0x4B, 3, 4], "a ZIP archive"), ([0x1F, 0x8B], "a gzip archive"),
    (Array("7z\u{BC}".unicodeScalars.map { UInt8($0.value) }), "a 7z archive"),
    (Array("Rar!".utf8), "a RAR archive"), (Array("%PDF".utf8), "a PDF document"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"), ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    (Array("{\"".utf8), "a JSON text"), (Array("<?xml".utf8), "an XML text"),
  ]

  private static func has(_ head: [UInt8], _ bytes: [UInt8], at offset: Int) -> Bool {
    head.dropFirst(offset).starts(with: bytes)
  }
}
