// One file that a report is written to: which format its name asks for, and whether it can be written.

import Foundation
import SernbReport
import SernbRuntime

struct ReportFile: Sendable {
  enum Format: Sendable { case junit, json, markdown, codeQuality }

  /// As it was given, from the working folder on.
  let path: String
  let format: Format

  /// nil where the name does not say which format it is to have.
  init?(_ path: String) {
    self.path = path
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    switch name {
    case _ where name.hasSuffix(".codequality.json"): format = .codeQuality
    case _ where name.hasSuffix(".json"): format = .json
    case _ where name.hasSuffix(".xml"): format = .junit
    case _ where name.hasSuffix(".md"): format = .markdown
    default: return nil
    }
  }

  /// Why it cannot be written, as far as that can be known before; the folders above it are made.
  func problem() -> String? {
    switch kindOfPath(path) {
    case .folder: return "I cannot write the report '\(path)': there is a folder of that name."
    case .special: return "I cannot write the report '\(path)': it is no file."
    case .file, .missing: break
    }
    do {
      try FileManager.default.createDirectory(
        atPath: Project.folder(of: path), withIntermediateDirectories: true)
      try WholeText.try(path)
      return nil
    } catch {
      return "I cannot write the report '\(path)': \(WholeText.words(error))"
    }
  }

  /// Writes the report, all of it or nothing.
  ///
  /// - Parameter secrets: kept out of it.
  /// - Returns: why it could not be written.
  func write(_ report: RunReport, without secrets: Redaction) -> String? {
    let text =
      switch format {
      case .junit: report.junit
      case .json: report.jsonText
      case .markdown: report.markdownSummary
      case .codeQuality: report.gitlabQuality
      }
    do {
      try WholeText.write(secrets.text(text), to: path)
      return nil
    } catch {
      return "I cannot write the report `\(path)`: \(WholeText.words(error))"
    }
  }
}

/// A text in a file that people named: there whole or not at all.
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
