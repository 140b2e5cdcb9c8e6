// Pages of `sernb doc` beyond single builtins, such as leaks. A topic is shown below the builtin of
// the same name.

import Basics

/// A page of `sernb doc` about a topic.
package struct Topic: Sendable {
  /// The name, as in `sernb doc NAME`.
  package let name: String
  /// The page.
  package let text: String

  /// Every topic.
  package static let all = [leaks]

  /// The topic called `name`, nil if there is none.
  package static func named(_ name: String) -> Topic? { all.first { $0.name == name } }

  static let leaks = Topic(
    name: "leaks",
    text: """
      What the leak guard knows

        `evaluate` and `cross_validate` compare the test rows with all rows that were used to make the model. A cell that
        evaluates on such rows fails. `#| accept-leak: the reason` lets it pass; the page then shows how many rows leaked,
        per class.

      What fails the cell
        Training rows of the model, under any name that they ever had: `identify`, `join`, `table(...)` of their columns,
          copies by `oversample`, rows of a file that is read twice or under another path.
        Rows that equal a training row in all features and the class, to six digits, unless chance explains it. This finds
          rows whose names are lost: written to CSV and read again, or used by a model from a file.
        Rows behind a value: of a scaler, a vocabulary, a model whose predictions are features, a mean or another number
          computed from all rows that reaches a feature (`.a - mean(t.a)`, a `summarize` that is joined back, `describe`).
        Rows that settings or columns were chosen by: `grid_search(...).best`, `select_features`, and columns or settings
          taken from the tables of `importance`, `permutation_importance` and `grid_search`.
        Features derived from the class itself.
        Files with the same bytes are one recording, and so are RAVDESS's `01-...` and `03-...` twins.

      What gives a note
        Speakers on both sides. A split by speaker tells more about new speakers.
        Equal rows, where rows of such values are often equal: "yeah." said twice, or columns with few values. They are
          counted. Up to three times the share of repeats among the training rows, plus three, counts as chance.
        `predict` on training rows, numbers computed from such predictions, and `permutation_importance` on training rows.
        Copies of rows where a model holds out rows itself (early stopping, out-of-bag).
        "No known test row": some rows have no names. "The rows have no identity": none has.

      What cannot be detected
        A choice that you make by hand: the best of many seeds, splits or models by their test score, and a setting or a
          column that you read off a table and type. Choose within the training rows, and test once.
        Values that were changed to look new: noise added and names lost, rounded to less than six digits, computed in
          another program.
        Rows chosen by a statistic (`where(.a > mean(t.a))`), and settings computed from one.
        Training rows of a model from a file of an old version, by their values: it has only their names.
        A recording that was cut or encoded again, and what annotators or a pretrained model knew.

      What to do
        Name rows with `identify` as soon as they are read, and split before fitting anything. Fit scalers and
        vocabularies to the training rows, or pass them to `cross_validate` as `prepare`. Choose settings by folds of the
        training rows. `leaks(train, test, fitted: [scaler])` shows what would be found.
      """)
}
