// Parameter values from a YAML file, one `name: value` per line, read as strictly as front matter.
//
//     trees: 600
//     window: 25 ms
//     columns: [mfcc, rms]     # a list is one value of a parameter, never a grid
//     corpus: data/iemocap
//     3_extract_audio_features.corpus: data/other   # of one notebook alone

internal import Yams

/// Reads files of parameter values.
package enum ParameterFile {
  /// The values as in `-p name=value`, in the order of the file.
  ///
  /// - Throws: the first problem of the file, with its location.
  package static func read(_ source: SourceText) throws(Diagnostic) -> [Override] {
    let yaml = StrictYAML(source: source, content: Span(0, source.bytes.count))
    let node: Node?
    do { node = try yaml.node() } catch {
      throw said("I cannot read the parameters: \(error.why)", error.span)
    }
    guard let node, node.null == nil else { return [] }
    guard let mapping = node.mapping else {
      throw said("A file of parameters is a list of `name: value` lines", yaml.span(of: node))
    }
    var values: [Override] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string, Printer.isPlainName(Override(name, "").parameter) else {
        throw said(
          "`\(key.scalar?.string ?? source[yaml.span(of: key)])` cannot be a parameter's name",
          yaml.span(of: key), "wanted letters, digits and `_`, and no word of the language")
      }
      guard let text = written(value) else {
        throw said(
          "I cannot read the value of `\(name)`", yaml.span(of: key),
          "wanted a number, a text, `true`, `false` or a list")
      }
      values.append(Override(name, text))
    }
    return values
  }

  private static func written(_ node: Node) -> String? {
    if node.null != nil || node.mapping != nil { return nil }
    if let scalar = node.scalar {
      if scalar.style == .plain, Constant(literal: scalar.string) != nil { return scalar.string }
      return plain(scalar.string)
    }
    return StrictYAML.constant(node)?.written
  }

  /// A text, quoted if it would otherwise be read as a number or a grid.
  private static func plain(_ text: String) -> String {
    let isOther =
      text.contains { ",;\"".contains($0) } || text.contains("..")
      || text != text.trimmingBlanks() || Constant(literal: text) != nil
    return isOther ? Printer.quoted(text) : text
  }

  private static func said(_ message: String, _ span: Span, _ label: String = "") -> Diagnostic {
    Diagnostic(.badParameter, message, labels: [Label(span, label)])
  }
}
