// One figure of each kind with data like those of a study of emotional speech, for tests and for looking at.

import SernbDocument

enum Gallery {
  /// Every kind by name.
  static func all() throws -> [(String, Figure)] {
    try [
      ("waveform", waveform), ("short-waveform", shortWaveform), ("overlaid-waveforms", overlaid()),
      ("pair", pair()), ("lines", lines()), ("long-line", longLine()), ("scatter", scatter()),
      ("bars", bars()), ("stacked", stacked()), ("importance", importance()),
      ("many-bars", manyBars()), ("one-bar", oneBar()), ("histogram", histogram),
      ("histograms", histograms), ("boxes", boxes()), ("strip", strip()),
      ("confusion", confusion()),
      ("wide-confusion", wideConfusion()), ("correlations", correlations()),
      ("large-heat", largeHeat()),
      ("spectrogram", spectrogram()), ("pitch", pitch()), ("log", logAxes()), ("empty", empty),
      ("hostile", hostile()), ("tiny-numbers", tinyNumbers()), ("annotated", annotated()),
      ("triple", triple()), ("many-lines", manyLines()),
    ]
  }

  static let emotions = ["angry", "happy", "sad", "neutral", "excited", "frustrated"]

  /// A multiplicative generator: the tests need the same noise everywhere, not good noise.
  struct Noise {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    /// Four uniform numbers: variance one, and near enough to a bell.
    mutating func normal() -> Double { (next() + next() + next() + next() - 2) * 1.7320508 }
  }

  /// A parabola that looks like a sine, from exact operations.
  static func wave(_ turns: Double) -> Double {
    let t = turns - turns.rounded(.down)
    return t < 0.5 ? 16 * t * (0.5 - t) : -16 * (t - 0.5) * (1 - t)
  }

  static func speech(seconds: Double, seed: UInt64, loud: Double = 1) -> [Float] {
    var noise = Noise(state: seed)
    let rate = 16000.0
    var phase = 0.0
    return (0..<Int(seconds * rate)).map { index in
      let t = Double(index) / rate
      phase += (160 + 40 * wave(t * 0.4) + 10 * wave(t * 3)) / rate
      let syllable = max(0, wave(t * 3.1 + 0.2 * wave(t * 0.7)))
      let pause = wave(t * 0.33 + 0.1) > -0.7 ? 1.0 : 0.02
      let voice = 0.6 * wave(phase) + 0.25 * wave(2 * phase) + 0.15 * noise.normal() * 0.4
      return Float(loud * 0.6 * voice * syllable * pause + 0.002 * noise.normal())
    }
  }

  static var waveform: Figure {
    Figure.waveform(
      samples: speech(seconds: 4.2, seed: 1), rate: 16000, title: "Ses01F_impro01_F003, angry")
  }

  static var shortWaveform: Figure {
    Figure.waveform(
      samples: Array(speech(seconds: 1, seed: 1)[4000..<4400]), rate: 16000, start: 0.25)
  }

  static func overlaid() throws -> Figure {
    try Figure.overlay(
      [
        Figure.waveform(
          samples: speech(seconds: 3.4, seed: 1, loud: 1.3), rate: 16000, title: "angry"),
        Figure.waveform(
          samples: speech(seconds: 4.1, seed: 9, loud: 0.5), rate: 16000, title: "sad"),
      ], title: "Two turns of one speaker")
  }

  static func energy(_ samples: [Float]) -> ([Double], [Double]) {
    let hop = 512
    var times: [Double] = []
    var levels: [Double] = []
    for start in stride(from: 0, to: samples.count - 2048, by: hop) {
      let sum = samples[start..<start + 2048].reduce(0.0) { $0 + Double($1) * Double($1) }
      times.append(Double(start + 1024) / 16000)
      levels.append((sum / 2048).squareRoot())
    }
    return (times, levels)
  }

