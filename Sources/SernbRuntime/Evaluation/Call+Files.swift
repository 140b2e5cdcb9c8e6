// What builtins ask of files: paths among their arguments, and what they lead to. What is seen is noted.

internal import SernbLanguage
internal import Storage

extension Call {
  /// A path argument, as it was given, which must be a file or a folder as wanted.
  package func path(_ name: String, _ wanted: Files.Kind) throws -> String {
    try path(text(name), wanted, argument: name)
  }

  /// The folders that an argument names, one or a list.
  package func folders(_ name: String) throws -> [String] {
    guard case .list(let items) = try value(name) else { return [try path(name, .folder)] }
    let folders = try items.map { item in
      guard case .text(let text) = item else {
        throw RunProblem.wrongType(item, wanted: "the path of a folder", argument: name)
      }
      return try path(text, .folder, argument: name)
    }
    if folders.isEmpty {
      throw RunProblem(.missingData, "`\(name)` names no folder", argument: name)
    }
    return folders
  }

  private func path(_ path: String, _ wanted: Files.Kind, argument name: String) throws -> String {
    let found: Files.Kind
    do { found = try files.kind(of: path) } catch {
      throw RunProblem.forbidden(path, error, argument: name)
    }
    let word = wanted == .folder ? "folder" : "file"
    if found == .missing {
      throw RunProblem(
        .missingData, "I cannot find the \(word) `\(path)`", argument: name,
        hint: "Paths start at the project's folder.")
    }
    guard found == wanted else {
      throw RunProblem(.missingData, "`\(path)` is not a \(word)", argument: name)
    }
    return path
  }

  /// The content of the file that a path argument names.
  package func bytes(_ name: String) throws -> [UInt8] {
    let path = try sized(name)
    do { return try files.bytes(at: path) } catch let forbidden as Files.Forbidden {
      throw RunProblem.forbidden(path, forbidden, argument: name)
    }
  }

  /// As `bytes`; `body` works on the content while another core makes its digest.
  package func withBytes<R>(
    _ name: String, _ body: ([UInt8]) async throws -> R
  ) async throws -> R {
    if jobs <= 1 { return try await body(bytes(name)) }
    let path = try sized(name)
    do { return try await files.withBytes(at: path, body) } catch let forbidden as Files.Forbidden {
      throw RunProblem.forbidden(path, forbidden, argument: name)
    }
  }

  /// The path of a file whose bytes, and what is read from them, there is memory for.
  private func sized(_ name: String) throws -> String {
    let path = try path(name, .file)
    do {
      let size = context.world.files.stamp(try files.open(path, for: .kind))?.size ?? 0
      try expect(bytes: 2 * Double(size), argument: name)
    } catch let forbidden as Files.Forbidden {
      throw RunProblem.forbidden(path, forbidden, argument: name)
    }
    return path
  }

  /// The real path of a file that a library will open by itself; what it sees of it is noted.
  package func open(
    _ path: String, for aspect: Observation.Aspect, argument: String?
  ) throws -> String {
    do throws(Files.Forbidden) {
      return try files.open(path, for: aspect)
    } catch {
      throw RunProblem.forbidden(path, error, argument: argument)
    }
  }

  /// The real path of something that is about to be written.
  package func writable(_ path: String, argument: String?) throws -> String {
    do throws(Files.Forbidden) { return try files.openToWrite(path) } catch {
      throw RunProblem.forbidden(path, error, argument: argument)
    }
  }
}

extension RunProblem {
  static func forbidden(
    _ path: String, _ forbidden: Files.Forbidden, argument: String?
  ) -> RunProblem {
    RunProblem(
      .forbiddenPath, "A notebook may not reach `\(path)`: \(forbidden.why)", argument: argument,
      hint: Diagnostic.reachHint)
  }
}
