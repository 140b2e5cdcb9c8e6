// A figure as a value: panels, axes and marks in data units, without any pixels.

/// Panels in columns, with title, caption and alternative text.
///
/// The panels of one column are stacked; columns are side by side.
public struct Figure: Sendable, Equatable {
  package var title: String
  package var columns: [[Panel]]
  /// The alternative text. The constructors derive it from the data.
  package var alt: String
  package var caption: String

  package init(title: String = "", columns: [[Panel]], alt: String = "", caption: String = "") {
    self.title = title
    self.columns = columns
    self.alt = alt
    self.caption = caption
  }

  /// Two axes and the marks between them.
  public struct Panel: Sendable, Equatable {
    package var title: String
    package var x: Axis
    package var y: Axis
    /// Drawn in order, so later marks cover earlier ones.
    package var marks: [Mark]

    package init(title: String = "", x: Axis = Axis(), y: Axis = Axis(), marks: [Mark] = []) {
      self.title = title
      self.x = x
      self.y = y
      self.marks = marks
    }
  }

  /// The label, scale, unit and range of an axis.
  public struct Axis: Sendable, Hashable {
    /// The scale of an axis.
    public enum Scale: Sendable, Hashable {
      case linear
      /// Base ten; values that are not above zero are not drawn.
      case log
      /// Categories at positions 0, 1, 2…
      case categories([String])
    }

    package var label: String
    package var unit: Unit
    package var scale: Scale
    /// The ends of the axis; nil derives them from the data.
    package var low: Double?
    package var high: Double?

    package init(
      _ label: String = "", unit: Unit = .none, scale: Scale = .linear, low: Double? = nil,
      high: Double? = nil
    ) {
      self.label = label
      self.unit = unit
      self.scale = scale
      self.low = low
      self.high = high
    }

    /// An axis of names.
    package static func categories(_ names: [String], label: String = "") -> Axis {
      Axis(label, scale: .categories(names))
    }

    /// The names of a categorical axis; nil for a numeric one.
    package var categories: [String]? {
      if case .categories(let names) = scale { return names }
      return nil
    }
  }

  /// The unit of an axis. Seconds and hertz get an SI prefix that fits the range.
  public enum Unit: Sendable, Hashable {
    case none
    case seconds
    case hertz
    case decibels
    /// A share of one, written as a percentage.
    case share
    case named(String)
  }
}

extension Figure.Panel {
  /// Whether lines in it need to stand out from a picture.
  var hasPicture: Bool {
    marks.contains {
      if case .image = $0 { return true }
      return false
    }
  }

  var heat: Mark.Heat? {
    for case .heat(let heat) in marks { return heat }
    return nil
  }
}

/// Why a figure cannot be made from the given data.
public struct FigureProblem: Error, Sendable, Hashable {
  package var message: String

  package init(_ message: String) { self.message = message }
}
