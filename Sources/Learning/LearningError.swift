// Errors of Learning as facts, with their messages.

internal import Basics
package import Tables

/// A request that cannot be met.
package enum LearningError: Error, Sendable, Equatable {
  case table(TableError)
  /// A share of test rows lies strictly between 0 and 1.
  case shareOutOfRange(Double)
  /// Both sides need at least one row.
  case tooFewRows(Int, test: Int)
  /// A stratified split needs two rows of every class; these have fewer.
  case rareClasses([String])
  /// A stratified split needs a row of every class on both sides.
  case sideTooSmall(rows: Int, classes: Int, isTest: Bool)
  /// Rows (from 1) without a label or a group, of which there are `total`.
  case missing(what: String, rows: [Int], total: Int)
  case length(what: String, found: Int, rows: Int)
  case tooFewGroups(found: Int, wanted: Int)
  case unknownGroups([String], among: [String])
  /// All groups, or none, would be test rows.
  case oneSided(groups: [String])
  case foldCount(Int, rows: Int)
  /// No class has as many rows as there are folds.
  case classesBelowFolds(largest: Int, folds: Int)
  case unknownLabels([String], among: [String])
  case factorOutOfRange(label: String, Int)
  case tooManyRows(Int, limit: Int)
  case noRows(verb: String)
  /// A number that cannot be used, in a row counted from 1.
  case unusableNumber(column: String, row: Int, Unusable)
  case noValues(column: String)
  case unit(column: String, found: ColumnUnit, wanted: ColumnUnit)
  case emptyRange(Double, Double)
  case noColumns
  /// A classifier was given one class only.
  case oneClass(String, model: String)
  case unknownSetting(String, of: String, among: [String])
  case setting(String, of: String, found: String, wanted: String)
  /// A setting that needs a value of another setting.
  case needsSetting(String, is: String, for: String, of: String)
  /// The columns differ from those of the fit.
  case columns(missing: [String], extra: [String], model: String)
  case columnCount(found: Int, wanted: Int, model: String)
  /// A probability, in a row counted from 1, is not between 0 and 1.
  case probability(row: Int, Double)
  case noProbabilities(wantedBy: String, model: String)
  /// The members of an ensemble have different classes.
  case otherClasses([String], model: String, wanted: [String], first: String)
  /// There is only this one group to resample.
  case oneGroup(String)
  /// Two models cannot be compared: a row (from 1) has different true classes.
  case differentRows(row: Int)
  /// Texts have no terms, or none of their `terms` is kept.
  case emptyVocabulary(terms: Int)
  /// A model would need more numbers in memory than `limit`; `change` says what makes it smaller.
  case modelTooLarge(model: String, numbers: Double, limit: Int, change: String)
  /// The weights of a model are no longer finite, in an epoch counted from 1.
  case diverged(model: String, epoch: Int)
  /// A saved model that cannot be read, and why.
  case damagedModel(String)
  /// Another saved thing, such as a vocabulary, that cannot be read, and why.
  case damaged(what: String, String)

  /// Why a number cannot be used.
  package enum Unusable: String, Sendable {
    case missing, infinite
    case negative = "below zero"
    case tooLarge = "too large"
  }

  /// What was seen and where, what was expected, and what to do.
  package var message: String {
    switch self {
    case .table(let error): error.message
    case .shareOutOfRange(let share):
      "A test share of \(numberText(share)) leaves one side empty; give one between 0 and 1."
    case .tooFewRows(let rows, let test):
      "\(rows) rows cannot be split: \(test) would be test rows, and both sides need at least one."
    case .rareClasses(let labels):
      "A stratified split needs two rows of every class; \(names(labels)) "
        + (labels.count == 1 ? "has" : "have") + " one."
    case .sideTooSmall(let rows, let classes, let isTest):
      "A stratified split needs a row of each of the \(classes) classes on both sides; the "
        + "\(isTest ? "test" : "train") side would have \(rows) rows. Change the share."
    case .missing(let what, let rows, let total):
      "\(counted(total, "row has", "rows have")) no \(what), such as row \(rows.first ?? 0); "
        + "leave \(total == 1 ? "it" : "them") out first."
    case .length(let what, let found, let rows): "There are \(found) \(what), but \(rows) rows."
    case .tooFewGroups(let found, let wanted):
      "Whole groups cannot be split \(wanted) ways: there \(found == 1 ? "is" : "are") only \(found)."
    case .unknownGroups(let groups, let among):
      "I cannot find the \(groups.count == 1 ? "group" : "groups") \(names(groups)); "
        + "the table has \(names(among))."
    case .oneSided(let groups):
      "With \(names(groups)) as test groups one side is empty; name some groups, but not all."
    case .foldCount(let folds, let rows):
      "\(rows) rows cannot be split into \(folds) folds; give 2 or more, at most one per row."
    case .classesBelowFolds(let largest, let folds):
      "No class has \(folds) rows, one for each fold; the largest has \(largest). Use fewer folds."
    case .unknownLabels(let labels, let among):
      "I cannot find rows labeled \(names(labels)); the labels are \(names(among))."
    case .factorOutOfRange(let label, let factor):
      "`\(label)` cannot be oversampled \(factor) times; give 1 or more."
    case .tooManyRows(let rows, let limit):
      "Oversampling would make \(rows) rows; the most is \(limit). Use smaller factors."
    case .noRows(let verb): "`\(verb)` needs at least one row."
    case .unusableNumber(let column, let row, let what):
      "Row \(row) of `\(column)` is \(what.rawValue); leave such rows out or replace the value first."
    case .noValues(let column):
      "`\(column)` has no values to fit a scale to; leave the column out."
    case .unit(let column, let found, let wanted):
      "`\(column)` is in \(described(found)), but the scale was fitted to \(described(wanted))."
    case .emptyRange(let low, let high):
      "A range from \(numberText(low)) to \(numberText(high)) is empty; the second number must be the greater."
    case .noColumns: "There is no feature column; a model needs at least one of numbers."
    case .oneClass(let name, let model):
      "All rows are `\(name)`; a \(model) needs rows of at least two classes to tell apart."
    case .unknownSetting(let name, let model, let known):
      "A \(model) has no setting `\(name)`; it has \(names(known))."
    case .setting(let name, let model, let found, let wanted):
      "`\(name)` of a \(model) is \(found); give \(wanted)."
    case .needsSetting(let name, let value, let other, let model):
      "`\(other)` of a \(model) needs `\(name): \(value)`; set that, or leave `\(other)` out."
    case .columns(let missing, let extra, let model):
      "The \(model) was fitted to other columns: "
        + [
          missing.isEmpty ? nil : "\(names(missing)) \(missing.count == 1 ? "is" : "are") missing",
          extra.isEmpty ? nil : "\(names(extra)) \(extra.count == 1 ? "is" : "are") new to it",
          missing.isEmpty && extra.isEmpty ? "the order differs" : nil,
        ].compactMap { $0 }.joined(separator: ", ") + ". Give it the same columns."
    case .columnCount(let found, let wanted, let model):
      "The \(model) was fitted to \(wanted) columns, and these are \(found); give it the same ones."
    case .probability(let row, let value):
      "Row \(row) has a probability of \(numberText(value)); give numbers between 0 and 1."
    case .noProbabilities(let wanter, let model):
      "`\(wanter)` needs probabilities, and the \(model) has none; use a model that has."
    case .otherClasses(let classes, let model, let wanted, let first):
      "The \(model) tells \(names(classes)) apart, but the \(first) \(names(wanted)); fit all models to the same classes."
    case .oneGroup(let name):
      "All rows are of the group `\(name)`; resampling whole groups needs at least two."
    case .differentRows(let row):
      "Row \(row) has one true class with the first model and another with the second; compare both on the same rows."
    case .emptyVocabulary(let terms):
      terms == 0
        ? "The texts have no word of two letters or more besides stop words; check that they are the right column."
        : "None of the \(terms) terms of the texts is in enough rows; lower `min_df` or raise `max_df`."
    case .modelTooLarge(let model, let numbers, let limit, let change):
      "This \(model) would need \(numberText(numbers)) numbers in memory; the most is "
        + "\(limit). Give it \(change)."
    case .diverged(let model, let epoch):
      "The fit of the \(model) diverged in epoch \(epoch). Scale the columns "
        + "first, or give a smaller `learning_rate`."
    case .damagedModel(let why):
      "The saved model cannot be read: \(why). Fit and save it again."
    case .damaged(let what, let why):
      "The saved \(what) cannot be read: \(why). Make and save it again."
    }
  }
}

private func described(_ unit: ColumnUnit) -> String {
  unit == .plain ? "plain numbers" : "`\(unit.symbol)`"
}

/// Names in backquotes, at most eight of them.
func names(_ names: [String]) -> String {
  if names.isEmpty { return "none" }
  let shown = names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
  return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
}

/// Calls a verb of tables; its error becomes one of learning.
func fromTable<T>(_ body: () throws(TableError) -> T) throws(LearningError) -> T {
  do { return try body() } catch { throw .table(error) }
}
