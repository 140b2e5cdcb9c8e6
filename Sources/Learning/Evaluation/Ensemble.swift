// Soft voting: the mean of several models' probabilities.

internal import Basics
package import Tables

/// Fitted models whose probabilities are averaged (soft voting). Members may use different columns.
package struct Ensemble: Sendable {
  /// A model and its weight.
  package struct Member: Sendable {
    /// The fitted model.
    package let model: FittedModel
    /// The weight of its probabilities, at least 0; only proportions matter.
    package let weight: Double
  }

  /// At least one.
  package let members: [Member]
  /// Those of every member, distinct and ascending.
  package let classes: [String]

  /// - Parameter weights: one per model; nil weights all equally.
  /// - Throws: `.setting` without models or with invalid weights, `.noProbabilities`, `.otherClasses`.
  package init(_ models: [FittedModel], weights: [Double]? = nil) throws(LearningError) {
    guard let first = models.first else {
      throw .setting(
        "models", of: "voting ensemble", found: "an empty list", wanted: "at least one")
    }
    let weights = weights ?? models.map { _ in 1 }
    if weights.count != models.count {
      throw .setting(
        "weights", of: "voting ensemble", found: "\(weights.count) numbers",
        wanted: "one for each of the \(models.count) models")
    }
    if let odd = weights.first(where: { !($0 >= 0 && $0 <= 1e9) }) {
      throw .setting(
        "weights", of: "voting ensemble", found: numberText(odd),
        wanted: "numbers from 0 to 1000000000")
    }
    if !weights.contains(where: { $0 > 1e-9 }) {
      throw .setting("weights", of: "voting ensemble", found: "all 0", wanted: "one above 0")
    }
    for model in models {
      if model.predictor.scoring != .probabilities {
        throw .noProbabilities(wantedBy: "ensemble", model: model.kind.title)
      }
      if model.classes != first.classes {
        throw .otherClasses(
          model.classes, model: model.kind.title, wanted: first.classes, first: first.kind.title)
      }
    }
    members = zip(models, weights).map { Member(model: $0, weight: $1) }
    classes = first.classes
  }

  /// The training rows of all members, each once, for the leak guard.
  package var provenance: RowIdentities {
    var known = Set<RowIdentity>()
    var all: [RowIdentity] = []
    for member in members {
      for row in 0..<member.model.provenance.count {
        let identity = member.model.provenance[row]
        if known.insert(identity).inserted { all.append(identity) }
      }
    }
    return RowIdentities(all).adding(provenance: members.flatMap(\.model.provenance.learners))
  }

  /// The probability of every class for every row, row by row.
  ///
  /// - Parameter columns: the names of the columns of `rows`, of which each member takes its own, so that an audio
  ///   model and a text model can be combined. Without it all members need all columns.
  /// - Throws: `.columns` if a member's columns are not among them in the order of its fit,
  ///   `.columnCount`, what scoring throws, `Cancelled`.
  package func scores(
    _ rows: FeatureRows, columns: [String]? = nil, width: Int = 1
  ) async throws -> [Double] {
    var inputs: [FeatureRows] = []
    for member in members {
      guard let columns, columns != member.model.columns else {
        inputs.append(rows)
        continue
      }
      inputs.append(rows.selecting(columns: try Ensemble.positions(of: member.model, in: columns)))
    }
    return try await scores(inputs, width: width)
  }

  /// The same with separate rows for each member, in the order of the members.
  ///
  /// - Precondition: there are equally many rows for each member.
  package func scores(_ inputs: [FeatureRows], width: Int = 1) async throws -> [Double] {
    precondition(inputs.count == members.count, "there are rows for each member")
    precondition(
      inputs.allSatisfy { $0.count == inputs[0].count }, "members judge equally many rows")
    let total = members.reduce(0) { $0 + $1.weight }
    var sums = [Double](repeating: 0, count: inputs[0].count * classes.count)
    for (member, rows) in zip(members, inputs) {
      let scores = try await member.model.scores(rows, width: width)
      let share = member.weight / total
      for index in sums.indices { sums[index] += share * scores[index] }
    }
    // Shares may add up to a little more than 1.
    return sums.map { min($0, 1) }
  }

  private static func positions(
    of model: FittedModel, in columns: [String]
  ) throws(LearningError) -> [Int] {
    var indexOf: [String: Int] = [:]
    for (index, name) in columns.enumerated() where indexOf[name] == nil { indexOf[name] = index }
    let found = model.columns.compactMap { indexOf[$0] }
    if found.count < model.columns.count || !zip(found, found.dropFirst()).allSatisfy({ $0 < $1 }) {
      throw .columns(
        missing: model.columns.filter { indexOf[$0] == nil }, extra: [], model: model.kind.title)
    }
    return found
  }
}

// MARK: As a file

extension Ensemble {
  private static let form = FileHeader(magic: "sernbens", version: 1, noun: "saved ensemble")

  /// The bytes of a file that `init(bytes:)` reads on any machine: the weights, then each member as its own file.
  package var bytes: [UInt8] {
    var body = ByteWriter()
    body.write(members.map(\.weight))
    body.write(members) { $0.write($1.model.bytes) }
    return Ensemble.form.file(body)
  }

  /// - Throws: `.damaged`.
  package init(bytes: [UInt8]) throws(LearningError) {
    do {
      try self.init(checking: bytes)
    } catch {
      throw .damaged(what: "ensemble", error.why)
    }
  }

  private init(checking bytes: [UInt8]) throws(CorruptData) {
    var reader = try Ensemble.form.body(of: bytes)
    let weights = try reader.doubles()
    let models = try reader.items(atLeast: 8) { reader throws(CorruptData) in
      let file = try reader.data()
      do { return try FittedModel(bytes: file) } catch {
        throw CorruptData("one of its members is damaged")
      }
    }
    try reader.end()
    do { try self.init(models, weights: weights) } catch {
      throw CorruptData("its members do not fit together")
    }
  }
}
