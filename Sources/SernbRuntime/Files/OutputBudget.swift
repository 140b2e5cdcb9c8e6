// What a notebook writes besides its write-up: counted before it is made, and held against the room on the disk.

internal import SernbDocument
internal import SernbLanguage
internal import Synchronization

/// Bytes of data that the nodes of one notebook make.
final class OutputBudget: Sendable {
  private let bytes = Atomic(0)

  /// - Returns: how many there are with these.
  func add(_ more: Int) -> Int { bytes.add(more, ordering: .relaxed).newValue }
}

extension Call {
  /// Does work that writes about so many bytes to a folder, unless that is more than the notebook may write or more than
  /// there is room for.
  ///
  /// - Parameter path: the folder, as the notebook names it.
  package func writing<T>(
    _ bytes: Int, to path: String, argument: String, _ work: () async throws -> T
  ) async throws -> T {
    let real = try writable(path, argument: argument)
    let all = context.written.add(bytes)
    let limit = context.world.maximumOutput
    do {
      if all > limit {
        throw RunProblem.tooMuchOutput(path, all: all, limit: limit, argument: argument)
      }
      if let room = context.world.files.freeBytes(real), room < bytes {
        throw RunProblem(
          "cannot-write",
          "`\(path)` would take about \(ByteSize(bytes).description), and the disk has less room",
          argument: argument, hint: "Free some space, or write less.")
      }
      return try await work()
    } catch {
      _ = context.written.add(-bytes)
      throw error
    }
  }
}

extension RunProblem {
  /// - Parameter what: a path as the notebook names it.
  package static func tooMuchOutput(
    _ what: String, all: Int, limit: Int, argument: String? = nil
  ) -> RunProblem {
    RunProblem(
      "too-much-output",
      "`\(what)` would bring what this notebook writes to \(ByteSize(all).description); the limit is "
        + ByteSize(limit).description,
      argument: argument, hint: "Write less, or raise `--disk`.")
  }
}
