// What could be written at the cursor: names, builtins, named arguments, columns, cells, commands, files.

import SernbLanguage
import SernbRuntime

package struct Completion: Sendable, Equatable {
  package struct Candidate: Sendable, Equatable {
    /// What replaces the word under way.
    package let text: String
    /// A short description: a type, a summary.
    package let note: String

    package init(_ text: String, _ note: String = "") {
      self.text = text
      self.note = note
    }
  }

  /// The word under way, in UTF-8 offsets of the text.
  package var word: Range<Int>
  package var candidates: [Candidate]
  /// The call that the cursor stands in, as its signature.
  package var signature: String?
}

extension Session {
  /// - Parameters:
  ///   - text: the whole text that is being typed.
  ///   - cursor: where it stands, in UTF-8; the end if left out.
  package func complete(_ text: String, at cursor: Int? = nil) -> Completion {
    let bytes = Array(text.utf8)
    var end = min(max(0, cursor ?? bytes.count), bytes.count)
    // Never inside of a letter.
    while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    let before = String(decoding: bytes[..<end], as: UTF8.self)
    if before.drop(while: { $0 == " " }).hasPrefix(":") { return command(before) }
    let context = CompletionContext(behind: before)
    let names = sight()
    var found: [Completion.Candidate]
    switch context.wanted {
    case .nothing: found = []
    case .text:
      let choices = parameter(at: context)?.choices ?? []
      guard !choices.isEmpty else { return files(context, end) }
      found = choices.map { .init($0 + "\"") }
    case .column: found = columns(at: context, names).map { .init($0.name, $0.type) }
    case .member(let container): found = members(of: container, names)
    case .name:
      found = argumentNames(at: context, names) + choices(at: context) + nameCandidates(names)
    }
    let call = context.calls.first { builtins[$0.callee] != nil || names[$0.callee] != nil }
    return Completion(
      word: context.start..<end, candidates: Self.matching(context.word, found),
      signature: call.flatMap { signature(of: $0.callee, names) })
  }

  /// Those that begin with the word, in their order; upper and lower case mean the same.
  private static func matching(_ word: String, _ all: [Completion.Candidate])
    -> [Completion.Candidate]
  {
    let wanted = Array(word.lowercased().utf8)
    var seen: Set<String> = []
    return all.filter { candidate in
      let isMatch =
        candidate.text.utf8.starts(with: word.utf8)
        || candidate.text.lowercased().utf8.starts(with: wanted)
      return isMatch && seen.insert(candidate.text).inserted
    }
  }

  // MARK: Code

  private func nameCandidates(_ names: [String: NameInSight]) -> [Completion.Candidate] {
    names.sorted { $0.key < $1.key }.filter { $0.key != "_" }.map {
      .init($0.key, $0.value.export.type.short)
    } + (loaded.checked.parameters.isEmpty ? [] : [.init("params", "parameters")])
      + setting.vocabulary.names.map { .init($0, setting.vocabulary.signatures[$0]?.summary ?? "") }
      + reservedWords.map { .init($0, "") }
  }

  private func signature(of callee: String, _ names: [String: NameInSight]) -> String? {
    if case .function(let function)? = names[callee]?.export.type {
      return "\(callee)(\(function.parameters.map(\.text).joined(separator: ", ")))"
    }
    return names[callee] == nil ? builtins[callee]?.signature.line : nil
  }

  /// The parameters of the call at hand that are not named yet.
  private func argumentNames(at context: CompletionContext, _ names: [String: NameInSight])
    -> [Completion.Candidate]
  {
    guard context.isArgumentStart, let call = context.calls.first else { return [] }
    if case .function(let function)? = names[call.callee]?.export.type {
      return function.parameters.filter { !call.given.contains($0.text) }.map {
        .init($0.text + ": ", "argument")
      }
    }
    guard names[call.callee] == nil, let builtin = builtins[call.callee] else { return [] }
    return builtin.signature.parameters.filter { $0.isNamed && !call.given.contains($0.name) }.map {
      .init($0.name + ": ", $0.description)
    }
  }

  /// The values that the argument under way may have, where they are few.
  private func choices(at context: CompletionContext) -> [Completion.Candidate] {
    guard let parameter = parameter(at: context) else { return [] }
    if !parameter.choices.isEmpty {
      return parameter.choices.map { .init("\"\($0)\"", parameter.name) }
    }
    switch parameter.wanted {
    case .value(.boolean): return ["true", "false"].map { .init($0, parameter.name) }
    case .column, .columns, .row, .group:
      return columns(at: context, sight()).map { .init("." + $0.name, $0.type) }
    default: return []
    }
  }

  /// The parameter whose argument is under way.
  private func parameter(at context: CompletionContext) -> Parameter? {
    guard let argument = context.argument, let call = context.calls.first else { return nil }
    return builtins[call.callee]?.signature.parameters.first { $0.name == argument }
  }

