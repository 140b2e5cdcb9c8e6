// Saved models with former names of their kind and settings, written before these names changed.

import Foundation
import Testing

@testable import Learning

@Suite("former names in saved models")
struct FormerNamesTests {
  private func file(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appending(path: "Fixtures/former/" + name)))
  }

  @Test(
    "are read as current ones, and written as such",
    arguments: [
      ("forest", "random_forest", ["n_estimators": SettingValue.count(3)]),
      ("boosting", "gradient_boosting", ["n_estimators": .count(2)]),
      (
        "network", "mlp",
        [
          "hidden_layer_sizes": .counts([3]), "max_iter": .count(5), "n_iter_no_change": .count(3),
          "nesterovs_momentum": .flag(false),
        ]
      ),
    ])
  func models(_ name: String, _ kind: String, _ settings: [String: SettingValue]) async throws {
    let model = try FittedModel(bytes: try file(name + ".sernbmodel"))
    #expect(model.kind.name == kind)
    #expect(model.settings.map(\.name) == model.kind.settings.map(\.name))
    for (name, value) in settings {
      #expect(model.settings.first { $0.name == name }?.value == value, "\(name)")
    }
    let again = try FittedModel(bytes: model.bytes)
    #expect(again.kind.name == kind && again.bytes == model.bytes)
  }

  @Test("are read in an ensemble")
  func ensemble() throws {
    let ensemble = try Ensemble(bytes: try file("both.sernbensemble"))
    #expect(ensemble.members.map(\.model.kind.name) == ["random_forest", "mlp"])
  }

  @Test("belong to one setting each")
  func settings() throws {
    for kind in ModelKind.all {
      let names = kind.settings.flatMap { [$0.name] + $0.formerNames }
      #expect(Set(names).count == names.count, "\(kind.name)")
    }
    #expect(ModelKind.named("perceptron")?.name == "mlp")
  }
}
