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
  /// `inner` is a folder in it that does look like the corpus.
  case notRecognized(path: String, Wanted, inner: String?)
  case unreadable(path: String, reason: String)
  /// Stopped from outside: Ctrl-C or a timeout.
  case cancelled

  /// What is wrong and what to do.
  package var message: String {
    switch self {
    case .missingFolder(let path, let wanted):
      "There is no folder `\(path)`, where I expected \(wanted.title). \(wanted.source)"
    case .notAFolder(let path, let wanted):
      "`\(path)` is a file, where I expected the folder of \(wanted.title). \(wanted.layout)"
    case .emptyFolder(let path, let wanted):
      "The folder `\(path)` is empty, where I expected \(wanted.title). \(wanted.source)"
    case .otherCorpus(let path, let wanted, let name, let title):
      "The folder `\(path)` is not \(wanted.title): it looks like \(title). Use `\(name)` to read it."
    case .notRecognized(let path, let wanted, let inner?):
      "The folder `\(path)` is not \(wanted.title) itself, but it holds it: use `\(FileTree.join(path, inner))`."
    case .notRecognized(let path, let wanted, nil):
      "The folder `\(path)` does not look like \(wanted.title). I expected \(wanted.layout) \(wanted.source)"
    case .unreadable(let path, let reason): "I cannot read the folder `\(path)`: \(reason)"
    case .cancelled: "Reading was stopped."
    }
  }
}

/// Throws `CorpusError.cancelled` when the surrounding task was cancelled.
func stopIfCancelled() throws(CorpusError) {
  if Task.isCancelled { throw .cancelled }
}
