// A clip together with how its samples are saved.

import Audio
internal import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime

struct SoundFileValue: EngineValue {
  static let endings = ["wav", "flac", "ogg"]

  static let kind = ObjectKind(
    "sound file", "A clip and how its samples are saved.",
    members: [TypedName("clip", .object(ClipValue.kind))], endings: endings)

  let clip: ClipValue
  /// Nil goes by the ending.
  let encoding: SoundEncoding?
  let isScaled: Bool

  init(_ clip: ClipValue, _ encoding: SoundEncoding? = nil, isScaled: Bool = false) {
    (self.clip, self.encoding, self.isScaled) = (clip, encoding, isScaled)
  }

  var line: String {
    "\(clip.line) to be saved as \(encoding?.rawValue ?? "its file's ending says")"
      + (isScaled ? ", scaled" : "")
  }

  func member(_ name: String) -> Value? { name == "clip" ? .object(clip) : nil }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? SoundFileValue else { return false }
    return clip.equals(other.clip) && encoding == other.encoding && isScaled == other.isScaled
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    let encoding =
      encoding ?? SoundEncoding.allCases.first { $0.endings.contains(ending) } ?? .pcm16
    guard encoding.endings.contains(ending) else {
      throw RunProblem(
        "wrong-ending", "A `.\(ending)` file cannot hold `\(encoding.rawValue)`",
        hint: "Use a name ending in "
          + encoding.endings.map { "`.\($0)`" }.joined(separator: " or ") + ".")
    }
    if let index = clip.clip.firstNotFinite {
      let second = Double(index) / clip.clip.sampleRate
      throw SoundProblem(path: clip.name, fact: .notFinite(second: second)).problem
    }
    let saved = isScaled ? SoundEncoder.scaled(clip.clip) : clip.clip
    do {
      return SavedBytes(
        try SoundEncoder.encode(saved, as: encoding, in: ending),
        note: clip.line.replacing("`", with: ""), remark: encoding.cuts ? cut(saved) : nil)
    } catch let failure as SoundEncoder.Failure {
      throw RunProblem(
        "out-of-range",
        "\(clip.line.capitalizedFirst) cannot be saved as `.\(ending)`: \(failure.message)",
        hint: "Use `.wav`, or another rate by `resample`.")
    }
  }

  /// What saving as whole numbers loses of samples beyond full scale.
  private func cut(_ clip: Clip) -> String? {
    let count = SoundEncoder.beyondScale(clip)
    guard count > 0 else { return nil }
    let peak = clip.samples.reduce(0) { max($0, $1.magnitude) }
    return
      "Saving \(self.clip.line) cut off \(counted(count, "sample")) beyond full scale: the peak is "
      + "\(NumberText.text(Double(peak))). Keep them by `sound_file(…, scale: true)`, or in a WAV file by "
      + "`sound_file(…, encoding: \"float\")`."
  }
}

extension SoundFileValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    clip.encode(into: &writer)
    writer.write(encoding?.rawValue ?? "", isScaled)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    clip = try ClipValue(from: &reader)
    encoding = SoundEncoding(rawValue: try reader.text())
    isScaled = try reader.read()
  }
}
