// Secrets in a session: which lines may be kept, and what the file of typed lines holds.

import SernbLanguage
import SernbREPL
import SernbRuntime
import Testing
import TestSupport

@Suite("secrets in sessions")
struct SecretSessionTests {
  private static let notebook = """
    ---
    params:
      place:
        secret: true
      plain: 1
    ---
    ```ser a
    x = params.plain
    y = if x == 1 then 1 else rows(read_csv(params.place))
    ```

    """

  private func session(_ given: [Override]) throws -> (Session, Scratch) {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    var setting = Transcripts.setting(project, "n.sernb")
    setting.overrides = given
    setting.keepsLines = true
    return (try Session(setting), project)
  }

  @Test("a line that holds a secret or sets one is not for the history")
  func lines() async throws {
    let (session, project) = try session([Override("place", "data/hidden_place")])
    defer { withExtendedLifetime(project) {} }
    for line in [
      ":set place data/elsewhere", ":set place = x", ":se place x", "1 + 1\n:set place x",
      ":set plce x", "n 0/1> :set place x", "z = \"data/hidden_place\"", "# data/hidden_place",
      "read_csv(\"data/hidden_place/a.csv\")", ":run data\\/hidden\\_place",
    ] {
      #expect(session.isPrivate(line), "\(line)")
    }
    for line in [
      ":set", ":set place", ":set plain 2", ":set seed 7", ":show place", "params.place",
      "z = \"data/hidden\"", "",
    ] {
      #expect(!session.isPrivate(line), "\(line)")
    }
  }

  @Test("a secret that was set to another stays one")
  func replaced() async throws {
    let (session, project) = try session([Override("place", "data/hidden_place")])
    defer { withExtendedLifetime(project) {} }
    _ = await session.submit(":set place data/second_place")
    #expect(session.redacted("data/hidden_place data/second_place") == "••• •••")
    let short = await session.submit(":set place short_1")
    #expect(!short.text(on: Screen()).contains("short_1"))
    #expect(short.text(on: Screen()).contains("at least 8 characters"))
  }

  @Test("typed lines are kept beside the notebook, but for those that hold a secret")
  func recovery() async throws {
    let (session, project) = try session([Override("place", "data/hidden_place")])
    _ = await session.submit("open = 1")
    _ = await session.submit("closed = \"data/hidden_place\"")
    let kept = try #require(project.text("Notebooks/.n.typed"))
    #expect(kept.contains("open = 1") && !kept.contains("hidden"), "\(kept)")
  }

  @Test("an answer is redacted before it is laid out")
  func answers() async throws {
    let (session, project) = try session([Override("place", "data/hidden_place_of_a_long_name")])
    defer { withExtendedLifetime(project) {} }
    let reply = await session.submit("\"a data/hidden_place_of_a_long_name\"")
    #expect(!session.redacted(reply.text(on: Screen())).contains("hidden"))
    let table = await session.submit(":set")
    #expect(table.text(on: Screen()).contains("place    •••"), "\(table.text(on: Screen()))")
  }
}
