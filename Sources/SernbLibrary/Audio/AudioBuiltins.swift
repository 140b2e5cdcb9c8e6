// Sound: clips from corpora and files, streams of clips, resampling, separation, clipping, and made tones.

import Audio
internal import Basics
import Corpora
internal import Kernels
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum AudioBuiltins {
  static let all: [Builtin] = [
    centerClip, clip, clips, hpss, noise, pick, resample, soundFacts, soundFile, tone,
  ]

  private static let family = "audio"
  static let subject = Parameter.subject("clip", .object(ClipValue.kind), "The clip.")
  static let rate = Parameter.number(
    "rate", "The sample rate to resample to; that of the file when left out.", unit: .frequency,
    in: 1...1_000_000)

  private static let optionalRate = Parameter(
    "rate", .value(.number(.frequency)),
    "The sample rate to resample to; the file's own when left out.",
    isOptional: true, range: 1...1_000_000)

  private static let channel = Parameter(
    "channel", .oneOf([.count, .text]),
    "The channel of a recording with several: its number from 1 on, `\"left\"`, `\"right\"` or `\"mean\"`; the mean of all when left out.",
    isOptional: true)

  // MARK: Sources of clips

  static let clip = Builtin(
    "clip",
    "A sound file, or a part of one, as a mono clip: \(SoundFormat.usualNames) and more, of any rate.",
    family: family,
    [
      Parameter("path", .file, "The sound file: \(SoundFormat.names).", isNamed: false),
      Parameter(
        "start", .value(.number(.duration)), "Where the part begins.", isOptional: true,
        range: 0...1e7),
      Parameter(
        "end", .value(.number(.duration)), "Where the part ends.", isOptional: true, range: 0...1e7),
      optionalRate, channel,
    ], gives: .object(ClipValue.kind),
    examples: [
      .init("round(clip(\"data/tone.wav\", end: 500 ms).duration, digits: 2)", shows: "0.5 s")
    ]
  ) { call in
    let name = try call.path("path", .file)
    func optional(_ name: String) throws -> Double? {
      call.optional(name) == nil ? nil : try call.number(name)
    }
    let source = AudioSource(
      path: name, start: try optional("start"), end: try optional("end"),
      rate: try optional("rate"), channel: try call.channel())
    do {
      return .object(ClipValue(try call.load(source), name: name))
    } catch var problem as RunProblem {
      problem.argument = "path"
      throw problem
    }
  }

  static let clips = Builtin(
    "clips",
    "The clips of a table's utterances as a stream: each is read only when it is needed.",
    family: family,
    [
      .subject("table", .anyTable, "The utterances, such as `turns(corpus)`."),
      Parameter("from", .value(.object(CorpusValue.kind)), "The corpus that holds the recordings."),
      optionalRate, channel,
    ], gives: .object(ClipsValue.kind),
    examples: [
      .init(
        "clips(turns(emodb(\"data/emodb\")), from: emodb(\"data/emodb\"), rate: 44.1 kHz)",
        shows: "2 clips")
    ]
  ) { call in
    let table = try call.table("table")
    let corpus = try call.object("from", as: CorpusValue.self)
    let rate = call.optional("rate") == nil ? nil : try call.number("rate")
    let channel = try call.channel()
    var sourceOf: [String: AudioSource] = [:]
    var reachable: Set<String> = []
    for utterance in corpus.utterances {
      let path = FileTree.join(corpus.folder, utterance.audio)
      // A link to elsewhere is refused for recordings as for every other file.
      if reachable.insert(path).inserted { _ = try call.open(path, for: .kind, argument: "from") }
      sourceOf[utterance.id] = AudioSource(
        path: path, start: utterance.start, end: utterance.end, rate: rate, channel: channel)
    }
    var sources: [AudioSource] = []
    var unknown: [String] = []
    for row in 0..<table.rowCount {
      let id = table.rows[row].utterance
      if let source = sourceOf[id] { sources.append(source) } else { unknown.append(id) }
    }
    if let first = unknown.first {
      throw RunProblem(
        .badData,
        "\(counted(unknown.count, "row")) of the table \(unknown.count == 1 ? "is" : "are") no "
          + "utterance of the corpus, the first is `\(first)`", argument: "table",
        hint: "Name the column that holds the utterances: `identify(utterance: .column)`.")
    }
    return .object(ClipsValue(sources: sources, table: table))
  }

  static let pick = Builtin(
    "pick", "One clip of a stream: by its index, or by the name of its utterance.", family: family,
    [
      .subject("clips", .object(ClipsValue.kind), "The stream."),
      Parameter(
        "at", .value(.count), "The index, from 0.", isOptional: true, isWhole: true, range: 0...1e9),
      Parameter("utterance", .value(.text), "The name of the utterance.", isOptional: true),
    ], gives: .object(ClipValue.kind),
    examples: [
      .init(
        "pick(clips(turns(emodb(\"data/emodb\")), from: emodb(\"data/emodb\")), at: 0).label",
        shows: "F")
    ]
  ) { call in
    let clips = try call.object("clips", as: ClipsValue.self)
    if call.has("utterance") {
      let name = try call.text("utterance")
      guard let row = (0..<clips.sources.count).first(where: { clips.name($0) == name }) else {
        let known = (0..<min(clips.sources.count, 5000)).map(clips.name)
        throw RunProblem(
          "unknown-utterance", "The stream has no utterance `\(name)`", argument: "utterance",
          hint: NearestNames.hint(for: name, among: known))
      }
      return .object(try clips.clip(row, call))
    }
    let row = call.has("at") ? try call.whole("at") : 0
    guard row < clips.sources.count else {
      throw RunProblem(
        "out-of-range",
        "There is no clip \(row): the stream holds \(counted(clips.sources.count, "clip"))",
        argument: "at")
    }
    return .object(try clips.clip(row, call))
  }

  static let soundFacts = Builtin(
    "sound_facts",
    "Rate, channels, length and format of a sound file, from its header where that knows the length.",
    family: family, [Parameter("path", .file, "The sound file.", isNamed: false)],
    gives: .record([
      TypedName("format", .text), TypedName("encoding", .text), TypedName("channels", .count),
      TypedName("rate", .number(.frequency)), TypedName("duration", .number(.duration)),
    ]), examples: [.init("sound_facts(\"data/tone.wav\").rate", shows: "8000 Hz")]
  ) { call in
    let path = try call.path("path", .file)
    let real = try call.open(path, for: .facts, argument: "path")
    let facts = try sound(named: path) { try SoundFile(path: real).facts }
    return .record(
      Record([
        ("format", .text(facts.format)), ("encoding", .text(facts.encoding)),
        ("channels", .count(facts.channels)), ("rate", .number(facts.sampleRate, .frequency)),
        ("duration", .number(facts.duration, .duration)),
      ]))
  }

  static let soundFile = Builtin(
    "sound_file",
    "A clip and how its samples are saved: `save sound_file(sound, encoding: \"pcm_24\") to \"a.wav\"`.",
    family: family,
    [
      subject,
      .choice(
        "encoding",
        "How: whole numbers of 16 or 24 bit (WAV, FLAC), floating point (WAV) or Vorbis (Ogg); `auto`, as for a clip alone, is 16 bit, and Vorbis in Ogg.",
        ["auto"] + SoundEncoding.allCases.map(\.rawValue)),
      .flag(
        "scale",
        "Whether a clip with samples beyond 1 is brought to full scale, rather than cut off there."),
    ], gives: .object(SoundFileValue.kind),
    examples: [
      .init(
        "sound_file(tone(440 Hz), encoding: \"pcm_24\")",
        shows: "clip of 1 s at 16 kHz to be saved as pcm_24")
    ]
  ) { call in
    .object(
      SoundFileValue(
        try call.object("clip", as: ClipValue.self),
        SoundEncoding(rawValue: try call.text("encoding")), isScaled: try call.flag("scale")))
  }

  // MARK: Made sound

  private static func made(_ call: Call, _ sample: (Int, Double) -> Float) throws -> Value {
    let rate = try call.number("rate")
    let length = try call.number("duration")
    let count = Int((length * rate).rounded())
    guard count <= 50_000_000 else {
      throw RunProblem(
        "out-of-range", "A clip of \(counted(count, "sample")) is too long", argument: "duration")
    }
    try call.expect(bytes: Double(count) * 4, argument: "duration")
    var samples: [Float] = []
    samples.reserveCapacity(count)
    for n in 0..<count {
      if n % 65_536 == 0 { try checkCancellation() }
      samples.append(sample(n, rate))
    }
    return .object(ClipValue(Clip(samples: samples, sampleRate: rate)))
  }

  private static let madeRate = Parameter.number(
    "rate", "The sample rate.", 16_000, unit: .frequency, in: 1...1_000_000)
  private static let madeLength = Parameter.number(
    "duration", "How long it lasts.", 1, unit: .duration, in: 0...3600
  ).formerly("length")
  private static let amplitude = Parameter.number(
    "amplitude", "The peak, where 1 is full scale.", 0.5, in: 0...1)

  static let tone = Builtin(
    "tone", "A sine wave.", family: family,
    [
      .subject("frequency", .number(.frequency), "Its frequency."), madeLength, amplitude, madeRate,
    ], gives: .object(ClipValue.kind),
    examples: [.init("tone(440 Hz, duration: 2 s).duration", shows: "2 s")]
  ) { call in
    let frequency = try call.number("frequency")
    let peak = Float(try call.number("amplitude"))
    return try made(call) { n, rate in
      peak * Float(Math.sin(2 * Double.pi * frequency * Double(n) / rate))
    }
  }

  static let noise = Builtin(
    "noise", "White noise, the same for the same seed.", family: family,
    [madeLength, amplitude, madeRate, .seed], gives: .object(ClipValue.kind),
    examples: [.init("noise(duration: 100 ms).rate", shows: "16000 Hz")]
  ) { call in
    var random = RandomSource(seed: try call.seed())
    let peak = try call.number("amplitude")
    return try made(call) { _, _ in Float(random.uniform(in: -peak...peak)) }
  }

  // MARK: Clip to clip

  static let resample = Builtin(
    "resample",
    "The clip at another sample rate, band-limited (passband 0.913 of the lower Nyquist).",
    family: family, [subject, rate], gives: .object(ClipValue.kind),
    examples: [
      .init("resample(tone(440 Hz, rate: 16 kHz), rate: 8 kHz).samples |> length", shows: "8000")
    ]
  ) { call in
    let value = try call.object("clip", as: ClipValue.self)
    let rate = try call.number("rate")
    try call.expect(bytes: value.clip.duration * rate * 4, argument: "rate")
    let clip = try await value.clip.resampled(to: rate, width: call.jobs)
    return .object(ClipValue(clip, name: value.name, label: value.label))
  }

  static let hpss = Builtin(
    "hpss",
    "The harmonic and percussive components of a clip, by median filtering its spectrogram (FitzGerald 2010; as librosa.effects.hpss).",
    family: family, [subject],
    gives: .record([
      TypedName("harmonic", .object(ClipValue.kind)),
      TypedName("percussive", .object(ClipValue.kind)),
    ]), examples: [.init("hpss(tone(440 Hz)).harmonic.duration", shows: "1 s")]
  ) { call in
    let value = try call.object("clip", as: ClipValue.self)
    try call.expectSpectra(of: value.clip, Framing(), bytesPerBin: 8)
    let parts = try HarmonicPercussive.separate(value.clip)
    return .record(
      Record([
        ("harmonic", .object(ClipValue(parts.harmonic, name: value.name, label: value.label))),
        ("percussive", .object(ClipValue(parts.percussive, name: value.name, label: value.label))),
      ]))
  }

  static let centerClip = Builtin(
    "center_clip",
    "The center-clipped clip: samples below a level become zero, the others move toward zero by it (Sondhi 1968).",
    family: family,
    [
      subject,
      Parameter(
        "level", .value(.count),
        "The level; 0.45 times the mean absolute sample value when left out, as published.",
        isOptional: true, range: 0...1e9),
    ], gives: .object(ClipValue.kind),
    examples: [.init("max(center_clip(tone(440 Hz), level: 0.25).samples)", shows: "0.25")]
  ) { call in
    let value = try call.object("clip", as: ClipValue.self)
    let samples = value.clip.samples
    let level: Double
    if call.has("level") {
      level = try call.number("level")
    } else {
      level =
        0.45 * samples.reduce(0.0) { $0 + Double($1.magnitude) } / Double(max(1, samples.count))
    }
    let clipped = Autocorrelation.centerClipped(samples, level: Float(level))
    return .object(
      ClipValue(
        Clip(samples: clipped, sampleRate: value.clip.sampleRate), name: value.name,
        label: value.label))
  }
}
