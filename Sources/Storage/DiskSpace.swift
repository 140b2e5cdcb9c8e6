// How much may still be written to a disk.

public enum DiskSpace {
  /// How many bytes this user may still write where `path`, or the nearest folder above it, lies; nil if the system does
  /// not tell.
  public static func free(at path: String) -> Int? { Disk.freeSpace(at: path)?.free }
}
