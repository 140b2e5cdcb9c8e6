// Writes a write-up with its files: all of it or nothing, and only what has changed.
//
// Everything goes to a folder of its own first, so that a full disk or a kill leaves the last good write-up as it was;
// then each file is put in place by one rename. Files that the new write-up no longer has are deleted.

internal import Foundation
public import SernbDocument
public import SernbLanguage

public struct OutputFolder: Sendable {
  /// The project's folder.
  public let root: String

  public init(root: String) { self.root = root }

  /// Puts `files` (paths from the project's folder) in place, and deletes what else lies in `filesFolder`.
  ///
  /// - Returns: the paths that changed.
  /// - Throws: `Diagnostic` when something could not be written; then nothing was changed.
  @discardableResult
  public func replace(_ files: [RenderedDocument.File], filesFolder: String) throws(Diagnostic)
    -> [String]
  {
    try refuseClashes(files, filesFolder)
    let changed = files.filter { fileBytes(root + "/" + $0.path) != $0.bytes }
    let wanted = Set(files.map(\.path))
    let stale = existing(filesFolder).filter { !wanted.contains($0) }
    if changed.isEmpty, stale.isEmpty { return [] }
    let outputs = root + "/" + (filesFolder.split(separator: "/").first.map(String.init) ?? "")
    let staging = outputs + "/.writing-\(getpid())"
    let manager = FileManager.default
    defer { try? manager.removeItem(atPath: staging) }
    do {
      removeAbandoned(in: outputs)
      try manager.createDirectory(atPath: staging, withIntermediateDirectories: true)
      for (index, file) in changed.enumerated() {
        try write(file.bytes, to: staging + "/\(index)")
      }
      // Nothing can be full from here on: folders and names are all that is made.
      for file in changed {
        try manager.createDirectory(
          atPath: Project.folder(of: root + "/" + file.path), withIntermediateDirectories: true)
      }
      for (index, file) in changed.enumerated() {
        guard rename(staging + "/\(index)", root + "/" + file.path) == 0 else {
          throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
      }
    } catch {
      throw Self.problem(error, in: outputs)
    }
    for path in stale { try? manager.removeItem(atPath: root + "/" + path) }
    if existing(filesFolder).isEmpty { try? manager.removeItem(atPath: root + "/" + filesFolder) }
    return (changed.map(\.path) + stale).sorted()
  }

  /// What would leave a write-up half in place, or put it where it does not belong, is refused before anything changes.
  private func refuseClashes(_ files: [RenderedDocument.File], _ filesFolder: String)
    throws(Diagnostic)
  {
    var seen: Set<String> = []
    for file in files where !seen.insert(file.path).inserted {
      throw Diagnostic(
        "saved-twice", "Two outputs are to be written to `\(file.path)`",
        hint: "Save the file under another name.")
    }
    let home = realPath(root) ?? root
    // The folder of files is emptied of what is stale: behind a link that would be someone else's.
    let folders = [filesFolder] + files.map { Project.folder(of: $0.path) }
    for folder in Set(folders).sorted() {
      let wanted = (home == "/" ? "" : home) + "/" + folder
      guard realPathOfSomeParent(wanted) == wanted else {
        throw Diagnostic(
          "cannot-write", "I cannot write to `\(folder)`: it is a link to another place",
          hint: "Put a folder in its place.", notes: ["The last write-up is as it was"])
      }
      guard ![.file, .special].contains(kindOfPath(wanted)) else {
        throw Diagnostic(
          "cannot-write", "I cannot write to `\(folder)`: it is not a folder",
          hint: "Move it away.", notes: ["The last write-up is as it was"])
      }
    }
    for file in files where kindOfPath(root + "/" + file.path) == .folder {
      throw Diagnostic(
        "cannot-write", "I cannot write `\(file.path)`: there is a folder of that name",
        hint: "Move it away.", notes: ["The last write-up is as it was"])
    }
  }

  /// Deletes what a run that was killed left behind.
  private func removeAbandoned(in outputs: String) {
    for name in namesInFolder(outputs) where name.hasPrefix(".writing-") {
      guard let process = Int32(name.dropFirst(9)), process > 0, process != getpid() else {
        continue
      }
      if kill(process, 0) != 0, errno == ESRCH {
        try? FileManager.default.removeItem(atPath: outputs + "/" + name)
      }
    }
  }

  func existing(_ folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: root + "/" + folder)?.allObjects ?? []
    return all.compactMap { $0 as? String }.map { folder + "/" + $0 }
      .filter { kindOfPath(root + "/" + $0) == .file }.sorted()
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
      guard written > 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      offset += written
    }
    // A disk may say only now that it is full.
    guard fsync(descriptor) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  private static func problem(_ error: any Error, in folder: String) -> Diagnostic {
    var code = (error as? POSIXError)?.code
    if code == nil, let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError,
      underlying.domain == NSPOSIXErrorDomain
    {
      code = POSIXErrorCode(rawValue: Int32(underlying.code))
    }
    if code == nil, (error as? CocoaError)?.code == .fileWriteOutOfSpace { code = .ENOSPC }
    if code == nil, (error as? CocoaError)?.code == .fileWriteNoPermission { code = .EACCES }
    if code == nil, (error as? CocoaError)?.code == .fileWriteVolumeReadOnly { code = .EROFS }
    let hint: String
    let why: String
    switch code {
    case .ENOSPC, .EDQUOT: (why, hint) = ("the disk is full", "Make room and run again.")
    case .EACCES, .EPERM, .EROFS:
      (why, hint) = ("it may not be written to", "Check the permissions of the folder.")
    default: (why, hint) = ("\(error.localizedDescription)", "Check the folder and run again.")
    }
    return Diagnostic(
      "cannot-write", "I cannot write to `\(folder)`: \(withoutFullStop(why))", hint: hint,
      notes: ["The last write-up is as it was"])
  }

  private static func withoutFullStop(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}

/// The content of a file, or nil if it cannot be read.
public func fileBytes(_ path: String) -> [UInt8]? {
  guard kindOfPath(path) == .file, let content = FileManager.default.contents(atPath: path) else {
    return nil
  }
  return Array(content)
}
