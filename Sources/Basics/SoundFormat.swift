// The sound files that can be read: their names and endings, once for readers of corpora, messages and help.

/// A kind of sound file that libsndfile reads.
package struct SoundFormat: Sendable {
  /// As people call it, such as "WAV".
  package let name: String
  /// Endings of file names in lower case, without the dot.
  package let endings: [String]
  /// Whether a file with such an ending is a sound in all likelihood: not so for `.mat`.
  let isCertain: Bool

  private init(_ name: String, _ endings: [String], isCertain: Bool = true) {
    (self.name, self.endings, self.isCertain) = (name, endings, isCertain)
  }

  /// Every format, the usual ones first.
  package static let all: [SoundFormat] = [
    .init("WAV", ["wav", "wave", "rf64", "bw64", "wavex"]), .init("FLAC", ["flac"]),
    .init("Ogg Vorbis", ["ogg", "oga"]), .init("Opus", ["opus"]),
    .init("MP3", ["mp3", "mp2", "mp1", "mpga"]), .init("AIFF", ["aiff", "aif", "aifc"]),
    .init("AU", ["au", "snd"]), .init("CAF", ["caf"]), .init("Wave64", ["w64"]),
    .init("NIST SPHERE", ["sph", "nist"]), .init("GSM 6.10", ["gsm"]), .init("VOX", ["vox"]),
    .init("VOC", ["voc"]), .init("IRCAM", ["ircam", "sf"]), .init("Sound Designer II", ["sd2"]),
    .init("8SVX", ["8svx", "svx"]), .init("AVR", ["avr"]), .init("PAF", ["paf", "fap"]),
    .init("PVF", ["pvf"]), .init("MPC 2000", ["mpc2k"]),
    .init("HTK", ["htk"], isCertain: false), .init("MIDI sample dump", ["sds"], isCertain: false),
    .init("FastTracker 2", ["xi"], isCertain: false), .init("Psion", ["wve"], isCertain: false),
    .init("MATLAB", ["mat", "mat4", "mat5"], isCertain: false),
  ]

  /// The names of all, as a sentence lists them.
  package static let names =
    all.dropLast().map(\.name).joined(separator: ", ") + " and "
    + (all.last?.name ?? "")

  /// The names of those that people use most.
  package static let usualNames = "WAV, FLAC, Ogg, Opus, MP3, AIFF"

  /// The ending of a file that is a sound by its name, as it is written there; nil for other files and hidden ones.
  ///
  /// `SoundFormat.ending(of: "a.WAV")` is `"WAV"`.
  package static func ending(of name: String) -> String? {
    let bytes = name.utf8
    guard bytes.first != UInt8(ascii: "."), let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else {
      return nil
    }
    let ending = String(decoding: bytes[dot...].dropFirst(), as: UTF8.self)
    return known.contains(ending.lowercased()) ? ending : nil
  }

  private static let known = Set(all.filter(\.isCertain).flatMap(\.endings))
}