  static func pair() throws -> Figure {
    var columns: [Figure] = []
    for (name, seed, loud) in [("angry", UInt64(1), 1.2), ("sad", 9, 0.35)] {
      let samples = speech(seconds: 4, seed: seed, loud: loud)
      let (times, levels) = energy(samples)
      var rms = try Figure.line(
        x: times, y: levels, xAxis: .init("time", unit: .seconds), yAxis: .init("RMS"))
      rms.columns[0][0].marks.append(.rule(.init(.y, at: 0.1, label: "silence below 0.1")))
      columns.append(
        .stacked([Figure.waveform(samples: samples, rate: 16000), rms], title: name))
    }
    return .beside(columns, title: "An angry and a sad turn")
  }

  static func lines() throws -> Figure {
    let tops = [3.0, 5, 6, 7, 8]
    return try Figure.lines(
      [
        .init(name: "random forest", x: tops, y: [0.51, 0.549, 0.561, 0.558, 0.566]),
        .init(
          name: "gradient boosting", x: tops, y: [0.5, 0.541, 0.552, 0.56, 0.559],
          low: [0.48, 0.52, 0.53, 0.545, 0.54], high: [0.52, 0.56, 0.57, 0.578, 0.58]),
        .init(name: "chance", x: tops, y: [0.25, 0.25, 0.25, 0.25, 0.25], isDashed: true),
      ], x: .init("features kept"), y: .init("accuracy", unit: .share),
      title: "Accuracy against the number of features")
  }

  static func longLine() throws -> Figure {
    var noise = Noise(state: 3)
    let times = (0..<10000).map { Double($0) * 0.033 }
    let levels = times.map { max(0, wave($0 * 0.9)) * (0.2 + 0.1 * noise.next()) }
    return try .line(
      x: times, y: levels.map { 0.0001 * $0 }, xAxis: .init("time", unit: .seconds),
      yAxis: .init("energy", unit: .named("Pa²s")))
  }

  static func scatter() throws -> Figure {
    var noise = Noise(state: 4)
    var (x, y, groups): ([Double], [Double], [String]) = ([], [], [])
    for index in 0..<2600 {
      let kind = index % 4
      x.append(140 + 30 * Double(kind) + 25 * noise.normal())
      y.append(0.02 + 0.015 * Double(kind) + 0.01 * noise.normal())
      groups.append(emotions[kind])
    }
    return try .scatter(
      x: x, y: y, groups: groups, xAxis: .init("mean pitch", unit: .hertz),
      yAxis: .init("RMS mean"),
      title: "Pitch and energy by emotion")
  }

  static func bars() throws -> Figure {
    try .bars(
      ["forest", "boosting", "perceptron", "SVC", "Bayes", "regression"],
      [
        .init(
          "audio", [0.56, 0.559, 0.41, 0.334, 0.31, 0.331],
          errors: [0.02, 0.02, 0.03, 0.02, 0.02, 0.02]),
        .init(
          "text", [0.622, 0.606, 0.64, 0.65, 0.62, 0.648],
          errors: [0.02, 0.01, 0.03, 0.02, 0.02, 0.02]),
        .init(
          "both", [0.653, 0.622, 0.64, 0.68, 0.62, 0.671],
          errors: [0.02, 0.02, 0.02, 0.02, 0.02, 0.02]),
      ], value: .init("accuracy", unit: .share), title: "Six models on sound, words and both")
  }

  static func stacked() throws -> Figure {
    try .bars(
      ["Session 1", "Session 2", "Session 3", "Session 4", "Session 5"],
      emotions.enumerated().map { index, name in
        .init(name, (0..<5).map { Double(120 + (index * 53 + $0 * 37) % 190) })
      }, isStacked: true, value: .init("turns"), title: "Turns by session and emotion")
  }

  static func importance() throws -> Figure {
    try .bars(
      [
        "rms_standard_deviation", "silence_ratio", "rms_mean", "signal_standard_deviation",
        "harmonic_mean", "autocorrelation_maximum", "signal_mean",
        "autocorrelation_standard_deviation",
      ], [0.21, 0.19, 0.16, 0.14, 0.11, 0.09, 0.06, 0.04], value: .init("importance"),
      title: "Importance of the eight features in the forest")
  }

