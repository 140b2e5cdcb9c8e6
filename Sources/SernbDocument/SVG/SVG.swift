// The writer of figures as SVG.

/// A name space for the writer.
public enum SVG {
  /// The figure as a self-contained SVG, with its last newline.
  public static func text(_ figure: Figure) -> String { "" }
}
