// A text in a file that people named: there whole or not at all, and why it could not be written.

import Foundation
import SernbRuntime

enum WholeText {
  /// Whether a file can be made there.
  static func `try`(_ path: String) throws {
    let draft = draft(path)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw code }
    close(descriptor)
    unlink(draft)
  }

  static func write(_ text: String, to path: String) throws {
    let draft = draft(path)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw code }
    do {
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw code }
        bytes = bytes.dropFirst(count)
      }
      // A disk may say only now that it is full.
      guard fsync(descriptor) == 0 || errno == EINVAL else { throw code }
      guard rename(draft, path) == 0 else { throw code }
      close(descriptor)
    } catch {
      close(descriptor)
      unlink(draft)
      throw error
    }
  }

  /// The reason in a few words, with a full stop.
  static func words(_ error: any Error) -> String {
    switch (error as? POSIXError)?.code ?? underlying(error) {
    case .ENOSPC?, .EDQUOT?: "the disk is full."
    case .EACCES?, .EPERM?, .EROFS?: "its folder may not be written to."
    case .ENOTDIR?, .EEXIST?: "a part of its path is a file."
    default: error.localizedDescription
    }
  }

  private static func underlying(_ error: any Error) -> POSIXErrorCode? {
    switch (error as? CocoaError)?.code {
    case .fileWriteOutOfSpace?: return .ENOSPC
    case .fileWriteNoPermission?, .fileWriteVolumeReadOnly?: return .EACCES
    case .fileWriteFileExists?: return .EEXIST
    default: break
    }
    guard let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError,
      inner.domain == NSPOSIXErrorDomain
    else { return nil }
    return POSIXErrorCode(rawValue: Int32(inner.code))
  }

  private static var code: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

  private static func draft(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return Project.folder(of: path) + "/.\(name).writing-\(getpid())"
  }
}
