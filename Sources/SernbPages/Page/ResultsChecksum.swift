// The checksum of a results file, which shows an edit by hand.

package import Basics
internal import Foundation
internal import FoundationEssentials
package import SernbDocument
package import SernbRuntime
package import Storage

/// The last member of a results file: a digest of all that stands before it, so that an edit by hand is seen.
package enum ResultsChecksum {
  private static let name = ",\n  \"seal\": \""

  /// The text of a results file.
  ///
  /// - Parameters:
  ///   - origin: what the results were made from.
  ///   - files: those that belong to them, in `folder`.
  package static func sealed(
    _ results: Results, _ origin: [JSON.Member], _ files: [(path: String, digest: Digest)],
    in folder: String, without secrets: Redaction
  ) -> String {
    var results = secrets.results(results)
    let listed = files.map { file -> JSON in
      [
        // By bytes, which are not the characters of a path.
        "path": .string(
          secrets.text(
            String(decoding: file.path.utf8.dropFirst(folder.utf8.count + 1), as: UTF8.self))),
        "digest": .string(file.digest.hex),
      ]
    }
    results.origin =
      origin.map { .init($0.name, secrets.json($0.value)) } + [.init("files", .array(listed))]
    let text = String(results.json.text(.pretty).dropLast(2))
    return text + name + Digest(of: text.utf8).hex + "\"\n}\n"
  }

  /// Whether nothing before the seal was changed.
  package static func isIntact(_ text: String) -> Bool {
    guard let at = text.range(of: name, options: .backwards) else { return false }
    return text[at.upperBound...] == Digest(of: text[..<at.lowerBound].utf8).hex + "\"\n}\n"
  }
}
