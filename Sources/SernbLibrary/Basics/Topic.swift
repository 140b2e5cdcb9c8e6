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

        `evaluate` and `cross_validate` compare the rows that judge a model with all rows that went into it. A cell that
        judges by rows that were learnt from fails. `#| accept-leak: the reason` lets it pass; the page then shows how
        many rows leaked, by class.

      What fails the cell
        Rows that the model has learnt from, under any name that they have had: `identify`, `join`, `table(...)` of their
          columns, copies by `oversample`, rows of a file that is read twice or under another path.
        Rows that equal a learnt row in all features and the class, to six digits, if chance does not explain it. That
          finds rows whose names are lost: written to CSV and read again, or behind a model from a file.
        Rows behind a value: of a scaler, a vocabulary, a model whose predictions are features, a mean or another number
          of all rows that reaches a feature (`.a - mean(t.a)`, a `summarize` that is joined back, `describe`).
        Rows that settings or columns were chosen by: `grid_search(...).best`, `select_features`, and columns or settings
          taken from the tables of `importance`, `permutation_importance` and `grid_search`.
        Features that are made of the class itself.
        Files of the same bytes are one recording, and so are RAVDESS's `01-...` and `03-...` twins.

      What is a remark
        Speakers on both sides. A split by speaker tells more about new voices.
        Rows that are equal as such rows often are: "yeah." said twice, or columns of few values. They are counted. As many
          as the train rows repeat by themselves, threefold and three more, are taken for chance.
        `predict` for rows that the model has learnt from, numbers that are computed from that, and
          `permutation_importance` on such rows.
        Copies of rows where a model holds out rows for itself (early stopping, out-of-bag).
        "No known test row": some rows have no names. "The rows have no identity": this cannot be judged by names.

      What is beyond what can be known
        A choice that you make yourself: the best of many seeds, splits or models by their test score, and a setting or a
          column that you read off a table and type. Choose by rows inside of the train side, and test once.
        Values that were changed to look new: noise added and names lost, rounded below six digits, computed in another
          program.
        Rows chosen by a statistic (`where(.a > mean(t.a))`), and settings computed from one.
        What a model from a file written by an old version has learnt: it has names, and no values to compare.
        A recording cut or encoded anew, and what annotators or a pretrained model knew.

      What to do
        Name rows with `identify` as soon as they are read, and split before anything is learnt. Fit scalers and
        vocabularies on the train side, or hand them to `cross_validate` as `prepare`. Choose settings by folds of the
        train side. `leaks(train, test, fitted: [scaler])` shows what would be found.
      """)
}
