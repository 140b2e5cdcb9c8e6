// A secret while a notebook runs: it can be given where a path is wanted, is shown as `•••`, and equals nothing.

package import Basics
internal import SernbDocument
package import SernbLanguage

package struct SecretValue: EngineValue {
  let secret: Secret

  package var kind: ObjectKind { .secret }
  package var line: String { Secret.shown }
  package var json: JSON { .string(Secret.shown) }
  package func equals(_ other: any EngineValue) -> Bool { false }
  /// It is never kept.
  package func write(into writer: inout ByteWriter) -> Bool { false }

  init(_ secret: Secret) { self.secret = secret }

  /// The path that a value is, if it is a secret and its parameter wants a path.
  static func path(in value: Value, for parameter: String, of signature: Signature)
    throws(RunProblem) -> String?
  {
    guard case .object(let object) = value, let found = object as? SecretValue else { return nil }
    guard signature.parameters.first(where: { $0.name == parameter })?.wanted.isPath == true else {
      throw misplaced(parameter)
    }
    return found.secret.text
  }

  static func misplaced(_ parameter: String) -> RunProblem {
    RunProblem("secret", "A secret can only be given where a path is wanted", argument: parameter)
  }
}
