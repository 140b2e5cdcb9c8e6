// The results of a session, by the numbers of their keys: what was made once is never made again for the same key.
//
// That is why a step back, a fork or a parameter set back costs nothing. All results stay until `:restart`.

import SernbLanguage
import SernbRuntime

struct ResultStore: Sendable {
  private var results: [Int: NodeResult] = [:]
  /// Results that hold functions, which know the text that they were written in.
  private var withFunctions: Set<Int> = []

  subscript(key: Int) -> NodeResult? { results[key] }

  mutating func insert(_ result: NodeResult, for key: Int) {
    guard result.isDone, results[key] == nil else { return }
    results[key] = result
    let holdsFunction = result.bound.values.contains {
      if case .function = $0 { true } else { false }
    }
    if holdsFunction { withFunctions.insert(key) }
  }

  /// What is known of the nodes of a notebook.
  func known(for keys: [Int]) -> [NodeID: NodeResult] {
    var known: [NodeID: NodeResult] = [:]
    for (node, key) in keys.enumerated() { known[node] = results[key] }
    return known
  }

  /// Functions point into the text of before: they are made anew, and what was made with them stays.
  mutating func forgetFunctions() {
    for key in withFunctions { results[key] = nil }
    withFunctions = []
  }

  mutating func forgetAll() { self = ResultStore() }
}
