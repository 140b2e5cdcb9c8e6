// How much memory there is for a run: that of the machine, or what its control group (a container) leaves of it.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

package enum MachineMemory {
  /// Three quarters of what there is: the system and other programs need some too.
  package static var standardLimit: Int {
    let physical = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return available(physical: physical) { path in
      fileBytesOfUnknownSize(path).map { String(decoding: $0, as: UTF8.self) }
    } / 4 * 3
  }

  /// The least of what the machine has and of all limits of the groups that the process is in.
  ///
  /// - Parameter read: the text of a file; nil if there is none.
  static func available(physical: Int, read: (String) -> String?) -> Int {
    var least = physical
    for line in (read("/proc/self/cgroup") ?? "").split(separator: "\n") {
      // `0::/path` in version 2, `9:memory:/path` in version 1.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let file: (folder: String, name: String)
      if parts[0] == "0", parts[1].isEmpty {
        file = ("/sys/fs/cgroup", "memory.max")
      } else if parts[1].split(separator: ",").contains("memory") {
        file = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      } else {
        continue
      }
      // A limit of a group holds for all that are in it. Inside of a container only its own may be in sight, as the
      // first folder.
      var names = parts[2].split(separator: "/")
      while true {
        let path = ([file.folder] + names.map(String.init) + [file.name]).joined(separator: "/")
        let text = read(path)?.split(whereSeparator: \.isWhitespace).first
        if let limit = text.flatMap({ Int($0) }), limit > 0 { least = min(least, limit) }
        if names.popLast() == nil { break }
      }
    }
    return least
  }

  /// The content of a small file of the system, which says that it has no size.
  private static func fileBytesOfUnknownSize(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while all.count < 1 << 20 {
      let count = read(descriptor, &part, part.count)
      guard count > 0 else { return count < 0 ? nil : all }
      all += part[..<count]
    }
    return all
  }
}
