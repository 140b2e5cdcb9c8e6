// Why a folder as a whole could not be read as a corpus, and the words that lead to the right folder.

import Basics

/// A folder that is not the wanted corpus.
public enum CorpusError: Error, Sendable, Equatable {
  /// What the words need to say of the corpus that was wanted.
  public struct Wanted: Sendable, Equatable {
    public let name: String
    public let title: String
    public let layout: String
    public let source: String
  }

  case missingFolder(place: String, Wanted)
  case notAFolder(place: String, Wanted)
  case emptyFolder(place: String, Wanted)
  case otherCorpus(place: String, Wanted, name: String, title: String)
  /// `inner` is a folder in it that does look like the corpus.
  case notRecognised(place: String, Wanted, inner: String?)
  case unreadable(place: String, reason: String)
  /// Stopped from outside: Ctrl-C or a timeout.
  case cancelled

  public var message: String {
    switch self {
    case .missingFolder(let place, let wanted):
      "There is no folder `\(place)`, where I expected \(wanted.title). \(wanted.source)"
    case .notAFolder(let place, let wanted):
      "`\(place)` is a file, where I expected the folder of \(wanted.title). \(wanted.layout)"
    case .emptyFolder(let place, let wanted):
      "The folder `\(place)` is empty, where I expected \(wanted.title). \(wanted.source)"
    case .otherCorpus(let place, let wanted, let name, let title):
      "The folder `\(place)` is not \(wanted.title): it looks like \(title). Use `\(name)` to read it."
    case .notRecognised(let place, let wanted, let inner?):
      "The folder `\(place)` is not \(wanted.title) itself, but it holds it: use `\(FileTree.join(place, inner))`."
    case .notRecognised(let place, let wanted, nil):
      "The folder `\(place)` does not look like \(wanted.title). I expected \(wanted.layout) \(wanted.source)"
    case .unreadable(let place, let reason):
      "I cannot read the folder `\(place)`: \(reason)"
    case .cancelled:
      "Reading was stopped."
    }
  }
}

/// Throws `CorpusError.cancelled` when the surrounding task was cancelled.
func stopIfCancelled() throws(CorpusError) {
  if Task.isCancelled { throw .cancelled }
}
