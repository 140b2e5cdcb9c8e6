// A notebook stays in its folder: whatever takes a path refuses, in words, to go elsewhere or to wait for a device.

import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime
import Storage
import Testing
import TestSupport

@Suite("staying in the folder", .timeLimit(.minutes(30)))
struct ConfinementTests {
  private static let secret = "TOP-SECRET-51423"

  /// A project beside a folder that it must not see, and every way there is to get at it.
  private struct Place {
    let scratch: Scratch
    var root: String { scratch.path + "/project" }
    var outside: String { scratch.path + "/outside" }

    init() throws {
      scratch = try Scratch([
        "outside/x.csv": "name,value\n\(ConfinementTests.secret),1\n",
        "outside/n.sernb": "```ser a\nx = \"\(ConfinementTests.secret)\"\n```\n",
        "project/Notebooks/none.sernb": "# None\n", "project/data/own.csv": "name,value\na,1\n",
      ])
      let manager = FileManager.default
      for (name, target) in [
        ("link", "x.csv"), ("link.csv", "x.csv"), ("folder", ""), ("link.sernb", "n.sernb"),
        ("gone", "not-there"),
      ] {
        try manager.createSymbolicLink(
          atPath: root + "/data/" + name, withDestinationPath: outside + "/" + target)
      }
      for (name, target) in [
        ("chain", "link"), ("around", "around"), ("zero", "/dev/zero"),
        ("memory", "/proc/self/mem"),
      ] {
        try manager.createSymbolicLink(
          atPath: root + "/data/" + name, withDestinationPath: target)
      }
      #expect(mkfifo(root + "/data/pipe", 0o600) == 0)
      #expect(mkfifo(root + "/data/pipe.sernb", 0o600) == 0)
      // Only an administrator can make devices; where nobody is, nothing stands there, and that is refused as well.
      #if os(Linux)
        _ = mknod(root + "/data/device", S_IFCHR | 0o600, dev_t(1 << 8 | 5))
      #endif
    }

    /// Paths that lead out, and such as lead to what is neither a file nor a folder.
    var paths: [String] {
      [
        "../outside/x.csv", "data/../../outside/x.csv", "data/folder/../outside/x.csv",
        outside + "/x.csv", "/etc/passwd", "/", "..", ".//..//outside", "data/link",
        "data/link.csv", "data/chain", "data/folder", "data/folder/x.csv", "data/gone",
        "data/around", "/dev/zero", "/dev/stdin", "/dev/fd/0", "/proc/self/mem",
        "/proc/self/environ", "/proc/self/root/etc/passwd", "data/zero", "data/memory",
        "data/pipe", "data/device", "", "data/own.csv/../../../outside/x.csv", "data/\u{0}own.csv",
        String(repeating: "data/../", count: 600) + "data/own.csv",
      ]
    }

    func run(_ text: String, _ cache: ResultCache? = nil, allowed: [String] = []) async throws
      -> (checked: CheckedNotebook, results: [NodeResult])
    {
      try scratch.write(text, to: "project/Notebooks/n.sernb")
      let project = Project(root: root, allowed: allowed, facts: Library.soundFacts)
      let run = try ProjectRun(
        NotebookLoader(project, vocabulary: Library.vocabulary, overrides: []),
        builtins: Library.byName, world: World(files: project.files, jobs: 1, cache: cache)
      ).run(root + "/Notebooks/n.sernb")
      let results = try await run.runAll()
      // A store writes beside the run; the next one is another process.
      cache?.store.flush()
      return (run.checked, results)
    }

    var cache: ResultCache {
      ResultCache(
        Store(folder: root + "/.sernb/cache"), engine: Engine(), decoders: Library.decoders)
    }
  }

  /// Every builtin that takes a path, with the position of it.
  private static let takers: [(builtin: Builtin, parameter: Parameter)] = Library.all.flatMap {
    builtin in
    builtin.signature.parameters.compactMap { parameter in
      switch parameter.wanted {
      case .file, .folder, .folders, .newFolder: (builtin, parameter)
      default: nil
      }
    }
  }

  private static func literal(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\u{0}", with: "\\u{0}") + "\""
  }

