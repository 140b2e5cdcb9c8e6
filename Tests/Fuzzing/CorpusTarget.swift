// A folder of files in one text: whatever they are, each corpus reads it or says why not.

import Basics
import Corpora

extension FuzzTarget {
  /// A line `>>> PATH` begins a file, what follows is its content.
  static let corpus = FuzzTarget("corpus") { bytes in
    var files: [String: [UInt8]] = [:]
    var (path, content): (String?, [UInt8]) = (nil, [])
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      if line.starts(with: ">>> ".utf8) {
        if let path { files[path] = content }
        (path, content) = (String(decoding: line.dropFirst(4), as: UTF8.self), [])
      } else {
        content += line + [10]
      }
    }
    if let path { files[path] = content }
    let tree = FileTree.memory(files)
    for corpus in Corpus.all {
      let reading: CorpusReading
      do throws(CorpusError) {
        reading = try corpus.read(tree) { path in
          path.utf8.count % 5 == 0 ? nil : Double(path.utf8.count) / 2
        }
      } catch {
        try law(!error.message.isEmpty, "a folder was refused without words")
        continue
      }
      let ids = Set(reading.utterances.map(\.id))
      try law(ids.count == reading.utterances.count, "two utterances have one id")
      for utterance in reading.utterances {
        try law(corpus.word(for: utterance.label) != nil, "`\(utterance.label)` is no label")
      }
      try law(reading.problems.allSatisfy { !$0.message.isEmpty }, "a problem has no words")
      let counted = reading.problemCounts.reduce(0) { $0 + $1.count }
      try law(counted == reading.problems.count, "a problem is not counted")
    }
  }
}
