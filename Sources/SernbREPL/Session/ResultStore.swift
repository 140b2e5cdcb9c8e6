// The results of a session, by the numbers of their keys: what was made once is never made again for the same key.
//
// That is why a step back, a fork or a parameter set back costs nothing. All results stay until `:restart`.

import SernbLanguage
import SernbRuntime

struct ResultStore: Sendable {
  private var results: [Int: NodeResult] = [:]
  /// Results that hold functions, which know the text that they were written in.
  private var withFunctions: Set<Int> = []
  /// Those of them that were written in an earlier text.
  private var outdated: Set<Int> = []

  subscript(key: Int) -> NodeResult? { results[key] }

  mutating func insert(_ result: NodeResult, for key: Int) {
    guard result.isDone, results[key] == nil || outdated.contains(key) else { return }
    outdated.remove(key)
    results[key] = result
    let holdsFunction = result.bound.values.contains {
      if case .function = $0 { true } else { false }
    }
    if holdsFunction { withFunctions.insert(key) }
  }

  /// What is known of the nodes of a notebook; functions of an earlier text are made again where possible.
  func known(for keys: [Int], of checked: CheckedNotebook) -> [NodeID: NodeResult] {
    var known: [NodeID: NodeResult] = [:]
    for (node, key) in zip(checked.nodes, keys) {
      if outdated.contains(key), case .statement = node.kind { continue }
      known[node.id] = results[key]
    }
    return known
  }

  /// Those of some results that saw something of the disk, with what they saw.
  func observed(of keys: [Int]) -> [(key: Int, observations: [Observation])] {
    keys.compactMap { key in
      let seen = results[key]?.observations.filter { $0.aspect != .seed } ?? []
      return seen.isEmpty ? nil : (key, seen)
    }
  }

  /// The text was edited: functions point into the one of before. What was made with them stays.
  mutating func textWasEdited() { outdated = withFunctions }

  mutating func forgetAll() { self = ResultStore() }
}
