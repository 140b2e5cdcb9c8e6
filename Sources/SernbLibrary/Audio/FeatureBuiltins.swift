// Features of sound: the published eight for clips and streams, frames of loudness, autocorrelation, and pictures of
// clips.

import Audio
internal import Basics
internal import Kernels
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum FeatureBuiltins {
  static let all: [Builtin] = [
    autocorrelation, features, published, rms, spectrogram, stft, waveform,
  ]

  private static let family = "features"
  private static let subject = AudioBuiltins.subject

  static let published = Builtin(
    "published",
    "The eight features of the published system: sig_mean, sig_std, rmse_mean, rmse_std, silence, harmonic, auto_corr_max, auto_corr_std, defined at 44.1 kHz.",
    family: family, gives: .object(FeatureSetValue.kind),
    examples: [
      .init("length(published.names)", shows: "8"),
      .init("published.rate", shows: "44100 Hz"),
    ]
  ) { _ in .object(FeatureSetValue()) }

  private static let featureColumns = PublishedFeatures.names.map { TypedName($0, .count) }

  static let features = Builtin(
    "features",
    "The features of one clip as a record, or of a stream of clips as a table with one row per clip, at the sample rate of the set.",
    family: family,
    [
      .subject(
        "sound", of: [.object(ClipValue.kind), .object(ClipsValue.kind)], "A clip, or clips."),
      .subject("set", .object(FeatureSetValue.kind), "Which features: `published`."),
      .choice(
        "unreadable",
        "What to do with clips that cannot be read: stop the cell, or skip and count them.",
        ["stop", "leave_out"]),
      Parameter(
        "rate", .value(.number(.frequency)),
        "The sample rate to compute at; that of the set when left out, 44.1 kHz for `published`.",
        isOptional: true, range: 1...1_000_000),
    ],
    giving: { facts in
      if case .object(ClipValue.kind) = facts.type("sound") { return .record(featureColumns) }
      if case .object(ClipsValue.kind) = facts.type("sound") {
        return .table(
          Schema([TypedName("utterance", .text), TypedName("label", .text)] + featureColumns))
      }
      return .unknown
    },
    examples: [
      .init("round(features(tone(440 Hz), published).sig_std, digits: 4)", shows: "0.3536"),
      .init(
        "clips(turns(emodb(\"data/emodb\")), from: emodb(\"data/emodb\")) |> features(published) |> rows",
        shows: "2"),
    ]
  ) { call in
    let rate = call.has("rate") ? try call.number("rate") : PublishedFeatures.sampleRate
    if case .object(let object) = try call.value("sound"), let value = object as? ClipValue {
      try call.expect(bytes: value.clip.duration * rate * 4, argument: "rate")
      let clip = try await value.clip.resampled(to: rate, width: call.jobs)
      if value.clip.sampleRate != rate { remark(call, value.clip.sampleRate, rate) }
      let found = try sound { try PublishedFeatures(clip) }
      return .record(Record(zip(PublishedFeatures.names, found.values).map { ($0, .number($1)) }))
    }
    let clips = try call.object("sound", as: ClipsValue.self)
    let leavesOut = try call.text("unreadable") == "leave_out"
    // A stream without a rate of its own may have clips of many: the page says what becomes of them.
    for other in Set(clips.sources.map(\.rate)).sorted(by: { $0 ?? 0 < $1 ?? 0 })
    where other != rate { remark(call, other, rate) }
    let results = try await call.publishedFeatures(of: clips.sources, at: rate)
    return try table(of: results, clips, leavesOut: leavesOut, call)
  }

  /// Says that clips are not taken at their own rate.
  private static func remark(_ call: Call, _ own: Double?, _ rate: Double) {
    let clips =
      own.map { "Clips of \(NumberText.quantity($0, unit: "Hz"))" } ?? "Clips of other rates"
    let whose = rate == PublishedFeatures.sampleRate ? ", the rate of the published features" : ""
    call.context.remark(
      "\(clips) are resampled to \(NumberText.quantity(rate, unit: "Hz"))\(whose).")
  }

  private static func table(
    of results: [Result<PublishedFeatures, SoundProblem>], _ clips: ClipsValue, leavesOut: Bool,
    _ call: Call
  ) throws -> Value {
    var kept: [Int] = []
    var columns = PublishedFeatures.names.map { _ in [Double]() }
    var faults: [(name: String, problem: SoundProblem)] = []
    for (row, result) in results.enumerated() {
      switch result {
      case .success(let found):
        kept.append(row)
        for (index, value) in found.values.enumerated() { columns[index].append(value) }
      case .failure(let problem): faults.append((clips.name(row), problem))
      }
    }
    if let first = faults.first {
      let count = counted(faults.count, "clip")
      if !leavesOut {
        throw RunProblem(
          .badData,
          "\(count) of \(NumberText.count(results.count)) cannot be read; the first is `\(first.name)`",
          argument: "sound",
          hint: "Fix these files, or skip them with `unreadable: \"leave_out\"`.",
          notes: faults.prefix(4).map { "`\($0.name)`: \(withoutStop($0.problem.message))" },
          dataLocation: first.problem.path)
      }
      call.context.remark(
        "\(count) of \(NumberText.count(results.count)) could not be read and "
          + "\(faults.count == 1 ? "was" : "were") left out: "
          + faults.prefix(5).map { "`\($0.name)`" }.joined(separator: ", ")
          + (faults.count > 5 ? ", …" : "") + ".")
    }
    call.remarkLostChannels(
      of: results.enumerated().filter { (try? $1.get())?.channelsCancel == true }.map {
        clips.name($0.offset)
      }, from: results.count)
    let base = try verb { () throws(TableError) in try clips.table.take(kept) }
    var entries: [(name: String, column: Column)] = [
      (name: "utterance", column: .text(base.rows.utterances.texts)),
      (name: "label", column: base["label"] ?? .text(kept.map { _ in nil })),
    ]
    entries += zip(PublishedFeatures.names, columns).map { (name: $0, column: .number($1)) }
    let rows = base.rows.knowing(try call.soundNames(of: kept.map { clips.sources[$0] }))
    return .table(try verb { () throws(TableError) in try Table(entries, rows: rows) })
  }

  // MARK: Frames

  /// As librosa calls the length of a frame: `frame_length` of levels, `n_fft` of spectra.
  private static func frame(_ name: String) -> Parameter {
    .count(name, "Samples per frame; an even number.", 2048, in: 2...1_048_576).formerly("frame")
  }
  private static let hop = Parameter.count(
    "hop_length", "Samples from one frame to the next.", 512, in: 1...1_048_576
  ).formerly("hop")

  private static func framing(_ call: Call, _ name: String) throws -> Framing {
    let length = try call.whole(name)
    guard length % 2 == 0 else {
      throw RunProblem("out-of-range", "`\(name)` is an even number, not \(length)", argument: name)
    }
    return Framing(length: length, hop: try call.whole("hop_length"))
  }

  private static func plainTable(_ entries: [(name: String, column: Column)], _ name: String) throws
    -> Value
  {
    let rows = RowIdentities(count: entries.first?.column.count ?? 0, source: name)
    return .table(try verb { () throws(TableError) in try Table(entries, rows: rows) })
  }

  static let rms = Builtin(
    "rms",
    "The root mean square of each frame of a clip, with centered frames as librosa.feature.rms.",
    family: family, [subject, frame("frame_length"), hop],
    gives: .table(Schema(["time": .number(.duration), "rms": .count])),
    examples: [.init("round(max(rms(tone(440 Hz)).rms), digits: 3)", shows: "0.354")]
  ) { call in
    let value = try call.object("clip", as: ClipValue.self)
    let framing = try framing(call, "frame_length")
    try call.expectFrames(framing.count(of: value.clip.samples.count))
    let levels = Loudness.rms(value.clip.samples, framing: framing)
    let times = levels.indices.map { Double($0 * framing.hop) / value.clip.sampleRate }
    return try plainTable(
      [
        (name: "time", column: .number(times, unit: .seconds)),
        (name: "rms", column: .number(levels.map(Double.init))),
      ], "frame")
  }

  static let autocorrelation = Builtin(
    "autocorrelation",
    "The autocorrelation of a clip for lags from 0 on, by FFT, as librosa.autocorrelate.",
    family: family,
    [
      subject,
      Parameter(
        "max_lag", .value(.number(.duration)), "The longest lag; the whole clip when left out.",
        isOptional: true, range: 0...3600
      ).formerly("longest"),
    ], gives: .table(Schema(["lag": .number(.duration), "value": .count])),
    examples: [.init("round(first(autocorrelation(tone(440 Hz)).value))", shows: "2000")]
  ) { call in
    let value = try call.object("clip", as: ClipValue.self)
    let samples = value.clip.samples
    let values: [Float]
    if call.has("max_lag") {
      let longest = (try call.number("max_lag") * value.clip.sampleRate).rounded(.down)
      let lags = min(Int(min(longest, 1e12)) + 1, samples.count)
      // Transforms of some times the lags, and a table of them.
      try call.expectFrames(lags)
      values = try Autocorrelation.first(lags, of: samples)
    } else {
      // The transform of twice the samples, and a table of the lags.
      try call.expectFrames(samples.count)
      values = try Autocorrelation.full(samples)
    }
    let lags = values.indices.map { Double($0) / value.clip.sampleRate }
    return try plainTable(
      [
        (name: "lag", column: .number(lags, unit: .seconds)),
        (name: "value", column: .number(values.map(Double.init))),
      ], "lag")
  }

  static let stft = Builtin(
    "stft",
    "The levels of a clip's short-time Fourier transform, in decibels below its peak.",
    family: family, [subject, frame("n_fft"), hop], gives: .object(SpectrumValue.kind),
    examples: [
      .init("stft(tone(440 Hz)).bins", shows: "1025"),
      .init("stft(tone(440 Hz)).peak", shows: "437.5 Hz"),
    ]
  ) { call in
    let value = try call.object("clip", as: ClipValue.self)
    return .object(try spectrum(of: value, call))
  }

  private static func spectrum(of value: ClipValue, _ call: Call) throws -> SpectrumValue {
    let framing = try framing(call, "n_fft")
    // Real and imaginary parts, power and level.
    try call.expectSpectra(of: value.clip, framing, bytesPerBin: 16)
    return SpectrumValue(
      try Spectrogram(value.clip.samples, framing: framing), rate: value.clip.sampleRate,
      name: value.name)
  }

  // MARK: Pictures

  static let waveform = Builtin(
    "waveform",
    "The waveform of a clip, or of several on the same axes: minimum and maximum sample over time.",
    family: family,
    [
      .subject(
        "clip", of: [.object(ClipValue.kind), .list(.object(ClipValue.kind))], "The clip, or clips."
      ), .text("title", "The title; the clip's name when left out.", ""),
    ], gives: .object(FigureValue.kind),
    examples: [
      .init("waveform(tone(440 Hz), title: \"A\")", shows: "figure: A. Waveform of 1 s, peak 0.5.")
    ]
  ) { call in
    let title = try call.text("title")
    if case .list(let items) = try call.value("clip") {
      let figures = items.compactMap { item -> Figure? in
        guard case .object(let object) = item, let value = object as? ClipValue else { return nil }
        return picture(value, title: value.name)
      }
      return try figure { () throws(FigureProblem) in try Figure.overlay(figures, title: title) }
    }
    let value = try call.object("clip", as: ClipValue.self)
    return .object(FigureValue(picture(value, title: title.isEmpty ? value.name : title)))
  }

  private static func picture(_ value: ClipValue, title: String) -> Figure {
    Figure.waveform(samples: value.clip.samples, rate: value.clip.sampleRate, title: title)
  }

  static let spectrogram = Builtin(
    "spectrogram", "The spectrogram of a clip: its levels over time and frequency.", family: family,
    [
      subject, .text("title", "The title; the clip's name when left out.", ""), frame("n_fft"), hop,
      .number(
        "top_db", "The dynamic range shown, down from the peak.", 80, unit: .level, in: 1...200
      ).formerly("range"),
    ], gives: .object(FigureValue.kind),
    examples: [
      .init("spectrogram(tone(440 Hz), title: \"A\")", shows: "figure: A. Spectrogram of 1.02 s.")
    ]
  ) { call in
    let value = try call.object("clip", as: ClipValue.self)
    let title = try call.text("title")
    let spectrum = try spectrum(of: value, call)
    let range = try call.number("top_db")
    return try figure { () throws(FigureProblem) in
      try spectrum.picture(title: title.isEmpty ? value.name : title, range: range)
    }
  }

  private static func figure(_ body: () throws(FigureProblem) -> Figure) throws(RunProblem) -> Value
  {
    do { return .object(FigureValue(try body())) } catch {
      throw RunProblem("bad-figure", withoutStop(error.message))
    }
  }
}
