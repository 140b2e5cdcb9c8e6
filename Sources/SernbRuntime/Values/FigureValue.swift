// A figure as a value of the language.

package import SernbDocument
package import SernbLanguage

package struct FigureValue: EngineValue {
  package static let kind = ObjectKind(
    "figure", "A picture with axes and data, drawn as SVG.", endings: ["svg"])

  package let figure: Figure

  package init(_ figure: Figure) { self.figure = figure }

  package var line: String { figure.title.isEmpty ? "figure" : "figure “\(figure.title)”" }

  package func blocks(_ options: ShowOptions) -> [Block] {
    var figure = figure
    if let caption = options.caption { figure.caption = caption }
    if let alt = options.alt { figure.alt = alt }
    return [.figure(figure)]
  }

  package func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    SavedBytes(Array(SVG.text(figure).utf8), note: "a figure")
  }

  package func equals(_ other: any EngineValue) -> Bool {
    (other as? FigureValue)?.figure == figure
  }
}
