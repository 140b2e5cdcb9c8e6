// Why a file operation failed, as a fact and as a message.

public import SystemPackage

/// A failed file operation: the path, and why it failed.
public struct FileProblem: Error, Equatable, Sendable {
  /// Why a file operation failed.
  public enum Fact: Equatable, Sendable {
    /// A part of the path is a symbolic link, which is not followed below the folder that the user chose.
    case link
    case notAFolder
    case notAFile
    case missing
    /// Something exists that must not be replaced.
    case exists
    /// Not a path below a folder: see `RelativePath`.
    case noPath
    case system(Errno)
  }

  /// The path as shown in messages.
  package let path: String
  package let fact: Fact

  package init(_ path: String, _ fact: Fact) {
    self.path = path
    self.fact = fact
  }

  /// The end of a sentence: "I cannot write `x`: …".
  package var message: String {
    switch fact {
    case .link: "`\(path)` is a link to another place"
    case .notAFolder: "`\(path)` is not a folder"
    case .notAFile: "`\(path)` is not a file"
    case .missing: "`\(path)` is not there"
    case .exists: "`\(path)` is there already"
    case .noPath: "`\(path)` is not a path that can be written to"
    case .system(.noSpace), .system(.diskQuotaExceeded): "the disk is full"
    case .system(.permissionDenied), .system(.notPermitted), .system(.readOnlyFileSystem):
      "it may not be written to"
    case .system(.fileNameTooLong): "its name is too long"
    case .system(let errno): errno.description
    }
  }

  /// What to do about it.
  package var hint: String {
    switch fact {
    case .link: "Put a folder or a file in its place."
    case .notAFolder, .notAFile, .exists: "Move it away."
    case .missing, .noPath: "Check the path."
    case .system(.noSpace), .system(.diskQuotaExceeded): "Make room and run again."
    case .system(.permissionDenied), .system(.notPermitted), .system(.readOnlyFileSystem):
      "Check the permissions of the folder."
    case .system: "Check the folder and run again."
    }
  }

  package var isMissing: Bool { fact == .missing || fact == .system(.noSuchFileOrDirectory) }
}
