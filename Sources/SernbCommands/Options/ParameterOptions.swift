// `-p name=value` and `--params FILE`: the values that stand for a notebook's defaults, and who may have given them.

import ArgumentParser
import FileAccess
import Foundation
import SernbLanguage
import SernbRuntime

struct ParameterOptions: ParsableArguments {
  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .singleValue,
    help: ArgumentHelp(
      "Replace a parameter: name=value. A path given this way may be anywhere.",
      discussion: """
        Where notebooks have parameters of one name, notebook.name=value is for one of them: \
        1_extract_emotion_labels.corpus=/data/IEMOCAP.
        Several values are a sweep: `run` renders one page per value. trees=100,300,1200; in steps trees=100..500:100; \
        lists as 'columns=[1,2];[3]'. A text with commas is a sweep only if the parameter lists choices and every part is \
        one of them.
        """))
  var parameters: [String] = []

  @Option(
    help: ArgumentHelp(
      "A YAML file of parameters, one 'name: value' per line; -p overrides it.",
      valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var params: GivenFile?

  func validate() throws {
    for given in parameters {
      guard let sign = given.firstIndex(of: "="), sign != given.startIndex else {
        throw ValidationError("-p must be name=value, not '\(given)'.")
      }
    }
    if case .failure(let problem)? = params?.values { throw ValidationError(problem.words) }
  }

  /// Every value in the order of giving: of two for a name the last one counts. A path that is there stands under the
  /// name that notebooks know it by.
  var overrides: [Override] {
    let paths = givenPaths
    return written.map { given in
      Self.path(given.value).flatMap(paths.name).map { Override(given.name, $0) } ?? given
    }
  }

  private var written: [Override] {
    let file = (try? params?.values.get()) ?? []
    return file
      + parameters.compactMap { given in
        given.firstIndex(of: "=").map {
          Override(String(given[..<$0]), String(given[given.index(after: $0)...]))
        }
      }
  }

  private static func path(_ value: String) -> String? {
    let path = if case .text(let text) = Constant(reading: value) { text } else { value }
    return path.contains("/") ? path : nil
  }

  /// Giving a path is the permission to read it.
  var givenPaths: GivenPaths {
    GivenPaths(
      written.map(\.value).compactMap(Self.path).filter {
        $0.isAbsolutePath && kindOfPath($0) != .missing
      })
  }

  /// Other values that may be paths: notebooks may look there, so that what is not there is missing, not forbidden.
  var otherPaths: [String] {
    written.map(\.value).compactMap(Self.path).filter {
      !$0.isAbsolutePath || kindOfPath($0) == .missing
    }
  }

  /// Parameters that none of the notebooks declares are typing errors; all of them are reported.
  func refuseUnknown(in notebooks: [CheckedNotebook]) throws {
    let all = CheckedNotebook.withUsed(notebooks)
    var slips: [Override] = []
    for given in overrides where !all.contains(where: { $0.declares(given) }) {
      if !slips.contains(where: { $0.name == given.name }) { slips.append(given) }
    }
    guard !slips.isEmpty else { return }
    let known = Set(all.flatMap(\.frontMatter.parameters).map(\.name.text)).sorted()
    var lists: [String] = []
    let sentences = slips.map { slip in
      let addressed = all.filter { slip.isFor($0.source.name) }
      if let address = slip.notebook, addressed.isEmpty {
        let names = all.map { Notebook.stem(of: $0.source.name).lastPathName }
        let hint = NearestNames.hint(for: address, among: names) ?? "There are \(Self.list(names))."
        return "No notebook here is named `\(address)`. " + hint
      }
      let names =
        slip.notebook == nil
        ? known : addressed.flatMap(\.frontMatter.parameters).map(\.name.text).sorted()
      let hint = NearestNames.hint(for: slip.parameter, among: names)
      let list = names.isEmpty ? "There are no parameters." : "There are \(Self.list(names))."
      if hint == nil, !lists.contains(list) { lists.append(list) }
      let place = slip.notebook.map { "The notebook `\($0)`" } ?? "No notebook here"
      return "\(place) has \(slip.notebook == nil ? "a" : "no") parameter `\(slip.parameter)`."
        + (hint.map { " " + $0 } ?? "")
    }
    throw ValidationError((sentences + lists).joined(separator: "\n"))
  }

  private static func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }
}

/// A file of parameters. It is read once, when the command line is: it may be a pipe that a password keeper writes to.
struct GivenFile: ExpressibleByArgument {
  struct Problem: Error {
    let words: String
  }

  let path: String
  let values: Result<[Override], Problem>

  init(argument: String) {
    path = argument
    values = Self.read(argument)
  }

  private static let maximumBytes = 1 << 20

  private static func read(_ path: String) -> Result<[Override], Problem> {
    func problem(_ words: String) -> Result<[Override], Problem> { .failure(Problem(words: words)) }
    guard kindOfPath(path) != .folder, let file = FileHandle(forReadingAtPath: path),
      let bytes = try? file.read(upToCount: maximumBytes + 1) ?? Data()
    else { return problem("I cannot read the parameters '\(path)'.") }
    guard bytes.count <= maximumBytes else {
      return problem("The parameters '\(path)' are over a megabyte.")
    }
    switch SourceText.decoding(Array(bytes), name: path) {
    case .failure(let place):
      return problem("'\(path)' is not UTF-8 text: line \(place.line), column \(place.column).")
    case .success(let source):
      do throws(Diagnostic) {
        return .success(try ParameterFile.read(source))
      } catch {
        // The line itself is not shown: it may hold a secret.
        let place = source.position(of: error.labels.first?.span.start ?? 0)
        let wanted = error.labels.first.map { $0.text.isEmpty ? "" : ": \($0.text)" } ?? ""
        return problem("\(path):\(place.line):\(place.column): \(error.message)\(wanted).")
      }
    }
  }
}
