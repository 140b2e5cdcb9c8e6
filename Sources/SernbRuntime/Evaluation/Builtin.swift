// A builtin is one value that holds its name, typed parameters, words, examples and body; `Call` hands it its arguments.

package import SernbLanguage
package import Storage

package struct Builtin: Sendable {
  package let signature: Signature
  package let examples: [Example]
  /// Raised when the same arguments give another result than before: part of every cache key.
  package let version: Int
  package let origin: OriginRule
  package let body: Body
  /// The body for many elements at once.
  package private(set) var columns: ColumnBody?
  /// What it is of numbers alone, for one that summarizes a list of them.
  package private(set) var statistic: Statistic?

  /// What it does.
  package enum Body: Sendable {
    case direct(@Sendable (Call) throws -> Value)
    /// It waits for other tasks.
    case waiting(@Sendable (Call) async throws -> Value)
  }

  /// An argument of a call that is made for many elements at once, by the number of its parameter.
  package enum Elements: Sendable {
    /// The same for all.
    case one(Value)
    case many(ListValue)
  }

  /// The answers for all elements, equal to those of as many calls; nil where each is to be called by itself.
  package typealias ColumnBody =
    @Sendable (_ arguments: [Elements?], _ count: Int) throws ->
    ListValue?

  /// A number made of numbers, none of them missing.
  package struct Statistic: Sendable {
    package let isMissingOfNothing: Bool
    package let value: @Sendable (UnsafeBufferPointer<Double>) throws -> Double

    package init(
      isMissingOfNothing: Bool,
      _ value: @escaping @Sendable (UnsafeBufferPointer<Double>) throws -> Double
    ) { (self.isMissingOfNothing, self.value) = (isMissingOfNothing, value) }
  }

  /// The same with a way to do it for many elements at once.
  package func columnwise(_ body: @escaping ColumnBody) -> Builtin {
    var builtin = self
    builtin.columns = body
    return builtin
  }

  /// The same, which is this of a list of numbers.
  package func summarizing(_ statistic: Statistic) -> Builtin {
    var builtin = self
    builtin.statistic = statistic
    return builtin
  }

  /// Code and the value it shows, as `sernb doc` prints it and a test checks it.
  package struct Example: Sendable {
    package let code: String
    package let shows: String

    package init(_ code: String, shows: String) {
      self.code = code
      self.shows = shows
    }
  }

  package init(
    _ signature: Signature, examples: [Example], version: Int = 1,
    origin: OriginRule = .mixes, body: Body
  ) {
    self.signature = signature
    self.examples = examples
    self.version = version
    self.origin = origin
    self.body = body
  }

  package var name: String { signature.name }
}

extension [Builtin] {
  /// By current and former names.
  package var byName: [String: Builtin] {
    Dictionary(
      map { ($0.name, $0) }
        + flatMap { builtin in builtin.signature.formerNames.map { ($0, builtin) } },
      uniquingKeysWith: { first, _ in first })
  }
}

extension Sequence<Builtin> {
  /// The current name of a key of records, such as the settings of a model, that had this name before.
  func formerKey(_ name: String) -> String? {
    for builtin in self {
      for parameter in builtin.signature.parameters {
        if let current = parameter.formerKeys[name] { return current }
      }
    }
    return nil
  }
}

package enum CallArgument: Sendable {
  case value(Value)
  case row(RowFunction)
  case columns([String])
}

