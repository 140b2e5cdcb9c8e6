// Why a folder could not be read as a corpus, with messages that point to the right folder.

import Basics

/// A folder that is not the wanted corpus.
package enum CorpusError: Error, Sendable, Equatable {
  /// What messages say about the expected corpus.
  package struct Wanted: Sendable, Equatable {
    /// The name in the notebook language.
    package let name: String
    /// The usual name.
    package let title: String
    /// The expected layout of the folder.
    package let layout: String
    /// How to get the corpus.
    package let source: String
  }

  case missingFolder(path: String, Wanted)
  case notAFolder(path: String, Wanted)
  case emptyFolder(path: String, Wanted)
  case otherCorpus(path: String, Wanted, name: String, title: String)
  /// `inner` are the folders in it that do look like the corpus.
  case notRecognized(path: String, Wanted, inner: [String])
  /// A folder without a description, which no reader knows; a call that would read most of it.
  case noCorpus(path: String, call: String?)
  case noSounds(path: String)
  case noneFits(path: String, count: Int, example: String, pattern: String?, call: String?)
  /// What says how a folder is labeled cannot be used.
  case badDescription(path: String, line: Int, why: String)
  case unreadable(path: String, reason: String)
  /// Stopped from outside: Ctrl-C or a timeout.
  case cancelled

  /// What is wrong and what to do.
  package var message: String {
    switch self {
    case .missingFolder(let path, let wanted):
      "There is no folder `\(path)`, where I expected \(wanted.title). \(wanted.source)".trimmed
    case .notAFolder(let path, let wanted):
      "`\(path)` is a file, where I expected the folder of \(wanted.title). \(wanted.layout)"
    case .emptyFolder(let path, let wanted):
      "The folder `\(path)` is empty, where I expected \(wanted.title). \(wanted.source)".trimmed
    case .otherCorpus(let path, let wanted, let name, let title):
      "The folder `\(path)` is not \(wanted.title): it looks like \(title). Use `\(name)` to read it."
    case .notRecognized(let path, let wanted, let inner) where inner.count > 1:
      "The folder `\(path)` is not \(wanted.title) itself, but \(inner.count) folders in it hold parts of it: use `\(wanted.name)([\(inner.map { "\"\(FileTree.join(path, $0))\"" }.joined(separator: ", "))])`."
    case .notRecognized(let path, let wanted, let inner) where !inner.isEmpty:
      "The folder `\(path)` is not \(wanted.title) itself, but it holds it: use `\(FileTree.join(path, inner[0]))`."
    case .notRecognized(let path, let wanted, _):
      "The folder `\(path)` does not look like \(wanted.title). I expected \(wanted.layout) \(wanted.source)"
    case .noCorpus(let path, let call):
      "`\(path)` has no `\(FolderDescription.fileName)` and is no corpus that I know. "
        + (call.map { "Most of its names fit `\($0)`." }
          ?? "Say how its sounds are labeled: by a `pattern` of their names, a table or their folders as `labels`.")
    case .noSounds(let path): "The folder `\(path)` holds no sound file."
    case .noneFits(let path, let count, let example, let pattern, let call):
      "Of \(counted(count, "sound file")) in `\(path)` "
        + (pattern.map { "none has a label and a name of the form `\($0)`" }
          ?? "none has a row with a label")
        + ", such as `\(example)`." + (call.map { " Most fit `\($0)`." } ?? "")
    case .badDescription(let path, let line, let why):
      "I cannot use `\(path)`\(line > 0 ? ", line \(line)" : ""): \(why)."
    case .unreadable(let path, let reason): "I cannot read the folder `\(path)`: \(reason)"
    case .cancelled: "Reading was stopped."
    }
  }
}

/// Throws `CorpusError.cancelled` when the surrounding task was cancelled.
func stopIfCancelled() throws(CorpusError) {
  if Task.isCancelled { throw .cancelled }
}

extension String {
  /// Without a blank at its end.
  fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
