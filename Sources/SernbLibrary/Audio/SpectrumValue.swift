// A spectrogram and a set of features as values of the language.

import Audio
internal import Basics
internal import Kernels
import SernbDocument
import SernbLanguage
import SernbRuntime

struct SpectrumValue: EngineValue {
  static let kind = ObjectKind(
    "spectrogram", "Levels of a clip over time and frequency.",
    members: [
      TypedName("frames", .count), TypedName("bins", .count),
      TypedName("peak", .number(.frequency)),
    ])

  let frames: Int
  let bins: Int
  /// [frame · bins + bin], in decibels below the loudest, at least -120.
  let decibels: [Float]
  let rate: Double
  let hop: Int
  let name: String

  init(_ spectrum: Spectrogram, rate: Double, name: String) {
    frames = spectrum.frames
    bins = spectrum.bins
    self.rate = rate
    hop = spectrum.framing.hop
    self.name = name
    var power: [Float] = []
    power.reserveCapacity(frames * bins)
    var top: Float = 0
    for frame in 0..<spectrum.frames {
      for index in (frame * spectrum.stride)..<(frame * spectrum.stride + spectrum.bins) {
        let value =
          spectrum.re[index] * spectrum.re[index] + spectrum.im[index] * spectrum.im[index]
        top = max(top, value)
        power.append(value)
      }
    }
    // Everything under 10⁻¹² of the peak is -120 dB, also a whole silent clip.
    let scale = 10 / Math.log(10)
    decibels = power.map { value in
      top > 0 && value > top * 1e-12 ? Float(scale * Math.log(Double(value) / Double(top))) : -120
    }
  }

  var line: String { "spectrogram of \(counted(frames, "frame")) and \(counted(bins, "bin"))" }

  func member(_ name: String) -> Value? {
    switch name {
    case "frames": .count(frames)
    case "bins": .count(bins)
    case "peak": .number(Double(loudestBin) * rate / Double(2 * (bins - 1)), .frequency)
    default: nil
    }
  }

  /// The bin of the loudest level, the lowest of equals.
  private var loudestBin: Int {
    var best = 0
    for index in decibels.indices where decibels[index] > decibels[best] { best = index }
    return bins > 0 ? best % bins : 0
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? SpectrumValue else { return false }
    return frames == other.frames && bins == other.bins && decibels == other.decibels
      && rate == other.rate && hop == other.hop && name == other.name
  }

  func picture(title: String, range: Double = 80) throws(FigureProblem) -> Figure {
    try Figure.spectrogram(
      decibels: decibels, frames: frames, bins: bins, duration: Double(frames * hop) / rate,
      top: rate / 2, range: range, title: title)
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    guard var figure = try? picture(title: name) else { return [.value(.init(line))] }
    if let caption = options.caption { figure.caption = caption }
    if let alt = options.alt { figure.alt = alt }
    return [.figure(figure)]
  }
}

/// The requested features of a clip.
struct FeatureSetValue: EngineValue {
  static let kind = ObjectKind(
    "feature set", "A list of features with their definitions.",
    members: [
      TypedName("names", .list(.text)), TypedName("rate", .number(.frequency)),
    ])

  var line: String { "the published features: " + PublishedFeatures.names.joined(separator: ", ") }

  func member(_ name: String) -> Value? {
    switch name {
    case "names": .list(PublishedFeatures.names.map { .text($0) })
    case "rate": .number(PublishedFeatures.sampleRate, .frequency)
    default: nil
    }
  }

  func equals(_ other: any EngineValue) -> Bool { other is FeatureSetValue }
}