/// The arguments of one call, checked against the signature, and what the builtin may lean on.
package struct Call: Sendable {
  package let signature: Signature
  /// By the number of the parameter.
  var arguments: [CallArgument?]
  /// Further named arguments, in order.
  package internal(set) var rest: [(name: String, argument: CallArgument)]
  package let context: RunContext
  /// What went into each argument, where the builtin tells them apart.
  var origins: [String: OriginCollector]
  /// What went into all arguments.
  let gathered = OriginCollector()
  /// What the builtin says of its answer.
  let answer = OriginCollector()

  /// Where the value of an argument comes from: of a row function, all that it has read so far but the row. Only known to
  /// a builtin whose rule is `.builtin`.
  package func origin(of name: String) -> (any ValueOrigin)? { origins[name]?.origin }

  /// Says where the answer comes from.
  package func add(origin: (any ValueOrigin)?) { answer.add(origin) }

  /// What gathers the origin of an argument.
  mutating func collector(of name: String, _ builtin: Builtin) -> OriginCollector {
    if builtin.origin != .builtin { return gathered }
    if let known = origins[name] { return known }
    let own = OriginCollector()
    origins[name] = own
    return own
  }

  private func argument(_ name: String) -> CallArgument? {
    for (number, parameter) in signature.parameters.enumerated() where parameter.name == name {
      return arguments[number]
    }
    return nil
  }

  /// The disk, as this call may see it.
  package var files: FileReads { context.files }
  /// How many pieces of work may run at a time.
  package var jobs: Int { context.world.jobs }

  package func has(_ name: String) -> Bool {
    guard let argument = argument(name) else { return false }
    if case .value(.missing) = argument { return false }
    return true
  }

  package func value(_ name: String) throws -> Value {
    if case .value(let value)? = argument(name) { return value }
    throw RunProblem("missing-argument", "`\(signature.name)` needs `\(name)`")
  }

  package func optional(_ name: String) -> Value? {
    if case .value(let value)? = argument(name) {
      if case .missing = value { return nil }
      return value
    }
    return nil
  }

  package func number(_ name: String) throws -> Double {
    let value = try value(name)
    guard case .number(let number, _) = value else {
      throw RunProblem.wrongType(value, wanted: "a number", argument: name)
    }
    return number
  }

  package func whole(_ name: String) throws -> Int {
    let number = try number(name)
    guard let whole = Int(exactly: number) else {
      throw RunProblem(
        "out-of-range", "`\(name)` is not a whole number: \(Constant.written(number))",
        argument: name)
    }
    return whole
  }

  package func text(_ name: String) throws -> String {
    let value = try value(name)
    guard case .text(let text) = value else {
      if let path = try SecretValue.path(in: value, for: name, of: signature) { return path }
      throw RunProblem.wrongType(value, wanted: "a text", argument: name)
    }
    return text
  }

  package func flag(_ name: String) throws -> Bool {
    let value = try value(name)
    guard case .boolean(let flag) = value else {
      throw RunProblem.wrongType(value, wanted: "true or false", argument: name)
    }
    return flag
  }

  package func list(_ name: String) throws -> ListValue {
    let value = try value(name)
    switch value {
    case .list(let list): return list
    case .range(let range): return try range.list()
    default: throw RunProblem.wrongType(value, wanted: "a list", argument: name)
    }
  }

  package func object<T: EngineValue>(_ name: String, as type: T.Type) throws -> T {
    let value = try value(name)
    guard case .object(let object) = value, let found = object as? T else {
      throw RunProblem.wrongType(
        value,
        wanted: signature.parameters.first { $0.name == name }?.wanted.description ?? "a value",
        argument: name)
    }
    return found
  }

  package func row(_ name: String) throws -> RowFunction {
    if case .row(let function)? = argument(name) { return function }
    throw RunProblem("missing-argument", "`\(signature.name)` needs `\(name)`", argument: name)
  }

  package func optionalRow(_ name: String) -> RowFunction? {
    if case .row(let function)? = argument(name) { return function }
    return nil
  }

  package func columns(_ name: String) throws -> [String] {
    if case .columns(let names)? = argument(name) { return names }
    throw RunProblem("missing-argument", "`\(signature.name)` needs `\(name)`", argument: name)
  }

  package func optionalColumns(_ name: String) -> [String]? {
    if case .columns(let names)? = argument(name) { return names }
    return nil
  }

  /// The seed of this call: its argument `seed`, else the notebook's.
  package func seed() throws -> UInt64 {
    guard optional("seed") != nil else {
      files.noteSeed(context.seed)
      return context.seed
    }
    let seed = try whole("seed")
    guard seed >= 0 else {
      throw RunProblem("out-of-range", "`seed` cannot be negative", argument: "seed")
    }
    return UInt64(seed)
  }
}

