// The voice frame by frame: cepstral coefficients and pitch.

import Audio
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum VoiceBuiltins {
  static let all: [Builtin] = [mfcc, pitch]

  private static let family = "features"
  private static let subject = AudioBuiltins.subject

  private static func times(_ count: Int, _ clip: Clip, hop: Int) -> Column {
    .number((0..<count).map { Double($0 * hop) / clip.sampleRate }, unit: .seconds)
  }

  private static func table(_ entries: [(name: String, column: Column)]) throws -> Value {
    let rows = RowIdentities(count: entries.first?.column.count ?? 0, source: "frame")
    return .table(try verb { () throws(TableError) in try Table(entries, rows: rows) })
  }

  static let mfcc = Builtin(
    "mfcc",
    "Mel-frequency cepstral coefficients, one row per frame of 2048 samples with hop length 512, as librosa.feature.mfcc.",
    family: family,
    [subject, .count("n_mfcc", "How many coefficients.", 13, in: 1...128).formerly("n")],
    gives: .anyTable,
    examples: [
      .init("columns(mfcc(tone(440 Hz), n_mfcc: 3))", shows: "[\"time\", \"c0\", \"c1\", \"c2\"]")
    ]
  ) { call in
    let clip = try call.object("clip", as: ClipValue.self).clip
    let count = try call.whole("n_mfcc")
    try call.expectFrames(Framing().count(of: clip.samples.count), columns: 2 * count)
    let frames = try MelCepstrum(sampleRate: clip.sampleRate, count: count)(clip.samples)
    var entries = [(name: "time", column: times(frames.count, clip, hop: Framing().hop))]
    for index in 0..<count {
      entries.append((name: "c\(index)", column: .number(frames.map { $0[index] })))
    }
    return try table(entries)
  }

  static let pitch = Builtin(
    "pitch",
    "The pitch of each frame, missing where the voice has none: probabilistic YIN (Mauch and Dixon 2014, as librosa.pyin), or YIN (de Cheveigné and Kawahara 2002).",
    family: family,
    [
      subject,
      .number("fmin", "The lowest pitch considered.", 65, unit: .frequency, in: 20...2000)
        .formerly("lowest"),
      .number("fmax", "The highest pitch considered.", 600, unit: .frequency, in: 40...4000)
        .formerly("highest"),
      .choice("method", "`yin` decides frame by frame.", Pitch.Method.allCases.map(\.rawValue)),
      .number(
        "threshold",
        "Of `yin`: how periodic a frame must be to count as voiced; smaller is stricter.", 0.1,
        in: 0.001...1),
      Parameter(
        "frame_length", .value(.count),
        "Samples a frame, an even number; the power of two that holds four periods of `fmin` when left out: 1024 at 16 kHz, 4096 at 44.1 kHz.",
        isOptional: true, isWhole: true, range: 16...1_000_000),
      Parameter(
        "hop_length", .value(.count),
        "Samples from frame to frame; a quarter of a frame when left out.",
        isOptional: true, isWhole: true, range: 1...1_000_000),
    ],
    gives: .table(
      Schema([
        "time": .number(.duration), "pitch": .number(.frequency), "voiced_probability": .count,
        "aperiodicity": .count,
      ])),
    examples: [.init("round(median(pitch(tone(220 Hz)).pitch))", shows: "220 Hz")]
  ) { call in
    let clip = try call.object("clip", as: ClipValue.self).clip
    let (lowest, highest) = (try call.number("fmin"), try call.number("fmax"))
    guard lowest < highest, highest <= clip.sampleRate / 2 else {
      throw RunProblem(
        "out-of-range",
        "Pitches are searched from \(Constant.written(lowest)) Hz to "
          + "\(Constant.written(highest)) Hz, which a clip of \(Constant.written(clip.sampleRate)) Hz cannot hold",
        argument: "fmax",
        hint: "`fmin` must be below `fmax`, which is at most half the sample rate.")
    }
    let framing = try framing(call, sampleRate: clip.sampleRate, lowest: lowest)
    try call.expectFrames(framing.count(of: clip.samples.count), columns: 8)
    let frames = try Pitch(
      sampleRate: clip.sampleRate, lowest: lowest, highest: highest, framing: framing,
      method: Pitch.Method(rawValue: try call.text("method")) ?? .pyin,
      threshold: try call.number("threshold"))(clip.samples)
    return try table([
      (name: "time", column: times(frames.count, clip, hop: framing.hop)),
      (
        name: "pitch",
        column: .number(
          frames.map { $0.isVoiced ? $0.frequency : .nan }, unit: ColumnUnit(seconds: -1))
      ),
      (name: "voiced_probability", column: .number(frames.map(\.voicedProbability))),
      (name: "aperiodicity", column: .number(frames.map(\.aperiodicity))),
    ])
  }

  /// The frames that a call asks for.
  private static func framing(
    _ call: Call, sampleRate: Double, lowest: Double
  ) throws -> Framing {
    let usual = Pitch.framing(sampleRate: sampleRate, lowest: lowest)
    let length = call.has("frame_length") ? try call.whole("frame_length") : usual.length
    let least = Pitch.leastLength(sampleRate: sampleRate, lowest: lowest)
    guard length.isMultiple(of: 2), length >= least else {
      throw RunProblem(
        "out-of-range",
        "Frames of \(length) samples cannot show a pitch of \(Constant.written(lowest)) Hz at "
          + "\(Constant.written(sampleRate)) Hz", argument: "frame_length",
        hint: "A frame is an even number of samples, at least two periods: \(least).")
    }
    return Framing(
      length: length, hop: call.has("hop_length") ? try call.whole("hop_length") : length / 4)
  }
}
