// `-p name=value` and `--params FILE`: the values that stand for a notebook's defaults, and who may have given them.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbRuntime

struct ParameterOptions: ParsableArguments {
  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .singleValue,
    help: ArgumentHelp(
      "Replace a parameter: name=value. A path given this way may be anywhere.",
      discussion: """
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

  /// Every value in the order of giving: of two for a name the last one counts.
  var overrides: [Override] {
    let file = (try? params?.values.get()) ?? []
    return file
      + parameters.compactMap { given in
        given.firstIndex(of: "=").map {
          Override(String(given[..<$0]), String(given[given.index(after: $0)...]))
        }
      }
  }

  /// A path given as a parameter may be read: giving it is the permission.
  var givenPaths: [String] {
    overrides.map(\.value).compactMap { value in
      let path = if case .text(let text) = Constant(reading: value) { text } else { value }
      return path.contains("/") && kindOfPath(path) != .missing ? path : nil
    }
  }

  /// Parameters that none of the notebooks declares are typing errors; all of them are reported.
  func refuseUnknown(in notebooks: [CheckedNotebook]) throws {
    let known = Set(
      CheckedNotebook.withUsed(notebooks).flatMap(\.frontMatter.parameters).map(\.name.text))
    var slips: [String] = []
    for name in overrides.map(\.name) where !known.contains(name) && !slips.contains(name) {
      slips.append(name)
    }
    guard !slips.isEmpty else { return }
    let sentences = slips.map { slip in
      let hint = NearestNames.hint(for: slip, among: known.sorted())
      return "No notebook here has a parameter `\(slip)`." + (hint.map { " " + $0 } ?? "")
    }
    let hasHint = slips.allSatisfy { NearestNames.hint(for: $0, among: known.sorted()) != nil }
    let all =
      known.isEmpty
      ? "There are no parameters."
      : "There are \(known.sorted().map { "`\($0)`" }.joined(separator: ", "))."
    throw ValidationError((sentences + (hasHint ? [] : [all])).joined(separator: "\n"))
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