/// What every call of a run shares.
package struct RunContext: Sendable {
  let world: World
  /// The disk, every look at it noted for the node under way.
  package let files: FileReads
  let seed: UInt64
  /// Tells the person watching how far a long call is.
  package let progress: @Sendable (_ done: Int, _ total: Int) -> Void
  /// Adds a remark that the write-up shows before its first cell.
  package let remark: @Sendable (String) -> Void
  /// Adds something that the write-up shows below the cell, even if the cell hides its output; the same thing once.
  package let note: @Sendable (Note) -> Void
  /// The statement under way in canonical form, which distinguishes the results of two statements.
  package var statement: String { code() }
  private let code: @Sendable () -> String
  /// Why the cell accepts that test rows were learned from, if it does.
  package let acceptedLeak: String?
  /// Where a long call leaves what it has; nil if nothing is kept.
  let partial: PartialWork?
  /// What the notebook has written besides its write-up.
  let written: OutputBudget
  private let reuse: @Sendable (_ reused: Int, _ total: Int) -> Void

  package init(
    world: World, files: FileReads? = nil, seed: UInt64,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in },
    remark: @escaping @Sendable (String) -> Void = { _ in },
    note: @escaping @Sendable (Note) -> Void = { _ in }, acceptedLeak: String? = nil,
    statement: String = "", partial: PartialWork? = nil,
    reuse: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) {
    self.init(
      world: world, files: files, seed: seed, progress: progress, remark: remark, note: note,
      acceptedLeak: acceptedLeak, statement: { statement }, partial: partial,
      written: OutputBudget(),
      reuse: reuse)
  }

  init(
    world: World, files: FileReads?, seed: UInt64,
    progress: @escaping @Sendable (Int, Int) -> Void, remark: @escaping @Sendable (String) -> Void,
    note: @escaping @Sendable (Note) -> Void, acceptedLeak: String?,
    statement: @escaping @Sendable () -> String, partial: PartialWork?, written: OutputBudget,
    reuse: @escaping @Sendable (Int, Int) -> Void
  ) {
    self.world = world
    self.files = files ?? FileReads(world.files)
    self.seed = seed
    self.progress = progress
    self.remark = remark
    self.note = note
    self.acceptedLeak = acceptedLeak
    code = statement
    self.partial = partial
    self.written = written
    self.reuse = reuse
  }

  /// What earlier runs computed item by item; nil if nothing is kept.
  ///
  /// - Parameter family: what was computed, with the version of how; results of another engine are not among them.
  package func memory(_ family: String) -> ValueBatch? {
    world.cache?.memory(family, every: world.checkpointSeconds)
  }

  /// Where the next long piece of work leaves its state, so that a killed run goes on from there; nil if nothing is kept.
  ///
  /// - Parameter name: what is done, with its settings.
  package func slot(for name: String) -> PartialWork.Slot? { partial?.next(name) }

  /// Tells the person watching how many items of a stream were known already.
  package func report(reused: Int, of total: Int) { reuse(reused, total) }
}

extension NumberRange {
  /// The numbers from first to last by ones.
  package func list() throws(RunProblem) -> ListValue {
    guard first <= last else { return ListValue([Value]()) }
    let count = (last - first).rounded(.down) + 1
    guard count <= 10_000_000 else {
      throw RunProblem(
        "out-of-range", "A list of \(Constant.written(count)) numbers is too long",
        hint: "At most ten million are made.")
    }
    // From a bound at infinity a number may come to NaN, which is a number here.
    let numbers = (0..<Int(count)).map { first + Double($0) }
    return ListValue(NumberList(numbers, dimension, nan: .number))
  }
}
