// A source and a filter: glottal pulses and noise through five resonances, 16,000 samples per second.
//
// Source: the pulse of Klatt and Klatt ("Analysis, synthesis, and perception of voice quality variations", JASA 87,
// 1990), whose derivative is a parabola that ends in a leap; the leap is rounded (Välimäki's polynomial step) so
// that high voices do not alias. Filter: Klatt's cascade of two-pole resonators, and one for noise made at the teeth.

import Kernels

/// A two-pole resonator of unit gain at 0 Hz: y = (1-b-c)·x + b·y₁ + c·y₂.
private struct Resonator {
  var a = 1.0
  var b = 0.0
  var c = 0.0
  var y1 = 0.0
  var y2 = 0.0

  /// `frequency` and `bandwidth` in Hz.
  mutating func tune(_ frequency: Double, _ bandwidth: Double) {
    let radius = Math.exp(-Double.pi * bandwidth / Synthesizer.rate)
    c = -radius * radius
    b = 2 * radius * Math.cosPi(2 * frequency / Synthesizer.rate)
    a = 1 - b - c
  }

  @inline(__always) mutating func next(_ x: Double) -> Double {
    let y = a * x + b * y1 + c * y2
    y2 = y1
    y1 = y
    return y
  }
}

/// White noise in -1 ... 1, four numbers from each draw.
private struct Noise {
  var random: RandomSource
  var bits: UInt64 = 0
  var left = 0

  @inline(__always) mutating func next() -> Double {
    if left == 0 {
      bits = random.next()
      left = 4
    }
    let value = Double(Int16(truncatingIfNeeded: bits)) * 0x1p-15
    bits >>= 16
    left -= 1
    return value
  }
}

enum Synthesizer {
  /// Samples per second.
  static let rate = 16_000.0

  /// The sound of `track`, 80 samples per frame, whose root mean square over the frames that speak is `level`.
  static func render(
    _ track: [ControlFrame], voice: Voice, manner: Manner, level: Double, random: RandomSource
  ) -> [Float] {
    var samples = [Float](repeating: 0, count: track.count * ControlFrame.length)
    var random = random
    var noise = Noise(random: RandomSource(seed: random.next()))
    var (f1, f2, f3, f4, f5) = (Resonator(), Resonator(), Resonator(), Resonator(), Resonator())
    f5.tune(min(4500 * voice.formants, 7000), 300)
    var teeth = Resonator()
    var (teethInput1, teethInput2) = (0.0, 0.0)

    // The glottis: `phase` in cycles; the pulse is open up to `open`.
    var phase = 0.0
    var step = voice.pitch / rate
    let open = voice.openQuotient
    var (cycleLength, cycleHeight) = (1.0, 1.0)
    let (jitter, shimmer) = (0.006 * manner.rough, 0.05 * manner.rough)
    var held = 0.0  // the last sample of the source, which a following leap may still change
    var tilted = 0.0
    let tilt = tiltFactor(manner.bright + voice.bright)
    let breath = 0.05 * manner.breath
    var (voiceNow, aspirationNow, frictionNow) = (0.0, 0.0, 0.0)
    var (energy, speaking) = (0.0, 0)

    for (index, frame) in track.enumerated() {
      let center = frame.formants * voice.formants
      f1.tune(center[0], 60 + 0.06 * center[0])
      f2.tune(center[1], 90)
      f3.tune(center[2], 140)
      f4.tune(center[3], 200)
      teeth.tune(min(frame.frictionCenter * (0.5 + 0.5 * voice.formants), 7200), 1500)
      step = voice.pitch * semitoneRatio(frame.pitch) / rate
      // Amplitudes move in a straight line over the frame.
      let share = 1 / Double(ControlFrame.length)
      let voiceStep = (frame.voice - voiceNow) * share
      let aspirationStep = (frame.aspiration - aspirationNow) * share
      let frictionStep = (frame.friction - frictionNow) * share
      let base = index * ControlFrame.length
      var power = 0.0
      for offset in 0..<ControlFrame.length {
        voiceNow += voiceStep
        aspirationNow += aspirationStep
        frictionNow += frictionStep

        // The pulse t²(1-t) has the derivative 2t - 3t²: it ends at -1, and is 0 while the glottis is closed.
        let before = phase
        let move = step * cycleLength
        phase += move
        var pulse = 0.0
        if phase >= 1 {
          phase -= 1
          cycleLength = 1 + jitter * random.normal()
          cycleHeight = 1 + shimmer * random.normal()
        }
        if phase < open {
          let t = phase / open
          pulse = t * (2 - 3 * t)
        } else if before < open {
          // The leap from -1 to 0 fell `since` samples ago.
          let since = (phase - open) / move
          held += 0.5 * since * since * cycleHeight
          pulse = -0.5 * (1 - since) * (1 - since)
        }
        let source = held
        held = pulse * cycleHeight
        tilted += tilt * (source - tilted)

        let hiss = noise.next()
        let air = hiss * (0.3 * aspirationNow + (source != 0 ? breath : 0.3 * breath) * voiceNow)
        let mouth = f5.next(f4.next(f3.next(f2.next(f1.next(tilted * voiceNow + air)))))
        // Noise at the teeth has no energy at 0 Hz or at 8 kHz: its resonator has zeros there.
        let hissHere = hiss * frictionNow
        let sibilance = teeth.b * teeth.y1 + teeth.c * teeth.y2 + 0.5 * (hissHere - teethInput2)
        teeth.y2 = teeth.y1
        teeth.y1 = sibilance
        teethInput2 = teethInput1
        teethInput1 = hissHere

        let sample = mouth + 0.35 * sibilance
        power += sample * sample
        samples[base + offset] = Float(sample)
      }
      if frame.voice + frame.aspiration + frame.friction > 0.05 {
        energy += power
        speaking += ControlFrame.length
      }
    }
    guard speaking > 0, energy > 0 else { return samples }
    let scale = Float(level / (energy / Double(speaking)).squareRoot())
    for index in samples.indices { samples[index] *= scale }
    return samples
  }

  /// The share of the way that a one-pole low-pass goes in one sample, so that 3 kHz lies `bright` dB above its
  /// resting 5 dB of loss.
  private static func tiltFactor(_ bright: Double) -> Double {
    let loss = max(1, min(15, 5 - bright))
    let ratio = amplitudeRatio(loss)
    let corner = 3000 / (ratio * ratio - 1).squareRoot()
    return 1 - Math.exp(-2 * Double.pi * corner / rate)
  }
}
