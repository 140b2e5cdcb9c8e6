// Serialized evaluations: predictions, intervals, and the outcome of a search over settings.

package import Basics

extension Predictions: ByteCoded {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    writer.write(classes, truth, predicted, probabilities)
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    let classes = try reader.texts()
    let truth = try reader.integers(Int32.self)
    let predicted = try reader.integers(Int32.self)
    let probabilities: [Double]? = try reader.read()
    let positions = 0..<classes.count
    guard zip(classes, classes.dropFirst()).allSatisfy({ $0 < $1 }), !truth.isEmpty,
      truth.count == predicted.count, truth.allSatisfy({ positions.contains(Int($0)) }),
      predicted.allSatisfy({ positions.contains(Int($0)) })
    else { throw CorruptData("predictions do not fit together") }
    if let probabilities {
      // Divided, because a product of two counts may overflow.
      guard probabilities.count % classes.count == 0,
        probabilities.count / classes.count == truth.count,
        probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 })
      else { throw CorruptData("a row has no probability for each class") }
    }
    self.init(classes: classes, truth: truth, predicted: predicted, probabilities: probabilities)
  }
}

extension Interval: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(value, low, high, resamples) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(
      value: try reader.double(), low: try reader.double(), high: try reader.double(),
      resamples: try reader.int(in: 0...Int(Int32.max)))
  }
}

extension Bootstrap.Intervals: ByteCoded {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    writer.write(accuracy, macroF1, balancedAccuracy)
    writer.write(recall) { $0.write($1.name, $1.interval) }
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(
      accuracy: reader.read(), macroF1: reader.read(), balancedAccuracy: reader.read(),
      recall: reader.items(atLeast: 40) { reader throws(CorruptData) in
        (name: try reader.read(), interval: try reader.read())
      })
  }
}

extension GridSearch.Outcome {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    writer.write(metric.rawValue, best)
    writer.write(candidates) { writer, candidate in
      writer.write(settings: candidate.settings)
      writer.write(candidate.scores, candidate.rank)
    }
  }

  /// - Parameter fixed: the settings of `kind` that are the same in every combination.
  package init(
    from reader: inout ByteReader, of kind: ModelKind, fixed: [(name: String, value: SettingValue)]
  ) throws(CorruptData) {
    let metric: Metric = try reader.choice(else: "I know no metric of that name")
    let best = try reader.int()
    let candidates = try reader.items(atLeast: 24) { reader throws(CorruptData) in
      let settings = try reader.settings(of: kind)
      do { _ = try kind.estimator(fixed + settings) } catch {
        throw CorruptData("a combination holds settings that cannot be")
      }
      let scores = try reader.doubles()
      return GridSearch.Candidate(
        settings: settings, scores: scores, rank: try reader.int(in: 1...Int(Int32.max)))
    }
    let names = candidates.first?.settings.map(\.name) ?? []
    guard candidates.indices.contains(best),
      candidates.allSatisfy({ $0.settings.map(\.name) == names })
    else { throw CorruptData("combinations do not fit together") }
    self.init(metric: metric, candidates: candidates, best: best)
  }
}
