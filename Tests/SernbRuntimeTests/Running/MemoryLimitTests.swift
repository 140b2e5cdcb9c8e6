// The memory that a run may take: who is stopped, who runs again by itself, what is refused before it is made.

import SernbDocument
import SernbLanguage
import Synchronization
import Testing

@testable import SernbRuntime

@Suite("Memory")
struct MemoryLimitTests {
  /// A machine of which builtins take megabytes.
  private final class Machine: Sendable {
    private let megabytes = Atomic(0)
    private let given = Atomic(0)
    let starts = Mutex<[String]>([])

    func take(_ more: Int) { megabytes.add(more, ordering: .relaxed) }
    var taken: Int { megabytes.load(ordering: .relaxed) }
    var timesGivenBack: Int { given.load(ordering: .relaxed) }

    var reading: MemoryReading {
      MemoryReading(
        taken: { self.taken << 20 }, giveBack: { self.given.add(1, ordering: .relaxed) })
    }

    /// `hold(n)` has n megabytes for a while; `keep(n)` has them for good; `wants(n)` asks before.
    var words: [Builtin] {
      func word(_ name: String, _ body: @escaping @Sendable (Int, Call) async throws -> Void)
        -> Builtin
      {
        let amount = Parameter("megabytes", .value(.count), "How many.", isNamed: false)
        return Builtin(
          Signature(name, "A word.", family: "test", [amount]) { _ in .count }, examples: [],
          body: .waiting { call in
            let amount = try call.whole("megabytes")
            self.starts.withLock { $0.append("\(name) \(amount)") }
            try await body(amount, call)
            return .count(amount)
          })
      }
      return [
        word("hold") { amount, _ in
          self.take(amount)
          defer { self.take(-amount) }
          try await Task.sleep(for: .milliseconds(200))
        },
        word("keep") { amount, _ in
          self.take(amount)
          try await Task.sleep(for: .milliseconds(100))
        },
        word("wants") { amount, call in
          try call.expect(bytes: Double(amount << 20), argument: "megabytes")
        },
      ]
    }

    func project(_ text: String, jobs: Int, limit: Int = 100) -> FakeProject {
      let memory = MemoryLimit(bytes: limit << 20, reading: reading)
      memory.startWatching { _ in }
      return FakeProject(["test.sernb": text], jobs: jobs, memory: memory, more: words)
    }
  }

  private static let stopped =
    "failed out-of-memory: This took more memory than is left of the 100 MB that the run may take"

  @Test(
    "a node that takes too much fails, and all that does not need it goes on", arguments: [1, 4])
  func stops(jobs: Int) async throws {
    let machine = Machine()
    let project = machine.project(
      "```ser a\na = hold(150)\n```\n```ser b\nb = a + 1\n```\n```ser c\nc = hold(50)\n```\n",
      jobs: jobs)
    #expect(try await project["test.sernb"]?.lines() == [Self.stopped, "needs a", "c = 50"])
    #expect(machine.taken == 0)
    #expect(machine.timesGivenBack > 0)
  }

  @Test("nodes that are too much together are run one by one, and none of them fails")
  func together() async throws {
    let machine = Machine()
    let text = (0..<4).map { "```ser c\($0)\na\($0) = hold(\(60 + $0))\n```\n" }.joined()
    let lines = try await machine.project(text, jobs: 4)["test.sernb"]?.lines()
    #expect(lines == ["a0 = 60", "a1 = 61", "a2 = 62", "a3 = 63"])
    // Each was stopped beside the others and begun again.
    #expect(machine.starts.withLock { $0.count } > 4)
  }

  @Test("of several nodes only the one that takes too much by itself fails")
  func blame() async throws {
    let machine = Machine()
    let text = [60, 150, 61, 62].enumerated().map { "```ser c\($0)\na\($0) = hold(\($1))\n```\n" }
      .joined()
    let lines = try await machine.project(text, jobs: 4)["test.sernb"]?.lines()
    #expect(lines == ["a0 = 60", Self.stopped, "a2 = 61", "a3 = 62"])
  }

