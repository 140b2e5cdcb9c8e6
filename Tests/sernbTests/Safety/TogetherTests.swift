// Several processes at once on one notebook.

import Foundation
import Testing
import TestSupport

@Suite("processes at once")
struct TogetherTests {
  private static let notebook = """
    ---
    params:
      n: 3
    ---

    ```ser one
    t = table(a: list(1 .. params.n))
    save t to "t.csv"
    t
    ```

    """

  @Test("runs of one notebook at once with different parameters leave one of their write-ups whole")
  func together() async throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    var whole: [[String: Data]] = []
    for n in 3...5 {
      #expect(try Tool.run(["run", "-p", "n=\(n)"], in: project.path).code == 0)
      whole.append(project.files("Outputs"))
    }
    for _ in 0..<8 {
      await withTaskGroup(of: Int32.self) { group in
        for n in 3...5 {
          group.addTask {
            (try? Tool.run(["run", "-q", "--no-cache", "-p", "n=\(n)"], in: project.path).code)
              ?? -1
          }
        }
        for await code in group { #expect(code == 0) }
      }
      #expect(whole.contains(project.files("Outputs")))
    }
  }
}
