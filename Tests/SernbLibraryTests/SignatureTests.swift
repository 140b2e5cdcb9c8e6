// Every builtin is declared in full: a name of its own, words, ranges, and a place in its family's list.

import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools
import Testing
import TestSupport

@Suite("Signatures")
struct SignatureTests {
  @Test("no two builtins share a name, and none is a word of the language")
  func namesAreUnique() {
    let names = Library.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(
        name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }, "\(name)")
    }
    #expect(Set(Library.kinds.map(\.name)).count == Library.kinds.count)
  }

  @Test("a summary is one sentence")
  func summaries() {
    for builtin in Library.all {
      let summary = builtin.signature.summary
      #expect(summary.hasSuffix("."), "\(builtin.name)")
      #expect(!summary.dropLast().contains(". "), "\(builtin.name)")
      #expect(summary.first?.isUppercase == true || builtin.name == "exp", "\(builtin.name)")
    }
  }

  @Test("every parameter is explained in a sentence, and named once")
  func parameters() {
    for builtin in Library.all {
      let names = builtin.signature.parameters.map(\.name)
      #expect(Set(names).count == names.count, "\(builtin.name)")
      for parameter in builtin.signature.parameters {
        #expect(
          parameter.summary.count > 5 && parameter.summary.hasSuffix("."),
          "\(builtin.name): \(parameter.name)")
      }
    }
  }

  @Test("a numeric setting has a range or a unit, and its default lies in it")
  func settings() {
    for builtin in Library.all {
      for parameter in builtin.signature.parameters where parameter.isNamed {
        let context: Comment = "\(builtin.name): \(parameter.name)"
        if case .value(.number(let dimension)) = parameter.wanted {
          #expect(parameter.range != nil || (dimension != nil && dimension != .plain), context)
        }
        if case .number(let value, let unit)? = parameter.defaultValue {
          #expect(parameter.range?.contains(value) ?? true, context)
          #expect(parameter.wanted.types.contains { Type.number(unit).fits($0) }, context)
        }
        if case .text(let text)? = parameter.defaultValue, !parameter.choices.isEmpty {
          #expect(parameter.choices.contains(text), context)
        }
      }
    }
  }

  @Test("the kinds of values that builtins take are known to the language")
  func kindsAreListed() {
    // A secret is a kind of the language itself.
    let known = Set(Library.kinds.map(\.name) + [ObjectKind.secret.name])
    for builtin in Library.all {
      for parameter in builtin.signature.parameters {
        for type in parameter.wanted.types {
          for name in kinds(in: type) {
            #expect(known.contains(name), "\(builtin.name): \(name)")
          }
        }
      }
    }
  }

  private func kinds(in type: Type) -> [String] {
    switch type {
    case .object(let kind): [kind.name]
    case .list(let element): kinds(in: element)
    default: []
    }
  }

  @Test("a builtin that is declared in the sources is in the list of its family")
  func everyDeclarationIsListed() throws {
    var declared: [String] = []
    for (_, text) in try Tool.sources(of: "SernbLibrary") {
      // Functions of the file that make builtins: `private static func summary(… ) -> Builtin`.
      var makers: Set<String> = ["Builtin"]
      for match in text.matches(of: /static func (\w+)\((?s:[^{]*?)\) -> Builtin/) {
        makers.insert(String(match.1))
      }
      for match in text.matches(of: /static let `?\w+`?(?:: Builtin)? = (\w+)\(\s*"(\w+)"/)
      where makers.contains(String(match.1)) {
        declared.append(String(match.2))
      }
    }
    #expect(declared.count > 60)
    for name in declared { #expect(Library.byName[name] != nil, "\(name) is in no list") }
    #expect(Set(declared).count == declared.count)
    // Readers of corpora and constructors of models are made from the lists of the engine.
    let others = Library.all.filter { !declared.contains($0.name) }
    for builtin in others {
      #expect(["corpora", "models"].contains(builtin.signature.family), "\(builtin.name)")
    }
  }

  @Test("a page of the reference holds parameters with bounds, and examples with answers")
  func page() throws {
    let page = Reference.page(try #require(Library.byName["split"]), for: "split")
    #expect(page.contains("The share of test rows."))
    #expect(page.contains("A plain number from 0 to 1; 0.2 when left out."))
    #expect(page.contains("Examples\n  turns = table(\n    turn: ["))
    #expect(page.contains("\n    [\"Ses01F\"]"))
  }
}
