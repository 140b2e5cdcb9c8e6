// Windows for short-time spectra and filters.

/// Window functions.
public enum Window {
  /// The periodic Hann window, ½ - ½ cos(2πk/n), as `scipy.signal.get_window("hann", n)`.
  public static func hann(_ count: Int) -> [Double] {
    (0..<max(count, 0)).map { 0.5 - 0.5 * Math.unitRoot($0, of: count).cosine }
  }
}