  /// The columns of the table that the innermost call with a table is about.
  private func columns(at context: CompletionContext, _ names: [String: NameInSight])
    -> [(name: String, type: String)]
  {
    for call in context.calls {
      guard let subject = call.subject else { continue }
      if let found = columns(of: subject, names) { return found }
    }
    return []
  }

  private func columns(of code: String, _ names: [String: NameInSight])
    -> [(name: String, type: String)]?
  {
    if case .table(let schema?)? = type(of: code, names) {
      return schema.columns.map { ($0.name, $0.type.short) }
    }
    // Columns that only the value knows.
    let name = code.filter { !$0.isWhitespace }
    if let seen = names[name], case .object(let table as any TableObject)? = value(of: name, seen) {
      return table.columnNames.map { ($0, "column") }
    }
    return nil
  }

  private func type(of code: String, _ names: [String: NameInSight]) -> Type? {
    let checked = Checker.check(
      line: SourceText("_ = (\(code)\n)", name: "completion"), above: names.mapValues(\.export),
      of: loaded.checked, in: loaded.context)
    return checked.exports["_"]?.type
  }

  private func members(of container: String, _ names: [String: NameInSight])
    -> [Completion.Candidate]
  {
    if container == "params", names["params"] == nil {
      return loaded.checked.parameters.map { .init($0.name, $0.value.written) }
    }
    if let seen = names[container], let value = value(of: container, seen) {
      switch value {
      case .record(let record): return record.fields.map { .init($0.name, $0.value.type.short) }
      case .object(let table as any TableObject):
        return table.columnNames.map { .init($0, "column") }
      default: break
      }
    }
    switch type(of: container, names) {
    case .table(let schema?): return schema.columns.map { .init($0.name, $0.type.short) }
    case .record(let fields?): return fields.map { .init($0.name, $0.type.short) }
    case .object(let kind):
      let known = setting.vocabulary.kinds.first { $0.name == kind.name } ?? kind
      return known.members.map { .init($0.name, $0.type.short) }
    default: return []
    }
  }

  // MARK: Files

  /// Files and folders of the project, as the paths of a notebook name them.
  private func files(_ context: CompletionContext, _ end: Int) -> Completion {
    let slash = context.word.lastIndex(of: "/")
    let folder = slash.map { String(context.word[..<$0]) } ?? ""
    let prefix = slash.map { String(context.word[...$0]) } ?? ""
    guard case .success(let real) = setting.project.files.readable(folder.isEmpty ? "." : folder)
    else { return Completion(word: context.start..<end, candidates: []) }
    let word = context.word.dropFirst(prefix.count)
    let found = SessionFile.names(in: real)
      .filter { $0.hasPrefix(word) && (!$0.hasPrefix(".") || word.hasPrefix(".")) }
    return Completion(
      word: context.start..<end,
      candidates: found.map { .init(prefix + $0, $0.hasSuffix("/") ? "folder" : "file") })
  }

  // MARK: Commands

  private func command(_ before: String) -> Completion {
    let end = before.utf8.count
    let blanks = before.prefix { $0 == " " }.utf8.count
    guard let space = before.dropFirst(blanks).firstIndex(of: " ") else {
      let word = String(before.dropFirst(blanks + 1))
      let all = ReplCommand.all.map { Completion.Candidate($0.name, $0.summary) }
      return Completion(word: (blanks + 1)..<end, candidates: Self.matching(word, all))
    }
    let name = String(before[..<space].dropFirst(blanks + 1))
    guard case .one(let command) = ReplCommand.find(name) else {
      return Completion(word: end..<end, candidates: [])
    }
    let word = String(before.split(separator: " ", omittingEmptySubsequences: false).last ?? "")
    let usage = command.usage.isEmpty ? "" : " " + command.usage
    return Completion(
      word: (end - word.utf8.count)..<end, candidates: Self.matching(word, arguments(of: command)),
      signature: ":\(command.name)\(usage)")
  }

  private func arguments(of command: ReplCommand) -> [Completion.Candidate] {
    let labels = loaded.cells.indices.map {
      Completion.Candidate(loaded.label($0), cellState($0).name)
    }
    let names = sight().sorted { $0.key < $1.key }.map {
      Completion.Candidate($0.key, $0.value.export.type.short)
    }
    switch command.argument {
    case .none: return []
    case .label: return labels
    case .run: return labels + [.init("to", "up to a cell"), .init("stale", "what is stale")]
    case .name: return names
    case .parameter:
      return [.init("seed", String(loaded.checked.frontMatter.seed))]
        + loaded.checked.parameters.map { .init($0.name, $0.value.written) }
    case .fork: return forks.keys.sorted().map { .init($0, "fork") }
    case .topic:
      return ReplCommand.all.map { .init(":" + $0.name, $0.summary) } + nameCandidates(sight())
    }
  }
}
