// Signals end every verb in an orderly way, with 128 + n; output that cannot be written is an error.

import Foundation
import Testing
import TestSupport

@Suite("signals", .serialized, .timeLimit(.minutes(10)))
struct SignalTests {
  private static let ending: [(name: String, number: Int32)] = [
    ("INT", SIGINT), ("TERM", SIGTERM), ("HUP", SIGHUP),
  ]

  /// A cell that takes minutes, and says that it runs.
  private static let endless = """
    ```ser long
    [rows(mfcc(noise(duration: 60 s, seed: n))) for n in 1 .. 100000]
    ```

    """

  /// What is in the project's folder besides the cache and the notebook, and in the folders for what is being written.
  private func leftovers(_ project: Scratch) -> [String] {
    project.files().keys.filter { name in
      let isKnown =
        name.hasPrefix(".sernb/") || name.hasPrefix("Notebooks/") || name == "lines.txt"
      return !isKnown || name.contains("/writing/")
    }.sorted()
  }

  @Test("end a run with 128 + n, and leave nothing behind", arguments: ending.map(\.name))
  func run(_ name: String) throws {
    let number = try #require(Self.ending.first { $0.name == name }?.number)
    let project = try Scratch([
      "Notebooks/m.sernb": "```ser a\n1 + 1\n```\n", "Notebooks/n.sernb": Self.endless,
    ])
    let outcome = try Tool.watch(
      ["run", "Notebooks", "--report", "r.json"], in: project.path
    ) { running in
      running.wait { project.text("Outputs/m.md") != nil }
      kill(running.process.processIdentifier, number)
    }
    #expect(outcome.code == 128 + number, "\(outcome.all)")
    #expect(outcome.errors.contains("Interrupted."))
    #expect(leftovers(project) == ["Outputs/m.md", "Outputs/m.results.json", "r.json"])
  }

  @Test("end it at any moment, from the first on", arguments: ending.map(\.name))
  func early(_ name: String) throws {
    let number = try #require(Self.ending.first { $0.name == name }?.number)
    let project = try Scratch(["Notebooks/n.sernb": Self.endless])
    for milliseconds in [0, 1, 2, 3, 5, 8, 12, 17, 25, 40, 60, 100] {
      let outcome = try Tool.run(["run", "-q"], in: project.path, limit: 120) { process in
        usleep(useconds_t(1000 * milliseconds))
        kill(process.processIdentifier, number)
      }
      #expect(outcome.code == 128 + number, "\(milliseconds) ms: \(outcome.all)")
      #expect(leftovers(project).isEmpty)
    }
  }

  @Test("end a session that waits for a line, and one that runs", arguments: ending.map(\.name))
  func step(_ name: String) throws {
    let number = try #require(Self.ending.first { $0.name == name }?.number)
    let project = try Scratch()
    try project.write(
      "1 + 1\n[stft(noise(duration: 60 s)) for n in 1 .. 10000]\n2 + 2\n", to: "lines.txt")
    mkfifo(project.path + "/fifo", 0o600)
    // Opened for both, so that it is open at once and never at its end.
    for input in ["<> fifo", "< lines.txt"] {
      let outcome = try Tool.watch(
        ["-c", "exec \"$0\" step \(input)", Tool.path], program: "/bin/sh", in: project.path
      ) { running in
        if input.contains("fifo"), let pipe = FileHandle(forWritingAtPath: project.path + "/fifo") {
          pipe.write(Data("1 + 1\n".utf8))
        }
        // Then it waits for the next line, or is at work on it.
        running.wait { running.output.hasPrefix("2\n") }
        kill(running.process.processIdentifier, number)
      }
      #expect(outcome.code == 128 + number, "\(input): \(outcome.all)")
      #expect(!outcome.output.contains("4\n"))
    }
  }

  @Test("that the process was started to ignore stay ignored")
  func ignored() throws {
    let project = try Scratch([
      "Notebooks/n.sernb":
        "```ser a\n[rows(mfcc(noise(duration: 10 s, seed: n))) for n in 1 .. 20]\n```\n"
    ])
    let command = "trap '' HUP TERM; echo ready; exec \"$0\" run"
    let outcome = try Tool.watch(
      ["-c", command, Tool.path], program: "/bin/sh", in: project.path
    ) { running in
      running.wait { running.output.hasPrefix("ready") }
      while running.process.isRunning {
        kill(running.process.processIdentifier, SIGHUP)
        kill(running.process.processIdentifier, SIGTERM)
        usleep(20_000)
      }
    }
    #expect(outcome.code == 0, "\(outcome.all)")
  }

