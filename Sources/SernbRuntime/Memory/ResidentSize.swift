// How much memory this process has, and giving back to the system what was freed.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a `MemoryLimit` looks at.
package struct MemoryReading: Sendable {
  /// Bytes that the process has in memory now.
  package let taken: @Sendable () -> Int
  /// Gives freed memory back, so that it counts no more.
  package let giveBack: @Sendable () -> Void

  package init(taken: @escaping @Sendable () -> Int, giveBack: @escaping @Sendable () -> Void = {})
  {
    self.taken = taken
    self.giveBack = giveBack
  }

  /// That of this process; 0 where the system does not say.
  package static let ofProcess = MemoryReading(taken: residentSize, giveBack: releaseFreedMemory)
}

/// Lets the process keep what is freed of large blocks for those that come next: the system gives memory page by page
/// and clears each, which takes longer than most work on a column. A watched process gives it back when it is short of
/// memory or idle.
package func keepFreedMemory() {
  #if canImport(Glibc)
    typealias Set = @convention(c) (CInt, CInt) -> CInt
    guard let symbol = dlsym(nil, "mallopt") else { return }
    let set = unsafeBitCast(symbol, to: Set.self)
    // M_MMAP_THRESHOLD and M_TRIM_THRESHOLD, in bytes.
    _ = set(-3, 64 << 20)
    _ = set(-1, 256 << 20)
    // M_ARENA_MAX: what one thread frees, another can have only if both take from the same arena, and all but the first
    // arena give a large block back at once. Four cores seldom wait for each other there.
    _ = set(-8, CInt(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 4)))
  #endif
}

#if canImport(Darwin)
  private func residentSize() -> Int {
    var facts = task_vm_info_data_t()
    var count = mach_msg_type_number_t(
      MemoryLayout<task_vm_info_data_t>.size / MemoryLayout<natural_t>.size)
    let result = withUnsafeMutablePointer(to: &facts) { facts in
      facts.withMemoryRebound(to: integer_t.self, capacity: Int(count)) { facts in
        task_info(mach_task_self_, task_flavor_t(TASK_VM_INFO), facts, &count)
      }
    }
    return result == KERN_SUCCESS ? Int(facts.phys_footprint) : 0
  }

  private func releaseFreedMemory() { malloc_zone_pressure_relief(nil, 0) }
#else
  private func residentSize() -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &text, text.count)
    guard count > 0 else { return 0 }
    // Pages: all, resident, shared, …
    let numbers = text[..<count].split(separator: UInt8(ascii: " "))
    guard numbers.count > 1 else { return 0 }
    let pages = numbers[1].reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The module of the C library does not show `malloc_trim`; other libraries have none, and keep less.
  private func releaseFreedMemory() {
    typealias Trim = @convention(c) (Int) -> CInt
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
#endif
