// The numbers of a list, with their unit and what a NaN among them stands for.

package import SernbLanguage

/// Numbers of one unit.
package struct NumberList: Sendable {
  /// In the base unit.
  package var values: [Double]
  package let dimension: Dimension
  /// What a NaN among them stands for.
  package let nan: NaN

  package enum NaN: Sendable {
    /// A missing value, as in columns.
    case missing
    /// A result such as `∞ - ∞`.
    case number
  }

  package init(_ values: [Double], _ dimension: Dimension = .plain, nan: NaN = .missing) {
    (self.values, self.dimension, self.nan) = (values, dimension, nan)
  }

  package func value(_ index: Int) -> Value {
    let number = values[index]
    return number.isNaN && nan == .missing ? .missing : .number(number, dimension)
  }
}
