// A figure in the signs of a terminal. What has no sketch is told in words.

internal import SernbDocument

enum FigureSketch {
  static func text(_ figure: Figure, on screen: Screen) -> String {
    Terminal(width: screen.width, style: screen.style).text(.figure(figure))
  }
}