  private func expectRefused(_ failure: Diagnostic?, _ what: String) {
    guard let failure else {
      Issue.record("\(what) was not refused")
      return
    }
    #expect(
      ["forbidden-path", "missing-data", "cannot-write"].contains(failure.code),
      "\(what): \(failure)")
    #expect(failure.message.count > 15, "\(what): \(failure)")
    #expect(!"\(failure)".contains(Self.secret))
  }

  @Test("every builtin that takes a path is among those that are tried")
  func complete() {
    let names = Set(Self.takers.map(\.builtin.name))
    #expect(
      names.isSuperset(of: [
        "read_csv", "clip", "sound_facts", "iemocap", "emodb", "ravdess", "crema_d", "corpus",
        "demo", "load_model", "load_ensemble",
      ]), "\(names.sorted())")
  }

  @Test("no builtin goes elsewhere", arguments: takers.map(\.builtin.name))
  func builtins(name: String) async throws {
    let place = try Place()
    let taker = try #require(Self.takers.first { $0.builtin.name == name })
    let before = place.scratch.files("outside")
    for path in place.paths where !path.contains("\u{0}") {
      // Written out, and so that only running it tells where it leads.
      for code in [Self.literal(path), "first([\(Self.literal(path))])"] {
        let call = "\(name)(\(taker.parameter.isNamed ? taker.parameter.name + ": " : "")\(code))"
        let ran = try await place.run("```ser a\nx = \(call)\nx\n```\n")
        let failure =
          ran.checked.errors.first?.diagnostic ?? ran.results.compactMap(\.failure).first
        expectRefused(failure, call)
        #expect(ran.results.allSatisfy { $0.bound.isEmpty }, "\(call)")
      }
    }
    #expect(place.scratch.files("outside") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.outside).count == 2)
  }

  @Test("`use` takes nothing from elsewhere")
  func uses() async throws {
    let place = try Place()
    for path in [
      "../../outside/n.sernb", place.outside + "/n.sernb", "../data/link.sernb",
      "../data/folder/n.sernb", "../data/pipe.sernb", "/dev/zero", "../data/zero",
      "/proc/self/environ",
    ] {
      let ran = try await place.run("```ser a\nuse \(Self.literal(path)) (x)\nx\n```\n")
      #expect(!ran.checked.errors.isEmpty, "\(path)")
      #expect(ran.checked.used.isEmpty, "\(path)")
      for problem in ran.checked.errors {
        #expect(!"\(problem.diagnostic)".contains(Self.secret))
      }
      #expect(ran.results.allSatisfy { $0.bound.isEmpty && $0.outputs.isEmpty }, "\(path)")
    }
  }

  @Test("`save` writes nothing elsewhere")
  func saves() async throws {
    let place = try Place()
    for name in [
      "../x.txt", "../../../outside/x.txt", place.outside + "/x.txt", "a/../../x.txt", "/dev/null",
      "", "..", ".", "a//x.txt", "\\u{0}.txt",
    ] {
      let ran = try await place.run("```ser a\nsave \"words\" to first([\"\(name)\"])\n```\n")
      let failure = ran.checked.errors.first?.diagnostic ?? ran.results.compactMap(\.failure).first
      #expect(failure != nil, "\(name)")
    }
  }

  @Test(
    "a link that comes after a result was kept leads nowhere, with the same bytes behind it",
    arguments: ["data/own.csv", "data"])
  func linkLater(path: String) async throws {
    let place = try Place()
    let code = "```ser a\nx = read_csv(first([\"data/own.csv\"]))\nx\n```\n"
    let first = try await place.run(code, place.cache)
    #expect(first.results.allSatisfy { $0.isDone })
    let again = try await place.run(code, place.cache)
    #expect(again.results.allSatisfy { $0.origin == .reused })
    let manager = FileManager.default
    try manager.moveItem(
      atPath: place.root + "/" + path, toPath: place.outside + "/moved")
    try manager.createSymbolicLink(
      atPath: place.root + "/" + path, withDestinationPath: place.outside + "/moved")
    let linked = try await place.run(code, place.cache)
    expectRefused(linked.results[0].failure, "a link at \(path)")
    #expect(linked.results[1].origin == .passed)
    // Back in its place, nothing has to be run.
    try manager.removeItem(atPath: place.root + "/" + path)
    try manager.moveItem(atPath: place.outside + "/moved", toPath: place.root + "/" + path)
    let back = try await place.run(code, place.cache)
    #expect(back.results.allSatisfy { $0.origin == .reused })
  }

  @Test("recordings and a made corpus behind a later link are not read, and not written")
  func corpusLater() async throws {
    let place = try Place()
    let code = """
      ```ser a
      corpus = demo("data/demo", turns: 10, seed: 1)
      features = clips(turns(corpus), from: corpus) |> features(published)
      features
      ```

      """
    let first = try await place.run(code, place.cache)
    #expect(first.results.allSatisfy { $0.isDone })
    let manager = FileManager.default
    let name = try #require(
      place.scratch.files("project/data/demo").keys.sorted().first { $0.hasSuffix(".wav") })
    let recording = place.root + "/data/demo/" + name
    let moved = place.outside + "/moved"
    try manager.moveItem(atPath: recording, toPath: moved)
    try manager.createSymbolicLink(atPath: recording, withDestinationPath: moved)
    let one = try await place.run(code, place.cache)
    #expect(one.results.contains { $0.failure != nil || $0.remarksOfLoss }, "\(one.results)")
    #expect(!one.results.contains { $0.origin == .reused })
    try manager.removeItem(atPath: recording)
    try manager.moveItem(atPath: moved, toPath: recording)

    // The whole folder: even one that may be read may not be written.
    try manager.moveItem(atPath: place.root + "/data/demo", toPath: moved)
    try manager.createSymbolicLink(
      atPath: place.root + "/data/demo", withDestinationPath: moved)
    for allowed in [[], [place.outside]] {
      let all = try await place.run(code, place.cache, allowed: allowed)
      // Where it may not even be read, the text tells.
      let failure = all.checked.errors.first?.diagnostic ?? all.results[0].failure
      expectRefused(failure, "a corpus behind a link, allowed: \(allowed)")
    }
  }
}

extension NodeResult {
  /// Whether it says that a part of a corpus could not be used.
  fileprivate var remarksOfLoss: Bool { self.remarks.contains { $0.contains("could not be used") } }
}