  static func manyBars() throws -> Figure {
    try .bars(
      (0..<48).map { "feature number \($0)" }, (0..<48).map { Double(($0 * 37) % 48) - 12 },
      value: .init("weight"))
  }

  static func oneBar() throws -> Figure { try .bars(["only"], [12]) }

  static var histogram: Figure {
    var noise = Noise(state: 2)
    return .histogram(
      (0..<5531).map { _ in max(0.4, 4.5 + 1.6 * noise.normal()) },
      x: .init("duration", unit: .seconds),
      title: "How long turns are")
  }

  static var histograms: Figure {
    var noise = Noise(state: 7)
    let groups = [0.0, 1.4].map { shift in
      (0..<800).map { _ in 190 + 35 * (noise.normal() + shift) }
    }
    return .histogram(groups: ["sad", "angry"], groups, x: .init("mean pitch", unit: .hertz))
  }

  static func groups(_ count: Int) -> [[Double]] {
    var noise = Noise(state: 5)
    return emotions.indices.map { kind in
      (0..<count).map { _ in 0.08 + 0.02 * Double((kind * 5) % 4) + 0.03 * noise.normal() }
    }
  }

  static func boxes() throws -> Figure {
    try .boxes(
      emotions, groups(400), y: .init("silence ratio", unit: .share), title: "Silence by emotion")
  }

  static func strip() throws -> Figure {
    try .boxes(emotions, groups(60), label: "emotion", y: .init("RMS"), showsValues: true)
  }

  static func confusion() throws -> Figure {
    try .confusionMatrix(
      emotions,
      counts: [
        [182, 20, 4, 31, 22, 40], [31, 101, 12, 40, 60, 20], [2, 8, 161, 52, 3, 18],
        [12, 30, 44, 240, 20, 52], [40, 62, 4, 31, 130, 14], [60, 20, 16, 70, 9, 212],
      ], title: "Random forest on audio and text")
  }

  static func wideConfusion() throws -> Figure {
    let count = 14
    return try .confusionMatrix(
      (0..<count).map { "speaker \($0) of the set" },
      counts: (0..<count).map { row in
        (0..<count).map { row == $0 ? 1200 + row : (row * 7 + $0 * 13) % 40 }
      })
  }

  static func correlations() throws -> Figure {
    let names = [
      "sig_mean", "sig_std", "rmse_mean", "rmse_std", "silence", "harmonic", "auto_max", "auto_std",
    ]
    let values = names.indices.map { row in
      names.indices.map { (column: Int) -> Double in
        row == column ? 1 : 0.9 * wave(Double((row + 1) * (column + 1)) / 11.3)
      }
    }
    return try .heatmap(
      rows: names, columns: names, values: values, palette: .diverging, low: -1, high: 1,
      format: .fixed(2), label: "correlation", title: "Correlation of the features")
  }

  static func largeHeat() throws -> Figure {
    let values = (0..<40).map { row in
      (0..<90).map { (column: Int) -> Double in
        if row == 7, column == 20 { return .nan }
        return wave(Double(row * column) / 200) + Double(row) / 20
      }
    }
    return try .heatmap(
      rows: (0..<40).map { "band \($0)" }, columns: (0..<90).map { "frame \($0)" }, values: values,
      label: "energy", unit: .decibels, title: "Forty mel bands over ninety frames")
  }

  static func levels(frames: Int, bins: Int) -> [Float] {
    var noise = Noise(state: 8)
    var levels: [Float] = []
    for frame in 0..<frames {
      let t = Double(frame) / Double(frames) * 4
      let pitch = 8 + 3 * wave(t * 0.4)
      let loud = max(0, wave(t * 3.1 + 0.2 * wave(t * 0.7)))
      for bin in 0..<bins {
        let turns = Double(bin) / pitch
        let harmonic = max(0, wave(turns + 0.25))
        let tilt = -40 * Double(bin) / Double(bins)
        levels.append(Float(-60 + tilt + loud * (30 + 25 * harmonic) + 4 * noise.normal()))
      }
    }
    return levels
  }

