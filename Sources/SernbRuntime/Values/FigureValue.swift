// A figure as a value of the language.

public import SernbDocument
public import SernbLanguage

public struct FigureValue: NotebookObject {
  public static let kind = ObjectKind(
    "figure", "A picture with axes and data, drawn as SVG.", endings: ["svg"])

  public let figure: Figure

  public init(_ figure: Figure) { self.figure = figure }

  public var kind: ObjectKind { Self.kind }
  public var line: String { figure.title.isEmpty ? "figure" : "figure “\(figure.title)”" }

  public func blocks(_ options: ShowOptions) -> [Block] {
    var figure = figure
    if let caption = options.caption { figure.caption = caption }
    if let alt = options.alt { figure.alt = alt }
    return [.figure(figure)]
  }

  public func saved(as ending: String) async throws -> SavedBytes {
    SavedBytes(Array(SVG.text(figure).utf8), note: "a figure")
  }

  public func equals(_ other: any NotebookObject) -> Bool {
    (other as? FigureValue)?.figure == figure
  }
}
