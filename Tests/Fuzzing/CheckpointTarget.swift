// What a fit that was killed has left: whatever it is, the fit takes it up or begins from its start, and ends.

import Basics
package import Learning
import Tables

extension FuzzTarget {
  /// The first byte chooses the fit; the rest is what it finds.
  static let checkpoint = FuzzTarget("checkpoint") { bytes in
    guard let choice = bytes.first else { return }
    let fit = SmallFit.all[Int(choice) % SmallFit.all.count]
    let saved = Array(bytes.dropFirst())
    for state in [saved, fit.signed(saved)] {
      let model = try await fit.run(from: state, save: { _ in })
      try law(FittedModel(bytes: model.bytes).bytes == model.bytes, "a model is saved as another")
    }
  }
}

/// A fit that takes no time to speak of and leaves its state on the way.
public struct SmallFit: Sendable {
  public let name: String
  private let kind: ModelKind
  private let settings: [(name: String, value: SettingValue)]
  /// A state with its checksum made right.
  let signed: @Sendable ([UInt8]) -> [UInt8]

  public static let all: [SmallFit] = [
    SmallFit(
      name: "perceptron", kind: .mlp,
      settings: [
        ("hidden_layer_sizes", .counts([3])), ("max_iter", .count(6)), ("batch_size", .count(4)),
      ],
      signed: { bytes in
        guard bytes.count >= 8 else { return bytes }
        return bytes.dropLast(8) + SavedFile.littleEndian(fingerprint(bytes.dropLast(8)))
      }),
    SmallFit(
      name: "gradient_boosting", kind: .gradientBoosting, settings: [("n_estimators", .count(4))],
      signed: { bytes in
        guard bytes.count >= 8 else { return bytes }
        return bytes.dropLast(8) + SavedFile.littleEndian(checksum(bytes.dropLast(8)))
      }),
    SmallFit(
      name: "random_forest", kind: .randomForest, settings: [("n_estimators", .count(40))],
      signed: { bytes in
        guard bytes.count >= 8 else { return bytes }
        return bytes.dropLast(8) + SavedFile.littleEndian(checksum(bytes.dropLast(8)))
      }),
  ]

  /// - Parameters:
  ///   - state: what an earlier run of it has left.
  ///   - save: takes what it leaves on the way.
  package func run(
    from state: [UInt8]?, save: @escaping @Sendable ([UInt8]) -> Void
  ) async throws -> FittedModel {
    let cells: [Double] = [0, 1, 2, 3, 1, 0, 5, 2, 4, 4, 1, 1, 2, 0, 3, 3]
    let labels = ["ang", "neu", "ang", "neu", "sad", "sad", "ang", "neu"]
    let rows = try TrainingRows(FeatureRows(dense: cells, columns: 2), labels: labels)
    return try await kind.estimator(settings).fit(
      rows, provenance: RowIdentities(utterances: (0..<8).map { "u\($0)" }),
      FitContext(
        seed: 1,
        checkpoint: Checkpoint(saved: state, isDue: { _ in true }) { state in
          var writer = ByteWriter()
          try state(&writer)
          save(writer.bytes)
        }))
  }

  /// FNV-1a over eight bytes at a time, mixed further, then the number of bytes.
  private static func fingerprint(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ word: UInt64) {
      value = (value ^ word) &* 0x0000_0100_0000_01b3
      value ^= value >> 29
    }
    var rest = bytes
    while rest.count >= 8 {
      add(rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      rest = rest.dropFirst(8)
    }
    for byte in rest { add(UInt64(byte)) }
    add(UInt64(bytes.count))
    return value
  }
}
