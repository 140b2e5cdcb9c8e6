// Write-ups that need not be drawn again: everything that they show is as it was, and so are their files.

internal import Basics
package import SernbDocument
package import SernbLanguage
package import SernbRuntime
internal import Storage

package struct RenderCache: Sendable {
  private let cache: ResultCache
  private let key: Digest

  /// nil where a write-up may say more than its results do, such as problems.
  ///
  /// - Parameter outcomes: one for each node, whose values need not be in memory.
  package init?(
    _ checked: CheckedNotebook, _ outcomes: [NodeResult?], origin: Provenance, command: String,
    stem: String, cache: ResultCache?
  ) {
    guard let cache, checked.problems.isEmpty, checked.fatal.isEmpty else { return nil }
    var builder = DigestBuilder("page")
    if let build = cache.engine.build { builder.add(build) }
    builder.add(stem)
    builder.add(command)
    builder.add(checked.source.bytes)
    for member in origin.members { builder.add(member.value.text()) }
    for fact in WriteUp.facts(of: checked) {
      builder.add(fact.name)
      builder.add(fact.value)
    }
    for outcome in outcomes {
      // What nothing reads was not asked for.
      guard let outcome else {
        builder.add(0)
        continue
      }
      guard outcome.isDone else { return nil }
      builder.add(1)
      for remark in outcome.remarks { builder.add(remark) }
      if outcome.origin == .passed { continue }
      guard let shown = outcome.shown else { return nil }
      builder.add(shown)
    }
    self.cache = cache
    key = builder.digest()
  }

  /// Whether the files of the write-up are all there, and as this write-up would be.
  package func isInPlace(_ project: Project) -> Bool {
    guard cache.looksUp, let bytes = cache.store.read(.pages, key) else { return false }
    var reader = ByteReader(bytes)
    let files = try? reader.items(atLeast: 40) { reader throws(CorruptData) in
      (path: try reader.text(), digest: try reader.read(Digest.self))
    }
    guard let files, (try? reader.end()) != nil else { return false }
    for file in files {
      guard project.files.digest(project.output.whole(file.path), .content) == file.digest else {
        return false
      }
    }
    return true
  }

  /// Remembers the files of a write-up that had nothing to complain of.
  package func keep(_ files: [RenderedDocument.File]) {
    var writer = ByteWriter()
    writer.write(files) { $0.write($1.path, Digest(of: $1.bytes)) }
    cache.store.add(small: PendingEntry(.pages, key, writer.bytes))
  }
}
