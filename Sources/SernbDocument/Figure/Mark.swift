// The marks of a figure: what can be drawn between two axes, in the units of those axes.

/// One thing drawn in a panel.
public enum Mark: Sendable, Equatable {
  case line(Line)
  case points(Points)
  case bars(Bars)
  case histogram(Histogram)
  case boxes(Boxes)
  case heat(Heat)
  case envelope(Envelope)
  case image(Image)
  case rule(Rule)
  case band(Band)
  case note(Note)
}

extension Mark {
  /// Points joined in order, with an optional band around them. A value that is not finite breaks the line.
  public struct Line: Sendable, Equatable {
    /// Shown in the legend; empty for no entry.
    package var name: String
    package var x: [Double]
    package var y: [Double]
    /// The edges of the band, as long as `x`, or empty.
    package var low: [Double]
    package var high: [Double]
    package var isDashed: Bool

    package init(
      name: String = "", x: [Double], y: [Double], low: [Double] = [], high: [Double] = [],
      isDashed: Bool = false
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.low = low
      self.high = high
      self.isDashed = isDashed
    }
  }

  /// One group of points, with a color and a shape of its own.
  public struct Points: Sendable, Equatable {
    package var name: String
    package var x: [Double]
    package var y: [Double]

    package init(name: String = "", x: [Double], y: [Double]) {
      self.name = name
      self.x = x
      self.y = y
    }
  }

  /// A bar for each category and series; the categories are those of the panel's axis.
  public struct Bars: Sendable, Equatable {
    /// One series of bars.
    public struct Series: Sendable, Equatable {
      package var name: String
      /// One for each category; NaN draws no bar.
      package var values: [Double]
      /// Half the length of an error bar for each value, or empty.
      package var errors: [Double]

      package init(_ name: String = "", _ values: [Double], errors: [Double] = []) {
        self.name = name
        self.values = values
        self.errors = errors
      }
    }

    package var series: [Series]
    package var isStacked: Bool
    /// Whether the categories are on the y axis, first on top.
    package var isHorizontal: Bool

    package init(_ series: [Series], isStacked: Bool = false, isHorizontal: Bool = false) {
      self.series = series
      self.isStacked = isStacked
      self.isHorizontal = isHorizontal
    }
  }

  /// The number of values between each edge and the next: `edges.count == counts.count + 1`.
  public struct Histogram: Sendable, Equatable {
    package var name: String
    package var edges: [Double]
    package var counts: [Double]

    package init(name: String = "", edges: [Double], counts: [Double]) {
      self.name = name
      self.edges = edges
      self.counts = counts
    }
  }

  /// Five numbers for each category of the x axis, with the values beyond the whiskers.
  public struct Boxes: Sendable, Equatable {
    /// Whiskers extend to the last value within 1.5 interquartile ranges of the box (Tukey 1977).
    public struct Box: Sendable, Equatable {
      package var count: Int
      package var low: Double
      package var firstQuartile: Double
      package var median: Double
      package var thirdQuartile: Double
      package var high: Double
      package var outliers: [Double]
      /// Values drawn as points over the box, thinned; empty for the box alone.
      package var shown: [Double]

      package init(
        count: Int, low: Double, firstQuartile: Double, median: Double, thirdQuartile: Double,
        high: Double, outliers: [Double], shown: [Double] = []
      ) {
        self.count = count
        self.low = low
        self.firstQuartile = firstQuartile
        self.median = median
        self.thirdQuartile = thirdQuartile
        self.high = high
        self.outliers = outliers
        self.shown = shown
      }
    }

    package var boxes: [Box]

    package init(_ boxes: [Box]) { self.boxes = boxes }
  }

  /// A matrix of colored cells; row 0 is on top. The labels are the categories of the axes.
  public struct Heat: Sendable, Equatable {
    /// Colors from the least to the greatest value, or outwards from zero.
    public enum Palette: Sendable, Hashable { case sequential, diverging }

    /// Rows of equal length; NaN leaves the cell gray, or takes the least color if there are too many cells to draw one
    /// by one.
    package var values: [[Double]]
    /// The texts of the cells, of the shape of `values`; empty for none. A newline starts a smaller second line.
    package var texts: [[String]]
    package var palette: Palette
    package var low: Double
    package var high: Double
    /// The label of the color bar; empty for no bar.
    package var label: String
    package var unit: Figure.Unit

    package init(
      values: [[Double]], texts: [[String]] = [], palette: Palette = .sequential, low: Double,
      high: Double, label: String = "", unit: Figure.Unit = .none
    ) {
      self.values = values
      self.texts = texts
      self.palette = palette
      self.low = low
      self.high = high
      self.label = label
      self.unit = unit
    }
  }

  /// The least and the greatest sample in each of equal slices of time.
  public struct Envelope: Sendable, Equatable {
    package var name: String
    /// Seconds.
    package var start: Double
    package var end: Double
    package var low: [Double]
    package var high: [Double]

    package init(name: String = "", start: Double, end: Double, low: [Double], high: [Double]) {
      self.name = name
      self.start = start
      self.end = end
      self.low = low
      self.high = high
    }
  }

  /// A dense matrix drawn as a picture, such as a spectrogram; row 0 is at the bottom.
  public struct Image: Sendable, Equatable {
    package var rows: Int
    package var columns: Int
    /// `rows * columns` levels, row by row; 0 is `low`, 255 is `high`.
    package var levels: [UInt8]
    package var low: Double
    package var high: Double
    package var label: String
    package var unit: Figure.Unit
    /// The rectangle of the axes that it covers.
    package var x: ClosedRange<Double>
    package var y: ClosedRange<Double>

    package init(
      rows: Int, columns: Int, levels: [UInt8], low: Double, high: Double, label: String = "",
      unit: Figure.Unit = .none, x: ClosedRange<Double>, y: ClosedRange<Double>
    ) {
      self.rows = rows
      self.columns = columns
      self.levels = levels
      self.low = low
      self.high = high
      self.label = label
      self.unit = unit
      self.x = x
      self.y = y
    }
  }

  /// The axis on which a position is measured.
  package enum Direction: Sendable, Hashable { case x, y }

  /// A straight line through the whole panel.
  public struct Rule: Sendable, Equatable {
    package var direction: Direction
    package var value: Double
    package var label: String

    /// `.x` draws a vertical line at `value` of the x axis, `.y` a horizontal one.
    package init(_ direction: Direction, at value: Double, label: String = "") {
      self.direction = direction
      self.value = value
      self.label = label
    }
  }

  /// A shaded range of an axis, across the whole panel.
  public struct Band: Sendable, Equatable {
    package var direction: Direction
    package var low: Double
    package var high: Double
    package var label: String

    package init(_ direction: Direction, from low: Double, to high: Double, label: String = "") {
      self.direction = direction
      self.low = low
      self.high = high
      self.label = label
    }
  }

  /// A text at a point.
  public struct Note: Sendable, Equatable {
    package var x: Double
    package var y: Double
    package var text: String

    package init(_ text: String, x: Double, y: Double) {
      self.x = x
      self.y = y
      self.text = text
    }
  }
}
