// Changes that were left half done by processes that were killed: ended by the next run, named by `check` until then.

internal import FileAccess
internal import SernbLanguage
internal import SernbRuntime

extension OutputFolder {
  /// Ends what killed processes left half done, and deletes what they left lying.
  package func mend() { _ = try? locked(making: false) { _, _ in } }

  /// Holds the lock of the folder as long as what is given back lives; nil where there is no folder.
  func lockedForReading() -> Folder? {
    guard let outputs = try? open(making: false)?.outputs else { return nil }
    _ = outputs.lock(isWaiting: true)
    return outputs
  }

  /// The caller holds the lock of the folder.
  func mend(_ outputs: Folder, in base: Folder) {
    for (name, stage) in left(outputs) {
      if let change = WriteUpChange(reading: stage), isOwn(change) {
        change.finish(stage, in: base)
      }
      WriteUpChange.clear(stage, name, in: outputs)
    }
  }

  /// Whether a write-up is half an old and half a new one. The caller holds the lock of the folder.
  package func isHalf(_ stem: String) -> Bool {
    guard let (base, outputs) = try? open(making: false) else { return false }
    return left(outputs).contains { _, stage in
      guard let change = WriteUpChange(reading: stage) else { return false }
      return change.stem == stem && change.isHalf(stage, in: base)
    }
  }

  /// The folders of changes whose process is gone.
  private func left(_ outputs: Folder) -> [(name: RelativePath, stage: Folder)] {
    outputs.names().filter(WriteUpChange.isName).compactMap { text in
      guard let name = RelativePath(text), let stage = try? outputs.folder(name),
        stage.lock(isWaiting: false)
      else { return nil }
      return (name, stage)
    }
  }

  /// Whether everything that a plan names lies where this folder's write-ups do. A plan may come from anywhere.
  private func isOwn(_ change: WriteUpChange) -> Bool {
    let ways = change.moves.map(\.to) + change.removals.map(\.path)
    guard let home = RelativePath(place.name) else { return !ways.contains { $0.isHidden } }
    return ways.allSatisfy { way in
      way.components.starts(with: home.components) && way.components.count > home.components.count
        && !way.isHidden
    }
  }
}
