// Clips as values: one clip with its samples, and a lazy stream of clips.

import Audio
internal import Basics
internal import Kernels
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct ClipValue: EngineValue {
  static let kind = ObjectKind(
    "clip", "Mono sound: samples and their rate.",
    members: [
      TypedName("duration", .number(.duration)), TypedName("rate", .number(.frequency)),
      TypedName("samples", .list(.count)), TypedName("name", .text), TypedName("label", .text),
    ], cutBy: .duration, endings: SoundFileValue.endings)

  let clip: Clip
  /// The utterance or file that it comes from; empty for a made clip.
  let name: String
  let label: String?

  init(_ clip: Clip, name: String = "", label: String? = nil) {
    self.clip = clip
    self.name = name
    self.label = label
  }

  var line: String {
    let facts =
      "\(NumberText.quantity(clip.duration, unit: "s")) at "
      + NumberText.quantity(clip.sampleRate, unit: "Hz")
    return name.isEmpty ? "clip of \(facts)" : "clip `\(name)` of \(facts)"
  }

  var json: JSON {
    ["clip": .string(name), "duration": .number(clip.duration), "rate": .number(clip.sampleRate)]
  }

  func member(_ member: String) -> Value? {
    switch member {
    case "duration": .number(clip.duration, .duration)
    case "rate": .number(clip.sampleRate, .frequency)
    case "samples": .list(ListValue(NumberList(clip.samples.map(Double.init), nan: .number)))
    case "name": .text(name)
    case "label": label.map { .text($0) } ?? .missing
    default: nil
    }
  }

  func count(ofMember name: String) -> Int { name == "samples" ? clip.samples.count : 0 }

  func cut(_ range: NumberRange) throws(RunProblem) -> Value {
    guard range.dimension == .duration else {
      throw RunProblem("unit-mismatch", "A clip is cut by durations, such as `0.5 s .. 1 s`")
    }
    let count = clip.samples.count
    func sample(_ second: Double) -> Int {
      Int(min(max(0, (second * clip.sampleRate).rounded(.down)), Double(count)))
    }
    let (from, to) = (sample(range.first), sample(range.last))
    guard from < to else {
      throw RunProblem(
        "out-of-range",
        "The part from \(Value.number(range.first, .duration).line) to "
          + "\(Value.number(range.last, .duration).line) of a clip of "
          + "\(Value.number(clip.duration, .duration).line) is empty")
    }
    let part = Clip(samples: Array(clip.samples[from..<to]), sampleRate: clip.sampleRate)
    return .object(ClipValue(part, name: name, label: label))
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    var figure = Figure.waveform(samples: clip.samples, rate: clip.sampleRate, title: name)
    figure.caption = options.caption ?? line.capitalizedFirst + "."
    if let alt = options.alt { figure.alt = alt }
    return [.figure(figure)]
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    try await SoundFileValue(self).saved(as: ending, jobs: jobs)
  }

  func equals(_ other: any EngineValue) -> Bool { (other as? ClipValue)?.clip == clip }
}

/// A lazy stream of clips, read one by one on demand.
struct ClipsValue: EngineValue {
  static let kind = ObjectKind(
    "clips", "A stream of clips, each read when it is needed.",
    members: [
      TypedName("count", .count), TypedName("table", .anyTable),
      TypedName("duration", .number(.duration)),
    ])

  /// Paths as the notebook names them; they are resolved when a clip is read (`Call.load`).
  let sources: [AudioSource]
  /// The rows that the clips belong to, in the same order.
  let table: Table

  var line: String { counted(sources.count, "clip") }

  var json: JSON { ["clips": .int(sources.count)] }

  func member(_ name: String) -> Value? {
    switch name {
    case "count": .count(sources.count)
    case "table": .table(table)
    case "duration":
      sources.allSatisfy { $0.end != nil }
        ? .number(sources.reduce(0) { $0 + ($1.end ?? 0) - ($1.start ?? 0) }, .duration) : .missing
    default: nil
    }
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? ClipsValue, sources == other.sources else { return false }
    return TableValue(table).equals(TableValue(other.table))
  }

  func name(_ row: Int) -> String { table.rows[row].utterance }

  func label(_ row: Int) -> String? {
    guard case .text(let label)? = table["label"]?.cell(row) else { return nil }
    return label
  }

  func clip(_ row: Int, _ call: Call) throws -> ClipValue {
    ClipValue(try call.load(sources[row]), name: name(row), label: label(row))
  }
}

extension Call {
  /// Reads a clip and records the files it depends on.
  func load(_ source: AudioSource, argument: String? = nil) throws -> Clip {
    var real = source
    real.path = try open(source.path, for: .content, argument: argument)
    let clip = try sound(named: source.path) { try real.load() }
    if clip.channelsCancel { remarkLostChannels(of: [source.path], from: 1) }
    return clip
  }

  /// Says which recordings are nearly silent because their channels are of opposite phase.
  func remarkLostChannels(of names: [String], from total: Int) {
    guard !names.isEmpty else { return }
    let shown = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    context.remark(
      "The channels of \(total > 1 ? "\(names.count) of \(counted(total, "recording")) (" : "")\(shown)"
        + "\(names.count > 5 ? ", …" : "")\(total > 1 ? ")" : "") are of opposite phase and cancel in "
        + "their mean. Take one of them by `channel: 1`.")
  }

  /// The channel that a call names; nil for the mean of all.
  func channel() throws -> Int? {
    guard let value = optional("channel") else { return nil }
    if case .text(let name) = value {
      switch name {
      case "mean": return nil
      case "left": return 1
      case "right": return 2
      default: break
      }
    } else if let number = Int(exactly: try number("channel")), number > 0 {
      return number
    }
    throw RunProblem(
      "out-of-range", "There is no channel \(value.line)", argument: "channel",
      hint: "A channel is a number from 1 on, `\"left\"`, `\"right\"` or `\"mean\"`.")
  }
}

/// Runs code of `Audio` and turns its errors into problems that name the file as the notebook does.
func sound<T>(named path: String = "", _ body: () throws -> T) throws -> T {
  do { return try body() } catch let problem as SoundProblem {
    throw (path.isEmpty ? problem : SoundProblem(path: path, fact: problem.fact)).problem
  }
}

extension SoundProblem {
  var problem: RunProblem {
    let isMissing = fact == .missing
    return RunProblem(
      isMissing ? "missing-data" : "bad-data", withoutStop(message),
      dataLocation: path.isEmpty ? nil : path)
  }
}
