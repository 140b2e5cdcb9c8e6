// What libFuzzer calls: the target named by the environment's `FUZZ`, on the bytes that it has thought of.

import Dispatch
import Foundation

private let chosen: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ"] ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    fatalError("FUZZ is `\(name)`; it can be \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
  }
  return target
}()

/// Runs the chosen target once. It traps where a law is broken, so that libFuzzer keeps the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let isDone = DispatchSemaphore(value: 0)
  // It mostly ends before it is left, without a change of threads.
  Task.immediate {
    do { try await chosen.run(bytes) } catch { fatalError("\(error)") }
    isDone.signal()
  }
  isDone.wait()
  return 0
}
