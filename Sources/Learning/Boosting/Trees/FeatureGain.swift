// The importances of each feature: number of splits, gain and cover.

import Basics

/// Sums over all splits, one per feature.
struct FeatureGain: Sendable, Hashable {
  var splits: [Double]
  var gain: [Double]
  var cover: [Double]

  init(features: Int) {
    splits = [Double](repeating: 0, count: features)
    gain = splits
    cover = splits
  }

  mutating func add(_ worth: SplitGain) {
    splits[worth.feature] += 1
    gain[worth.feature] += worth.gain
    cover[worth.feature] += worth.cover
  }

  /// Of the features at `positions`.
  func taking(_ positions: [Int]) -> FeatureGain {
    var taken = FeatureGain(features: 0)
    taken.splits = positions.map { splits[$0] }
    taken.gain = positions.map { gain[$0] }
    taken.cover = positions.map { cover[$0] }
    return taken
  }

  /// `gain`: the mean of a column's splits, all adding up to 1, as `feature_importances_` of `XGBClassifier`; `weight`:
  /// the number of splits; `cover`: the mean hessian of the split nodes; then both as sums, as `get_score` has them.
  func importances(_ features: [Int32], columns: Int) -> [Importance] {
    func spread(_ values: [Double]) -> [Double] {
      var all = [Double](repeating: 0, count: columns)
      for (column, value) in zip(features, values) { all[Int(column)] = value }
      return all
    }
    func mean(_ sums: [Double]) -> [Double] { zip(sums, splits).map { $1 == 0 ? 0 : $0 / $1 } }
    let gains = mean(gain)
    let total = gains.reduce(0, +)
    return [
      Importance("gain", spread(total > 0 ? gains.map { $0 / total } : gains)),
      Importance("weight", spread(splits)), Importance("cover", spread(mean(cover))),
      Importance("total_gain", spread(gain)), Importance("total_cover", spread(cover)),
    ]
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(splits)
    writer.write(gain)
    writer.write(cover)
  }

  init(from reader: inout ByteReader, features: Int) throws(CorruptData) {
    splits = try reader.doubles()
    gain = try reader.doubles()
    cover = try reader.doubles()
    for values in [splits, gain, cover] {
      if values.count != features || !values.allSatisfy({ $0 >= 0 && $0 <= 1e300 }) {
        throw CorruptData("the importances do not fit the columns")
      }
    }
  }
}
