// What a run may take of the machine: memory, and room on the disk.

import ArgumentParser
import Foundation
import SernbDocument
import SernbRuntime

struct Limits: ParsableArguments {
  @Option(
    help:
      "The memory limit of a run, such as '4 GB'; by default three quarters of the machine's."
  )
  var memory: ByteSize?

  @Option(
    help: "The limit of what a notebook may write to the disk, such as '500 MB'; by default 10 GB.")
  var disk: ByteSize?

  var maximumOutput: Int { disk?.bytes ?? World.maximumOutput }

  func validate() throws {
    // The program by itself takes some thirty megabytes.
    if let memory, memory.bytes < 64 << 20 {
      throw ValidationError("--memory must be at least 64 MB, not \(memory.description).")
    }
  }

  /// A limit that is watched from now on.
  func makeMemoryLimit() -> MemoryLimit {
    let limit = MemoryLimit(bytes: memory?.bytes ?? MachineMemory.standardLimit)
    let words = limit.words
    limit.startWatching { taken in
      // Words that need no memory of their own to speak of; nothing else may be waited for.
      Console.error(
        "The run takes \(ByteSize(taken).description) of memory, it may take \(words) (`--memory`), and "
          + "what is under way does not stop. I end here; write-ups that were not done are as they were."
      )
      _exit(Exit.failed.rawValue)
    }
    return limit
  }
}
