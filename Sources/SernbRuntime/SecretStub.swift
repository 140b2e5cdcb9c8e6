// Stub.
import SernbLanguage
extension CheckedNotebook { var secretNames: Set<String> { [] } }
