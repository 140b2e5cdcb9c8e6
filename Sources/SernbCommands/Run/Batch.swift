// Several notebooks in one run: those that make data before those that read it, independent ones side by side.
//
// Results are handed over in the order of the notebooks, whichever is done first, so that what is written and said does
// not depend on timing. Where one that failed ends the run, nothing behind it is handed over.

import SernbLanguage
import SernbRuntime

struct Batch: Sendable {
  let pages: [PageRun]
  let projectRun: ProjectRun
  /// By path: those that make what it reads.
  let makers: [String: [String]]
  let jobs: Int

  /// - Parameter checked: the notebooks that could be read.
  init(_ pages: [PageRun], _ projectRun: ProjectRun, _ checked: [CheckedNotebook], jobs: Int) {
    self.pages = pages
    self.projectRun = projectRun
    self.jobs = jobs
    let graph = NotebookGraph(checked)
    var makers: [String: [String]] = [:]
    for page in pages {
      let name = page.run.project.shortName(page.path)
      makers[page.path] = graph.allDependencies(of: name)
    }
    self.makers = makers
  }

  /// - Parameter hand: takes each result, in order, and says whether to go on.
  func run(_ hand: @escaping @Sendable (PageResult) async throws -> Bool) async throws {
    let names = pages.map { $0.run.project.shortName($0.path) }
    var waiting = Set(pages.indices)
    var done: Set<String> = []
    var ready: [Int: PageResult] = [:]
    var next = 0
    let own = Set(names)
    try await withThrowingTaskGroup(of: (Int, PageResult).self) { group in
      var underWay = 0
      while next < pages.count {
        for index in waiting.sorted() where underWay < jobs {
          let page = pages[index]
          guard (makers[page.path] ?? []).allSatisfy({ done.contains($0) || !own.contains($0) })
          else { continue }
          waiting.remove(index)
          underWay += 1
          group.addTask { (index, try await page.run(projectRun)) }
        }
        guard let (index, result) = try await group.next() else { break }
        underWay -= 1
        done.insert(names[index])
        ready[index] = result
        while let result = ready.removeValue(forKey: next) {
          next += 1
          guard try await hand(result) else {
            group.cancelAll()
            return
          }
        }
      }
    }
  }
}
