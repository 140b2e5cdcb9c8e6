// The key numbers of a cell: the main metrics of its evaluations.

package import Basics
package import SernbDocument

extension Results {
  /// Accuracy, UAR and macro F1 of the evaluations that a cell shows, named `accuracy`, or `rf.accuracy` if it shows
  /// several.
  ///
  /// - Parameter cell: its label; nil for all cells.
  package func keyNumbers(of cell: String? = nil) -> [JSON.Member] {
    let headline = ["accuracy", "uar", "macro_f1"]
    let metrics = RunMetrics(self).metrics.filter {
      $0.isOfEvaluation && headline.contains($0.key.metric) && (cell == nil || $0.key.cell == cell)
    }
    var subjects: [String] = []
    for metric in metrics where !subjects.contains(Self.subject(metric.key)) {
      subjects.append(Self.subject(metric.key))
    }
    return metrics.map { metric in
      let name =
        subjects.count == 1 ? metric.key.metric : "\(Self.subject(metric.key)).\(metric.key.metric)"
      return JSON.Member(name, .number(metric.value))
    }
  }

  private static func subject(_ key: RunMetric.Key) -> String {
    key.number == 1 ? key.subject : "\(key.subject) \(key.number)"
  }
}
