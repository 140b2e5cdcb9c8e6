// Serialized evaluations: predictions, intervals, and the outcome of a search over settings.

package import Basics

extension Predictions {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    writer.write(classes)
    writer.write(truth)
    writer.write(predicted)
    writer.write(optional: probabilities) { $0.write($1) }
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    let classes = try reader.texts()
    let truth = try reader.integers(Int32.self)
    let predicted = try reader.integers(Int32.self)
    let probabilities = try reader.optional { reader throws(CorruptData) in try reader.doubles() }
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
    self.init(
      classes: classes, truth: truth, predicted: predicted, probabilities: probabilities)
  }
}

extension Interval {
  fileprivate func encode(into writer: inout ByteWriter) {
    for number in [value, low, high] { writer.write(number) }
    writer.write(resamples)
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(
      value: try reader.double(), low: try reader.double(), high: try reader.double(),
      resamples: try reader.int(in: 0...Int(Int32.max)))
  }
}

extension Bootstrap.Intervals {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    for interval in [accuracy, macroF1, balancedAccuracy] { interval.encode(into: &writer) }
    writer.write(recall) { writer, recall in
      writer.write(recall.name)
      recall.interval.encode(into: &writer)
    }
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(
      accuracy: try Interval(from: &reader), macroF1: try Interval(from: &reader),
      balancedAccuracy: try Interval(from: &reader),
      recall: try reader.items(atLeast: 40) { reader throws(CorruptData) in
        (name: try reader.text(), interval: try Interval(from: &reader))
      })
  }
}

extension GridSearch.Outcome {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    writer.write(metric.rawValue)
    writer.write(best)
    writer.write(candidates) { writer, candidate in
      writer.write(candidate.settings) { writer, setting in
        writer.write(setting.name)
        setting.value.encode(into: &writer)
      }
      writer.write(candidate.scores)
      writer.write(candidate.rank)
    }
  }

  /// - Parameter fixed: the settings of `kind` that are the same in every combination.
  package init(
    from reader: inout ByteReader, of kind: ModelKind,
    fixed: [(name: String, value: SettingValue)]
  ) throws(CorruptData) {
    guard let metric = Metric(rawValue: try reader.text()) else {
      throw CorruptData("I know no metric of that name")
    }
    let best = try reader.int()
    let candidates = try reader.items(atLeast: 24) { reader throws(CorruptData) in
      let settings = try reader.items(atLeast: 9) { reader throws(CorruptData) in
        (name: try reader.text(), value: try SettingValue(from: &reader))
      }
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
