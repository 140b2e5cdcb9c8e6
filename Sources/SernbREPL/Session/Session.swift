// A session: reads a line, does what it says, answers. The program that owns the terminal drives it with `submit`.
//
//  - An empty line runs the next cell; `:name` is a command (`ReplCommand.all`); `name?` describes; the rest is code.
//  - Nothing runs unless asked for. A cell runs as in `sernb run`, and its results are kept by what they depend on
//    (`KeyTable`): stepping back and forth, forking and undoing an edit cost nothing.
//  - Typed code sees the bindings above the position of the session, typed lines among them; the notebook sees
//    nothing of typed code. A typed line stands behind the cell where it was typed.
//  - The notebook's file is looked at before every line: what an edit changed is marked stale and runs when asked for.

internal import Basics
import SernbDocument
package import SernbLanguage
package import SernbRuntime
internal import Synchronization

package actor Session {
  /// What a session needs of the machine and of the library.
  package struct Setting: Sendable {
    package var project: Project
    /// The real path of the notebook; nil for a session without one.
    package var notebook: String?
    package var builtins: [Builtin]
    package var vocabulary: Vocabulary
    package var overrides: [Override]
    package var jobs: Int
    /// Where results are kept beyond the session; nil if nothing is.
    package var cache: ResultCache?
    /// How much memory the session may take; nil if nothing watches it.
    package var memory: MemoryLimit?
    /// How many bytes a notebook may write.
    package var maximumOutput: Int
    package var report: @Sendable (RunEvent) -> Void
    /// Seconds of a clock that only goes forward.
    package var clock: @Sendable () -> Double
    /// Whether typed lines are written beside the notebook, so that a session that is killed loses none.
    package var keepsLines: Bool

    package init(
      project: Project, notebook: String? = nil, builtins: [Builtin], vocabulary: Vocabulary,
      overrides: [Override] = [], jobs: Int = 1, cache: ResultCache? = nil,
      memory: MemoryLimit? = nil, maximumOutput: Int = World.maximumOutput,
      keepsLines: Bool = false, report: @escaping @Sendable (RunEvent) -> Void = { _ in },
      clock: @escaping @Sendable () -> Double = { 0 }
    ) {
      self.project = project
      self.notebook = notebook
      self.builtins = builtins
      self.vocabulary = vocabulary
      self.overrides = overrides
      self.jobs = jobs
      self.cache = cache
      self.memory = memory
      self.maximumOutput = maximumOutput
      self.report = report
      self.clock = clock
      self.keepsLines = keepsLines
    }
  }

  let setting: Setting
  let builtins: [String: Builtin]
  let world: World
  /// Seconds that cells took in the run under way, by label.
  private let times: CellTimes
  private nonisolated let current = Mutex<(task: Task<Void, Never>, race: AnswerRace)?>(nil)
  private nonisolated let shownPrompt = Mutex("")
  nonisolated let secrets = SessionSecrets()

  var state = SessionState()
  var loaded: LoadedNotebook
  var keys: KeyTable
  var store = ResultStore()
  var forks: [String: SessionState] = [:]
  /// Typed lines as they were checked against the notebook at hand, by number.
  var lineChecks: [Int: LineCheck] = [:]
  var nextLine = 1
  /// The value that was shown last, under the name `_`.
  var lastShown: (value: Value, key: Int, isSecret: Bool)?
  /// The names at the position of the session; nil when they must be gathered again.
  private var namesInSight: [String: NameInSight]?
  /// Problems that were reported already, so that an edit brings only news.
  var reported: Set<Diagnostic> = []
  var recovery: Recovery

  /// - Throws: `Diagnostic` when the notebook cannot be read as text.
  package init(_ setting: Setting) throws(Diagnostic) {
    self.setting = setting
    builtins = setting.builtins.byName
    let times = CellTimes()
    self.times = times
    let report = setting.report
    let secrets = secrets
    world = World(
      files: setting.project.files, jobs: setting.jobs, cache: setting.cache,
      secrets: { secrets.redaction }, memory: setting.memory, maximumOutput: setting.maximumOutput,
      report: { event in
        times.note(event)
        report(event)
      }, clock: setting.clock)
    state.overrides = setting.overrides
    var keys = KeyTable(builtins)
    loaded = try Self.load(setting, state, &keys)
    self.keys = keys
    secrets.take(loaded.checked, in: setting.project)
    recovery = Recovery(
      notebook: setting.notebook, isOn: setting.keepsLines, in: setting.project, secrets: secrets)
    let cells = loaded.cells.count
    let stem = setting.notebook.map { Notebook.stem(of: $0) + " 0/\(cells)" }
    shownPrompt.withLock { $0 = "\(stem ?? "sernb")> " }
  }

  /// Every secret that the session has seen.
  package nonisolated var redaction: Redaction { secrets.redaction }

  /// Ends what runs: `submit` answers within a tenth of a second. Safe from any thread, and when nothing runs.
  package nonisolated func interrupt() {
    guard let (task, race) = current.withLock({ $0 }) else { return }
    task.cancel()
    race.giveUp(with: Self.interrupted())
  }

  /// Does what a line says: code, a command, or an empty line for the next cell. Pasted lines are done one by one.
  ///
  /// It comes back on the actor of its caller. One that is free while others work, such as the main one, is back at the
  /// prompt in time after `interrupt`.
  package nonisolated(nonsending) func submit(_ text: String) async -> Reply {
    let race = AnswerRace()
    let task = Task {
      let reply = await answer(text)
      await keepPrompt()
      race.end(with: reply)
    }
    current.withLock { $0 = (task, race) }
    return await withTaskCancellationHandler {
      await race.first()
    } onCancel: {
      interrupt()
    }
  }

  private func answer(_ text: String) async -> Reply {
    var reply = takeUpEdits()
    for entry in Entry.entries(of: text, names: promptNames) {
      let answer: Reply
      switch entry {
      case .step: answer = await next()
      case .command(let name, let rest): answer = await perform(name, rest)
      case .question(let name): answer = describe(name)
      case .code(let code): answer = await evaluate(code)
      }
      reply.add(answer)
      if answer.hasFailed || answer.request == .leave || Task.isCancelled { break }
    }
    return reply
  }

  private func perform(_ name: String, _ rest: String) async -> Reply {
    switch ReplCommand.find(name) {
    case .one(let command): return await command.body(self, rest)
    case .several(let commands):
      let names = commands.map { "`:\($0.name)`" }.joined(separator: ", ")
      return .usage("`:\(name)` may mean \(names)", hint: "Type one more letter.")
    case .none:
      let known = ReplCommand.all.map { ":" + $0.name }
      return .usage(
        "There is no command `:\(name)`",
        hint: NearestNames.hint(for: ":" + name, among: known) ?? "`:help` lists them all.")
    }
  }

  // MARK: Prompt

  /// The name of the notebook, or of the tool where there is none.
  var name: String {
    setting.notebook == nil ? "sernb" : Notebook.stem(of: loaded.checked.source.name)
  }

  private var promptNames: [String] { [name, "sernb"] }

  /// Where the session stands: cells behind and in all, `~` with how many are stale, and `+` with how many typed lines
  /// are in sight.
  package nonisolated var prompt: String { shownPrompt.withLock { $0 } }

  private func keepPrompt() {
    let typed = linesInSight.isEmpty ? "" : "+\(linesInSight.count)"
    let position = setting.notebook == nil ? "" : " \(state.position)/\(loaded.cells.count)"
    let stale = staleCells.count
    let text = "\(name)\(position)\(stale > 0 ? "~\(stale)" : "")\(typed)> "
    shownPrompt.withLock { $0 = text }
  }

  /// In front of the further lines of code that goes over several.
  package static let continuation = "..> "

  /// Whether code asks for another line: a bracket is open, or it ends with an operator.
  package static func wantsMore(_ text: String) -> Bool {
    let text = text.drop { $0 == " " }
    return !text.hasPrefix(":") && !text.hasSuffix("?")
      && CompletionContext.isUnfinished(String(text))
  }

  /// The first lines of a session.
  package func greeting() -> Reply {
    guard setting.notebook != nil else { return .text("sernb: type code, or `:help`.") }
    let count = loaded.cells.count
    var reply = Reply.text(
      "\(loaded.checked.source.name): \(counted(count, "cell")). "
        + "Enter runs the next one, `:help` lists the rest.")
    reply.add(newProblems())
    if let offer = recovery.offer { reply.parts.append(.text(offer)) }
    return reply
  }

  // MARK: The file

  private static func load(_ setting: Setting, _ state: SessionState, _ keys: inout KeyTable)
    throws(Diagnostic) -> LoadedNotebook
  {
    let loader = NotebookLoader(
      setting.project, vocabulary: setting.vocabulary, overrides: state.overrides,
      trustingMissing: false, seed: state.seed)
    let root = setting.project.root
    let checked: CheckedNotebook
    let context = loader.context(for: setting.notebook ?? root + "/session.sernb")
    if let path = setting.notebook {
      checked = try loader.load(path)
    } else {
      checked = Checker.check(Notebook(parsing: SourceText("", name: "session")), in: context)
    }
    let files = LoadedNotebook.sources(of: checked).map { source in
      NotebookStamp(source.name.hasPrefix("/") ? source.name : root + "/" + source.name)
    }
    return LoadedNotebook(
      checked: checked, keys: keys.numbers(of: checked), context: context,
      files: setting.notebook == nil ? [] : files)
  }

  /// Whether the notebook, or one behind it, is used by itself in the end.
  package var leadsToCircle: Bool {
    CheckedNotebook.withUsed([loaded.checked]).contains { notebook in
      notebook.problems.contains { problem in
        if case .inCell(_, .notebookCycle) = problem { true } else { false }
      }
    }
  }

  /// Whether a file of the notebook was written since it was read.
  var isChangedOnDisk: Bool { loaded.files.contains { NotebookStamp($0.path) != $0 } }

  /// Reads and checks the notebook again, with the parameters of the state at hand. The session stays behind the same
  /// cell.
  func reload() throws(Diagnostic) {
    let old = loaded
    var table = keys
    loaded = try Self.load(setting, state, &table)
    keys = table
    secrets.take(loaded.checked, in: setting.project)
    if old.checked.source.bytes != loaded.checked.source.bytes { store.textWasEdited() }
    state.position = loaded.position(like: state.position, of: old)
    for index in state.lines.indices {
      guard let label = state.lines[index].after, loaded.cell(labeled: label) == nil,
        let cell = old.cell(labeled: label)
      else { continue }
      let position = loaded.position(like: cell + 1, of: old)
      state.lines[index].after = position == 0 ? nil : loaded.label(position - 1)
    }
    lineChecks = [:]
    forgetSight()
  }

  func forgetSight() { namesInSight = nil }

  // MARK: Names in sight

  /// The names that code typed here may use.
  func sight() -> [String: NameInSight] {
    if let namesInSight { return namesInSight }
    let names = gatherNames()
    namesInSight = names
    return names
  }

  // MARK: Running

  /// The run of a notebook and of those that it uses, with all that is known already.
  func makeRun(_ checked: CheckedNotebook, _ keys: [Int], name: String) -> RunTree {
    var made: [String: RunTree] = [:]
    let all = self.keys.numbers(ofAllBehind: checked)
    // Runs of notebooks that are used come first, each once, whatever the number of ways to it.
    for other in checked.behindThoseUsed where other.source.name != checked.source.name {
      let name = other.source.name
      made[name] = makeRun(other, all[name] ?? [], name: name, made)
    }
    return makeRun(checked, keys, name: name, made)
  }

  /// - Parameter made: the runs of the notebooks that it uses, by their names.
  private func makeRun(
    _ checked: CheckedNotebook, _ keys: [Int], name: String, _ made: [String: RunTree]
  ) -> RunTree {
    let used = checked.used.compactMapValues { made[$0.source.name] }
    let runs = used.mapValues(\.run)
    let run = NotebookRun(
      checked, name: name, builtins: builtins, world: world,
      known: store.known(for: keys, of: checked)
    ) { runs[$0] }
    return RunTree(run: run, keys: keys, used: used)
  }

  /// Keeps what a run made, even one that was stopped.
  func keepResults(of tree: RunTree) async {
    var open = [tree]
    var seen: Set<String> = []
    while let next = open.popLast() {
      guard seen.insert(next.run.name).inserted else { continue }
      for (node, result) in await next.run.results {
        store.insert(result, for: next.keys[node])
        if result.observations.contains(where: { $0.aspect == .seed }) {
          keys.noteSeed(behind: next.keys[node])
        }
      }
      open += next.used.values
    }
  }

  func forgetTimes() { times.forget() }
  func seconds(of label: String) -> Double { times.seconds(of: label, notebook: runName) }
  var runName: String { loaded.checked.source.name }
}

/// A run with the runs of the notebooks that it uses.
struct RunTree: Sendable {
  let run: NotebookRun
  let keys: [Int]
  let used: [String: RunTree]
}

/// How long cells took, as reported by the run under way.
private final class CellTimes: Sendable {
  private let seconds = Mutex<[String: Double]>([:])

  func note(_ event: RunEvent) {
    guard case .cellEnded(let notebook, let label, let time, _, _) = event else { return }
    seconds.withLock { $0["\(notebook)\n\(label)", default: 0] += time }
  }

  func forget() { seconds.withLock { $0 = [:] } }
  func seconds(of label: String, notebook: String) -> Double {
    seconds.withLock { $0["\(notebook)\n\(label)"] ?? 0 }
  }
}

extension LoadedNotebook {
  /// The position behind the cell that a position in an older text stood behind, or the nearest before it that is still there.
  func position(like position: Int, of old: LoadedNotebook) -> Int {
    for cell in stride(from: min(position, old.cells.count) - 1, through: 0, by: -1) {
      if let here = self.cell(labeled: old.label(cell)) { return here + 1 }
    }
    return 0
  }
}
