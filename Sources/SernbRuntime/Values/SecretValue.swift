// A secret while a notebook runs: it can be given where a path is wanted, is shown as `•••`, and equals nothing.

public import Basics
public import SernbDocument
public import SernbLanguage

public struct SecretValue: NotebookObject {
  let secret: Secret

  public var kind: ObjectKind { .secret }
  public var line: String { Secret.shown }
  public var json: JSON { .string(Secret.shown) }
  public func equals(_ other: any NotebookObject) -> Bool { false }
  /// It is never kept.
  public func encoded() -> [UInt8]? { nil }

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
    RunProblem(
      "secret", "A secret can only be given where a path is wanted", argument: parameter)
  }
}
