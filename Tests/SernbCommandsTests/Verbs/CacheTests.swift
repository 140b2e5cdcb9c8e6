// `sernb cache`: what it says of a cache, what it deletes, and how it ends.

import Foundation
import Storage
import Testing
import TestSupport

@Suite("sernb cache")
struct CacheTests {
  private func project() throws -> (Scratch, Store) {
    let project = try Scratch(["Notebooks/n.sernb": "# A\n"])
    return (project, Store(folder: project.path + "/.sernb/cache"))
  }

  private func key(_ number: Int) -> Digest { Digest(of: Array("\(number)".utf8)) }

  @Test("info lists the shelves with entries and sizes, from any folder of the project")
  func info() async throws {
    let (project, store) = try project()
    let empty = await Verb.run(["cache"], in: project.path)
    #expect(empty.code == 0, "\(empty.all)")
    #expect(project.files(".sernb").isEmpty)
    #expect(store.write((0..<1200).map { PackEntry(.nodes, key($0), [1, 2, 3]) }))
    let large = [UInt8](repeating: 7, count: 1_500_000)
    #expect(store.write(.values, Digest(of: large), large))
    let expected = """
      namespace  holds                                  entries     size
      nodes      results of bindings, plots and checks    1,200    56 KB
      values     values, each once                            1   1.4 MB
      columns    columns and long lists, each once            0  0 bytes
      pages      rendered write-ups                           0  0 bytes
      clips      results for single clips                     0  0 bytes
      partial    saved states of long work                    0  0 bytes
      total                                               1,201   1.5 MB

      At most 4 GB are kept.

      """
    for folder in ["", "/Notebooks"] {
      let outcome = await Verb.run(["cache", "info"], in: project.path + folder)
      #expect(outcome.output == expected && outcome.code == 0, "\(outcome.all)")
    }
    let elsewhere = await Verb.run(["cache", "info", "--project", project.path], in: "/")
    #expect(elsewhere.output == expected)
  }

  @Test("info --verify names every damaged entry and exits with 1")
  func verify() async throws {
    let (project, store) = try project()
    for number in 0..<3 { #expect(store.write(.partial, key(number), [1, 2, 3])) }
    let whole = await Verb.run(["cache", "info", "--verify"], in: project.path)
    #expect(whole.code == 0 && whole.output.contains("No entry is damaged."), "\(whole.all)")
    let name = try #require(project.files(".sernb/cache/v1/partial").keys.sorted().first)
    try project.write("not an entry", to: ".sernb/cache/v1/partial/" + name)
    let damaged = await Verb.run(["cache", "info", "--verify"], in: project.path)
    #expect(damaged.code == 1, "\(damaged.all)")
    #expect(
      damaged.errors.contains(
        "v1/partial/\(name)`: the file does not begin as a cache entry does"), "\(damaged.all)")
    #expect(damaged.errors.contains("1 entry is damaged."), "\(damaged.all)")
    // Looking changes nothing.
    #expect(project.text(".sernb/cache/v1/partial/" + name) == "not an entry")
  }

  @Test("gc deletes only what is beyond the limit, and clear everything")
  func deleting() async throws {
    let (project, store) = try project()
    for number in 0..<10 { #expect(store.write(.partial, key(number), [1, 2, 3])) }
    let nothing = await Verb.run(["cache", "gc"], in: project.path)
    #expect(
      nothing.output == "Nothing to delete: 40 KB of at most 4 GB are kept.\n", "\(nothing.all)")
    let some = await Verb.run(["cache", "gc", "--limit", "20 KB"], in: project.path)
    #expect(some.output == "Deleted 6 entries (24 KB). 16 KB are left.\n", "\(some.all)")
    let cleared = await Verb.run(["cache", "clear"], in: project.path)
    #expect(cleared.output == "Deleted 4 entries (16 KB).\n", "\(cleared.all)")
    let again = await Verb.run(["cache", "clear"], in: project.path)
    #expect(again.output == "Nothing was kept.\n" && again.code == 0, "\(again.all)")
  }

  @Test("sizes are read as people write them, and what is no size is wrong usage")
  func sizes() async throws {
    let (project, store) = try project()
    #expect(store.write(.partial, key(0), [1, 2, 3]))
    for (given, words) in [
      ("2 GB", "2 GB"), ("1.5gb", "1.5 GB"), ("500 KB", "500 KB"), ("4096", "4 KB"),
      ("1023 MB", "1023 MB"), ("0.5 TB", "512 GB"), ("10.4 MB", "10 MB"),
    ] {
      let outcome = await Verb.run(["cache", "gc", "--limit", given], in: project.path)
      #expect(outcome.output.contains("of at most \(words) are"), "\(given): \(outcome.all)")
    }
    for given in ["two", "2 miles", "-1", "", "1e30 GB", "9999999999 TB"] {
      let outcome = await Verb.run(["cache", "gc", "--limit=" + given], in: project.path)
      #expect(outcome.code == 2, "\(given): \(outcome.all)")
    }
    let missing = await Verb.run(["cache", "info", "--project", "nowhere"], in: project.path)
    #expect(missing.code == 2 && missing.errors.contains("'nowhere' is not a folder"))
  }
}