  static func spectrogram() throws -> Figure {
    try .spectrogram(
      decibels: levels(frames: 420, bins: 170), frames: 420, bins: 170, duration: 4, top: 8000,
      title: "Ses01F_impro01_F003")
  }

  static func pitch() throws -> Figure {
    let picture = try Figure.spectrogram(
      decibels: levels(frames: 400, bins: 128), frames: 400, bins: 128, duration: 4, top: 2000)
    let times = (0..<200).map { Double($0) / 50 }
    let track = times.map { wave($0 * 3.1) > 0 ? 180 + 70 * wave($0 * 0.4) : .nan }
    let line = try Figure.line(
      x: times, y: track, name: "pitch", xAxis: .init("time", unit: .seconds),
      yAxis: .init("frequency", unit: .hertz))
    let samples = speech(seconds: 4, seed: 1)
    return try .stacked(
      [Figure.waveform(samples: samples, rate: 16000), .overlay([picture, line])],
      title: "Pitch track")
  }

  static func logAxes() throws -> Figure {
    let x = (0..<60).map { 20.0 * Double(1 + $0 * $0 * $0 / 60) }
    return try .lines(
      [
        .init(name: "A weighting", x: x, y: x.map { 1e-4 + 1 / ($0 * $0) }),
        .init(name: "flat", x: x, y: x.map { _ in 0.01 }),
      ],
      x: .init("frequency", unit: .hertz, scale: .log), y: .init("gain", scale: .log),
      title: "Logarithmic axes")
  }

  static var empty: Figure { Figure(title: "Nothing to see", columns: [[.init(x: .init("time"))]]) }

  static func hostile() throws -> Figure {
    let bad = [Double.nan, .infinity, -.infinity, 1e308, -1e308, Double.leastNonzeroMagnitude, 0]
    let line = try Figure.line(
      x: bad, y: bad.reversed(), name: "a < b & \"c\"\u{7}", xAxis: .init("<script>"),
      title: "]]> & <svg>")
    return .beside([
      line, try .bars(["🎉 emoji", "很长的标签", ""], [.nan, 1e300, -4]),
      .histogram(bad), .waveform(samples: [.nan, .infinity], rate: 0),
      try .heatmap(rows: ["r"], columns: ["c"], values: [[.nan]]),
    ])
  }

  static func tinyNumbers() throws -> Figure {
    .beside([
      try .line(x: [0, 0.002, 0.004], y: [2e-7, 5e-7, 3e-7], xAxis: .init("lag", unit: .seconds)),
      try .line(
        x: [0, 1, 2], y: [2_400_000, 2_500_000, 3_900_000], xAxis: .init("epoch"),
        yAxis: .init("tokens")),
    ])
  }

  static func annotated() throws -> Figure {
    var figure = Figure.waveform(
      samples: speech(seconds: 6, seed: 12), rate: 16000, title: "Turns of a dialog")
    figure.columns[0][0].marks += [
      .band(.init(.x, from: 0.4, to: 2.1, label: "F000 angry")),
      .band(.init(.x, from: 2.6, to: 4.4, label: "M000 sad")),
      .rule(.init(.x, at: 5.2, label: "cut")), .note(.init("breath", x: 2.35, y: 0.3)),
    ]
    return figure
  }

  static func triple() throws -> Figure { .beside([try bars(), histogram, try boxes()]) }

  static func manyLines() throws -> Figure {
    let x = (0..<40).map(Double.init)
    return try .lines(
      (0..<9).map { one in
        .init(
          name: "fold \(one + 1) of the cross-validation", x: x,
          y: x.map { 1 / (1 + $0 / (4 + Double(one))) })
      }, x: .init("epoch"), y: .init("loss"),
      title:
        "Learning curves of nine folds with a rather long title that has to be broken into two lines to fit"
    )
  }
}
