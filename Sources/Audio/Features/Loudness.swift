// The root mean square of frames.

import Kernels

/// The loudness of frames.
package enum Loudness {
  /// √(mean square) of each frame, centered on sample t · hop with zeros beyond both ends:
  /// `librosa.feature.rms`.
  package static func rms(_ samples: [Float], framing: Framing = Framing()) -> [Float] {
    let x = samples.span
    return (0..<framing.count(of: samples.count)).map { t in
      let start = t * framing.hop - framing.length / 2
      let inside = (start..<start + framing.length).clamped(to: 0..<samples.count)
      var sum = Floats8()
      var i = inside.lowerBound
      while i + 8 <= inside.upperBound {
        let v = x.lanes(at: i)
        sum.addProduct(v, v)
        i += 8
      }
      var total = sum.total
      while i < inside.upperBound {
        total += x[i] * x[i]
        i += 1
      }
      return (total / Float(framing.length)).squareRoot()
    }
  }
}