  @Test("what others keep counts: the node that goes over the limit is the one that fails")
  func kept() async throws {
    let machine = Machine()
    let text = "```ser a\na = keep(80)\nb = a + hold(30)\nc = a + hold(10)\n```\n"
    let lines = try await machine.project(text, jobs: 1)["test.sernb"]?.lines()
    #expect(lines == ["a = 80", Self.stopped, "c = 90"])
  }

  @Test("what would not fit is refused before it is made, with its size and a place")
  func refused() async throws {
    let machine = Machine()
    let text =
      "```ser a\na = wants(50)\nb = wants(2000)\nc = keep(70)\nd = wants(50 + 0 * c)\n```\n"
    let project = machine.project(text, jobs: 1)
    let lines = try await project["test.sernb"]?.lines()
    #expect(
      lines == [
        "a = 50",
        "failed out-of-memory: This would take 2 GB of memory, and the run may take 100 MB",
        "c = 70",
        "failed out-of-memory: This would take 50 MB of memory, and less is left of the 100 MB that the "
          + "run may take",
      ])
    let failure = try await project["test.sernb"]?.result(of: 1).failure
    #expect(failure?.labels.count == 1 && failure?.hint?.contains("`--memory`") == true)
  }

  @Test("without a limit nothing is asked")
  func none() async throws {
    let machine = Machine()
    let project = FakeProject(
      ["test.sernb": "```ser a\na = wants(1e9)\n```\n"], more: machine.words)
    #expect(try await project["test.sernb"]?.lines() == ["a = 1000000000"])
  }

  @Test("work that does not stop and takes ever more comes to the last resort")
  func runaway() async throws {
    let machine = Machine()
    let told = Atomic(0)
    let memory = MemoryLimit(bytes: 100 << 20, reading: machine.reading)
    memory.startWatching { taken in told.store(taken, ordering: .relaxed) }
    machine.take(300)
    try await Task.sleep(for: .milliseconds(100))
    #expect(told.load(ordering: .relaxed) == 0)
    machine.take(100)
    // A busy machine may take its time.
    for _ in 0..<30_000 where told.load(ordering: .relaxed) == 0 {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(told.load(ordering: .relaxed) == 400 << 20)
    withExtendedLifetime(memory) {}
  }

  @Test("memory that was freed and kept stops nothing, however fast more is taken")
  func freed() async {
    let taken = Atomic(150 << 20)
    let memory = MemoryLimit(
      bytes: 100 << 20,
      reading: MemoryReading(
        taken: { taken.load(ordering: .relaxed) },
        giveBack: { taken.store(90 << 20, ordering: .relaxed) }))
    let node = await memory.enter(alone: false)
    #expect(!memory.look(150 << 20, growth: 100 << 20))
    // What is there after that was not freed.
    taken.store(200 << 20, ordering: .relaxed)
    #expect(memory.look(200 << 20, growth: 100 << 20))
    #expect(memory.leave(node).isStopped)
  }

  @Test("the memory of this process is told")
  func process() {
    let before = MemoryReading.ofProcess.taken()
    #expect(before > 1 << 20)
    let much = [UInt8](repeating: 1, count: 64 << 20)
    #expect(MemoryReading.ofProcess.taken() > before + 32 << 20 || much.isEmpty)
  }

  @Test(
    "the least limit of all groups that the process is in counts, in both versions of them",
    arguments: [
      ([:], 8000),
      (["/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/b/memory.max": "max\n"], 8000),
      (["/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/b/memory.max": "700\n"], 700),
      (["/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/memory.max": "600\n"], 600),
      (["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "500\n"], 500),
      (
        [
          "/proc/self/cgroup": "9:cpu,memory:/docker/x\n1:name=systemd:/docker/x\n",
          "/sys/fs/cgroup/memory/memory.limit_in_bytes": "400\n",
        ], 400
      ),
      (
        [
          "/proc/self/cgroup": "9:memory:/\n",
          "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        ], 8000
      ),
    ] as [([String: String], Int)])
  func groups(files: [String: String], available: Int) {
    #expect(MachineMemory.available(physical: 8000) { files[$0] } == available)
  }
}
