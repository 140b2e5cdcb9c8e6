// The shipped notebooks: clean, canonical, and the same bytes as their committed outputs, however they are run.

import Foundation
import Testing
import TestSupport

@Suite("the shipped notebooks", .serialized)
struct NotebookTests {
  private static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: Tool.package + "/Notebooks")) ?? [])
    .filter { $0.hasSuffix(".sernb") }.sorted()

  @Test("have no static problems, apart from data that an earlier one makes")
  func clean() throws {
    let outcome = try Tool.run(["check", "--static", "--assume-data"], in: Tool.package)
    #expect(outcome.code == 0, "\(outcome.all)")
  }

  @Test("are found, with as many write-ups and their figures")
  func complete() throws {
    let pages = try FileManager.default.contentsOfDirectory(atPath: Tool.package + "/Outputs")
      .filter { $0.hasSuffix(".results.json") }
    let made = Set(pages.map { $0.replacing(".results.json", with: ".sernb") })
    #expect(!Self.names.isEmpty && made.isSuperset(of: Self.names))
  }

  @Test("are in their canonical layout")
  func canonical() throws {
    let outcome = try Tool.run(["fmt", "--check"], in: Tool.package)
    #expect(outcome.code == 0, "\(outcome.all)")
  }

  /// A project with the notebooks, and the real recordings where this checkout has them.
  private func project() throws -> (Scratch, arguments: [String]) {
    let project = try Scratch()
    try FileManager.default.copyItem(
      atPath: Tool.package + "/Notebooks", toPath: project.path + "/Notebooks")
    let recordings = URL(fileURLWithPath: Tool.package + "/data/emodb").resolvingSymlinksInPath()
      .path
    guard FileManager.default.fileExists(atPath: recordings) else { return (project, []) }
    try FileManager.default.createDirectory(
      atPath: project.path + "/data", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: project.path + "/data/emodb", withDestinationPath: recordings)
    return (project, ["--allow", recordings])
  }

  @Test(
    "write the committed bytes from one core, from all, in another locale and with other C kernels")
  func sameBytes() throws {
    let (project, allowed) = try project()
    let first = try Tool.run(["run"] + allowed + ["--jobs", "1"], in: project.path)
    #expect(first.code == 0, "\(first.all)")
    let made = project.files("Outputs")
    #expect(made.count > 20)
    for (name, bytes) in made.sorted(by: { $0.key < $1.key }) {
      let committed = FileManager.default.contents(atPath: Tool.package + "/Outputs/" + name)
      #expect(committed == bytes, "Outputs/\(name) differs from what is committed")
    }
    let others: [(arguments: [String], environment: [String: String])] = [
      (["--jobs", "8"], ["LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"]),
      ([], ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA", "LC_ALL": "C"]),
    ]
    for (arguments, environment) in others {
      try FileManager.default.removeItem(atPath: project.path + "/Outputs")
      let again = try Tool.run(
        ["run"] + allowed + arguments, in: project.path, environment: environment)
      #expect(again.code == 0, "\(again.all)")
      let now = project.files("Outputs")
      #expect(Set(now.keys) == Set(made.keys))
      for (name, bytes) in made where now[name] != bytes {
        Issue.record("Outputs/\(name) differs with \(arguments) \(environment)")
      }
    }
  }

  @Test("models learn from tables in the published layout, where there is no corpus")
  func publishedTables() throws {
    let project = try Scratch()
    try FileManager.default.copyItem(
      atPath: Tool.package + "/Notebooks", toPath: project.path + "/Notebooks")
    try FileManager.default.copyItem(
      atPath: Tool.package + "/Outputs/4_prepare_data.files/published",
      toPath: project.path + "/tables")
    for name in ["5_audio", "5.1_sentence", "5.2_combined"] {
      let outcome = try Tool.run(
        [
          "run", "Notebooks/\(name)_classification.sernb", "-p", "tables=tables", "-p", "trees=40",
          "-p", "rounds=10",
        ], in: project.path)
      #expect(outcome.code == 0, "\(outcome.all)")
      let page = try String(
        contentsOfFile: "\(project.path)/Outputs/\(name)_classification.md", encoding: .utf8)
      #expect(page.contains("the tables in tables"))
      // Copies of one utterance stand on both sides, as files know them by name.
      #expect(page.contains("were also seen in training: the model"))
      #expect(!page.contains("did not run"))
    }
  }

  @Test("a second run changes nothing, not even a date")
  func unchanged() throws {
    let project = try Scratch(["Notebooks/n.sernb": "```ser a\n1 + 1\n```\n"])
    #expect(try Tool.run(["run"], in: project.path).code == 0)
    let page = project.path + "/Outputs/n.md"
    let before = try FileManager.default.attributesOfItem(atPath: page)[.modificationDate] as? Date
    let again = try Tool.run(["run"], in: project.path)
    #expect(again.errors.contains("unchanged"), "\(again.all)")
    let after = try FileManager.default.attributesOfItem(atPath: page)[.modificationDate] as? Date
    #expect(before == after)
  }

  @Test("one without its data is skipped in a folder, and cannot run when it is named")
  func skipped() throws {
    let project = try Scratch([
      "Notebooks/n.sernb": """
      ---
      requires:
        data/real: Fetch it from the library.
      ---
      # Real

      """
    ])
    let all = try Tool.run(["run"], in: project.path)
    #expect(all.code == 0, "\(all.all)")
    #expect(all.errors.contains("skipped: `data/real` is not there. Fetch it from the library."))
    let one = try Tool.run(["run", "Notebooks/n.sernb"], in: project.path)
    #expect(one.code == 7, "\(one.all)")
  }

  @Test("every committed page shows only files that are there", arguments: Self.names)
  func links(name: String) throws {
    let stem = name.replacing(".sernb", with: "")
    let page = try String(contentsOfFile: "\(Tool.package)/Outputs/\(stem).md", encoding: .utf8)
    let links = page.matches(of: #/\]\((?<path>[^)#]+\.files/[^)]+)\)/#).map {
      String($0.output.path)
    }
    #expect(!links.isEmpty)
    for link in links {
      let path = link.replacing("%20", with: " ")
      #expect(FileManager.default.fileExists(atPath: "\(Tool.package)/Outputs/\(path)"), "\(link)")
    }
    #expect(!page.contains("**?**") && !page.contains("did not run"))
  }

  @Test("every committed figure is small, one element a line")
  func figures() throws {
    let root = Tool.package + "/Outputs"
    for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init()
    where name.hasSuffix(".svg") {
      let text = try String(contentsOfFile: root + "/" + name, encoding: .utf8)
      #expect(text.utf8.count < 50_000, "\(name) has \(text.utf8.count) bytes")
      #expect(!text.contains("><"), "\(name) has two elements on a line")
      #expect(text.contains("prefers-color-scheme: dark"), "\(name)")
    }
  }
}