  @Test("leave the points of a sweep that were done, and no comparison")
  func sweep() throws {
    let project = try Scratch([
      "Notebooks/n.sernb": """
      ---
      params:
        trees: 1
      ---
      ```ser a
      count = if params.trees == 1 then 1 else 100000
      [hpss(noise(duration: 60 s, seed: n)).harmonic.duration for n in count .. count * 2]
      ```

      """
    ])
    let outcome = try Tool.watch(
      ["run", "-p", "trees=1,2"], in: project.path
    ) { running in
      running.wait { project.text("Outputs/n.sweep/trees-1.results.json") != nil }
      running.process.interrupt()
    }
    #expect(outcome.code == 130, "\(outcome.all)")
    #expect(
      project.files("Outputs").keys.sorted()
        == ["n.sweep/trees-1.md", "n.sweep/trees-1.results.json"])
  }

  @Test("a reader that goes away stops nothing")
  func brokenPipe() throws {
    let project = try Scratch(["Notebooks/n.sernb": "```ser a\n1 + 1\n```\n"])
    let command = "{ \"$0\" run 2>&1; echo $? > code; } | true"
    _ = try Tool.run(["-c", command, Tool.path], program: "/bin/sh", in: project.path)
    #expect(project.text("code") == "0\n")
    #expect(project.text("Outputs/n.md") != nil)
    let list = "{ \"$0\" doc 2> errors; echo $? > code; } | true"
    _ = try Tool.run(["-c", list, Tool.path], program: "/bin/sh", in: project.path)
    #expect(project.text("code") == "0\n" && project.text("errors") == "")
  }
}

@Suite("output that cannot be written", .timeLimit(.minutes(10)))
struct LostOutputTests {
  private static let verbs = [
    ["doc"], ["doc", "rms"], ["--help"], ["run", "--help"], ["--version"], ["corpus"],
    ["corpus", "show", "data/demo"], ["cache", "info"], ["history"], ["graph", "Notebooks"],
    ["graph", "Notebooks", "--format", "mermaid"], ["why", "Notebooks/n.sernb", "a"], ["diff"],
    ["check", "--static", "--format", "json"], ["check", "--format", "json"],
    ["--generate-completion-script", "bash"], ["new", "Notebooks/other.sernb"],
    ["run", "--annotations", "github", "Notebooks/wrong.sernb"],
  ]

  private func project() throws -> Scratch {
    let project = try Scratch([
      "Notebooks/n.sernb": "```ser a\nx = 1 + 1\nx\n```\n",
      "Notebooks/wrong.sernb": "```ser a\nnothing\n```\n",
    ])
    _ = try Tool.run(["run", "Notebooks/n.sernb"], in: project.path)
    _ = try Tool.run(["corpus", "demo", "data/demo", "--turns", "10"], in: project.path)
    return project
  }

  private func run(_ verb: [String], _ streams: String, in project: Scratch) throws -> Tool.Outcome
  {
    try Tool.run(
      ["-c", "exec \"$0\" \"$@\" \(streams)", Tool.path] + verb, program: "/bin/sh",
      in: project.path, limit: 120)
  }

  #if os(Linux)
    @Test("a full device and a closed stream are errors, for every verb")
    func full() throws {
      let project = try project()
      for verb in Self.verbs {
        let right = try run(verb, "", in: project)
        try? FileManager.default.removeItem(atPath: project.path + "/Notebooks/other.sernb")
        #expect(!right.output.isEmpty, "\(verb)")
        for (streams, words) in [
          ("> /dev/full", "I cannot write to standard output: the disk is full."),
          (">&-", "I cannot write to standard output: it is closed."),
        ] {
          let outcome = try run(verb, streams, in: project)
          #expect(outcome.code == max(1, right.code), "\(verb) \(streams): \(outcome.all)")
          #expect(outcome.errors.contains(words), "\(verb) \(streams): \(outcome.all)")
          try? FileManager.default.removeItem(atPath: project.path + "/Notebooks/other.sernb")
        }
        let both = try run(verb, "> /dev/full 2> /dev/full", in: project)
        #expect(both.code == max(1, right.code), "\(verb): \(both.all)")
        try? FileManager.default.removeItem(atPath: project.path + "/Notebooks/other.sernb")
      }
    }

    @Test("so is standard error, and a report that goes to a device")
    func errors() throws {
      let project = try project()
      let command = ["run", "Notebooks/n.sernb"]
      #expect(try run(command, "2> /dev/full", in: project).code == 1)
      #expect(try run(command, "", in: project).code == 0)
      #expect(try run(command + ["--report", "/dev/full"], "", in: project).code == 2)
      try FileManager.default.createSymbolicLink(
        atPath: project.path + "/full.json", withDestinationPath: "/dev/full")
      #expect(try run(command + ["--report", "full.json"], "", in: project).code == 2)
    }
  #endif

  @Test("what is written next does not go into a file that took the number of a closed stream")
  func closed() throws {
    let project = try project()
    let before = project.files("Outputs")
    let outcome = try run(["run", "--no-cache", "Notebooks/n.sernb"], "<&- >&- 2>&-", in: project)
    #expect(outcome.code == 1)
    #expect(project.files("Outputs") == before)
    let wrong = try run(["check", "--static", "--format", "json"], "<&- >&- 2>&-", in: project)
    #expect(wrong.code == 5)
  }
}
