// Where a clip comes from: a file or a part of it, optionally resampled.

/// A description of a clip; nothing is read before `load`.
///
/// A part of a file equals, bit for bit, the result of resampling the whole file and taking samples ⌊start·rate⌋ up to
/// and with ⌊end·rate⌋; only the part and the margin of the filter are read.
package struct AudioSource: Sendable, Hashable {
  /// The path of the sound file.
  package var path: String
  /// Start in seconds; nil means the beginning of the file.
  package var start: Double?
  /// End in seconds; nil means the end of the file.
  package var end: Double?
  /// The target sample rate in Hz; nil keeps that of the file.
  package var rate: Double?
  /// The channel, from 1; nil means the mean of all.
  package var channel: Int?

  /// A file, or a part of it, optionally at another rate.
  package init(
    path: String, start: Double? = nil, end: Double? = nil, rate: Double? = nil,
    channel: Int? = nil
  ) {
    self.path = path
    self.start = start
    self.end = end
    self.rate = rate
    self.channel = channel
  }

  /// Times of annotations are rounded: an end may lie this far behind the end of its file, in seconds, and then
  /// means the end.
  static let endTolerance = 0.1

  /// Reads the clip.
  /// - Parameter resamplers: filters shared by many sources.
  /// - Throws: `SoundProblem` or `Cancelled`.
  package func load(using resamplers: Resamplers = Resamplers()) throws -> Clip {
    try read(using: resamplers).clip(using: resamplers)
  }

  /// Reads what the clip is made of, without resampling it.
  /// - Throws: `SoundProblem` or `Cancelled`.
  package func read(using resamplers: Resamplers = Resamplers()) throws -> SoundPart {
    func problem(_ fact: SoundProblem.Fact) -> SoundProblem { SoundProblem(path: path, fact: fact) }
    if let rate, !Resampler.isPossible(rate) { throw problem(.badRate(rate)) }
    let file = try SoundFile(path: path)
    let facts = file.facts
    let wanted = rate ?? facts.sampleRate
    guard wanted != facts.sampleRate else {
      let range = try samples(at: wanted, of: facts.frames, facts)
      return SoundPart(
        sound: try file.read(range, channel: channel), first: 0, outputs: 0..<range.count,
        rate: wanted)
    }
    let resampler =
      resamplers.find(from: facts.sampleRate, to: wanted)
      ?? Resampler(from: facts.sampleRate, to: wanted)
    let outputs = try samples(at: wanted, of: resampler.outputCount(of: facts.frames), facts)
    let needed = resampler.inputs(of: outputs).clamped(to: 0..<facts.frames)
    return SoundPart(
      sound: try file.read(needed, channel: channel), first: needed.lowerBound, outputs: outputs,
      rate: wanted)
  }

  /// The samples of the part, in a signal of `count` samples.
  private func samples(at rate: Double, of count: Int, _ facts: SoundFacts) throws -> Range<Int> {
    let duration = facts.duration
    let (first, last) = (start ?? 0, end ?? duration)
    guard first >= 0, last > first, first.isFinite, last.isFinite else {
      let isLate = first >= duration && end == nil
      throw SoundProblem(
        path: path,
        fact: isLate
          ? .beyondEnd(start: first, end: first, duration: duration)
          : .badRange(start: first, end: last))
    }
    guard last <= duration + Self.endTolerance, first < duration else {
      throw SoundProblem(path: path, fact: .beyondEnd(start: first, end: last, duration: duration))
    }
    let from = min(Int((first * rate).rounded(.down)), count - 1)
    guard end != nil else { return from..<count }
    return from..<min(count, Int((last * rate).rounded(.down)) + 1)
  }
}

/// The samples that a clip is made from, as read from the file: equal parts give equal clips.
package struct SoundPart: Sendable, Equatable {
  /// The samples of the file that are needed, at the file's own rate.
  package let sound: Clip
  /// The index of the first of them in the file.
  package let first: Int
  /// Which samples of the resampled file are wanted; those of `sound` itself where nothing is resampled.
  package let outputs: Range<Int>
  /// The sample rate of the result, in Hz.
  package let rate: Double

  /// The clip.
  /// - Throws: `Cancelled`.
  package func clip(using resamplers: Resamplers = Resamplers()) throws -> Clip {
    guard rate != sound.sampleRate else { return sound }
    let resampler =
      resamplers.find(from: sound.sampleRate, to: rate)
      ?? Resampler(from: sound.sampleRate, to: rate)
    let made = try resampler.outputs(outputs, of: sound.samples, startingAt: first)
    var clip = Clip(samples: made, sampleRate: rate)
    clip.channelsCancel = sound.channelsCancel
    return clip
  }
}

extension Clip {
  /// The clip at another rate, made at once.
  /// - Throws: `Cancelled`.
  func resampled(to rate: Double, using resamplers: Resamplers) throws -> Clip {
    guard rate != sampleRate else { return self }
    let resampler =
      resamplers.find(from: sampleRate, to: rate) ?? Resampler(from: sampleRate, to: rate)
    let outputs = 0..<resampler.outputCount(of: samples.count)
    var clip = Clip(
      samples: try resampler.outputs(outputs, of: samples, startingAt: 0), sampleRate: rate)
    clip.channelsCancel = channelsCancel
    return clip
  }
}

/// The filters of several pairs of rates: made once, then shared by all loads.
package struct Resamplers: Sendable {
  private var all: [Resampler] = []

  /// No filters; each is made when a load first needs it.
  package init() {}

  /// Makes the filter of a pair, unless it is there or none is needed.
  package mutating func add(from source: Double, to target: Double) {
    guard source != target, Resampler.isPossible(source), Resampler.isPossible(target),
      find(from: source, to: target) == nil
    else { return }
    all.append(Resampler(from: source, to: target))
  }

  func find(from source: Double, to target: Double) -> Resampler? {
    all.first { $0.sourceRate == source && $0.targetRate == target }
  }
}
