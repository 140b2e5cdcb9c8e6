// What the features of all clips share.

/// Tables shared by the features of all clips: windows, sines and the plan of a transform.
package struct FeatureTables: Sendable {
  let frames = FrameTransform(framing: HarmonicPercussive.framing)
  let waves = LowBins.waves()

  /// Computes the tables.
  package init() {}
}
