// How many bytes can still be written to a disk.

/// The free space of file systems.
package enum DiskSpace {
  /// The bytes this user can still write to the file system of `path` or its nearest existing parent; nil if unknown.
  package static func free(at path: String) -> Int? { Disk.freeSpace(at: path)?.free }
}
