// `sernb corpus`: which corpora can be read, what is in a folder, and the demo corpus.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools

struct CorpusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus", abstract: "List corpora, inspect a folder, or make the demo corpus.",
    subcommands: [List.self, Show.self, Demo.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The corpora that can be read, and how to get them.")

    func run() { Console.print(CorpusTool.list) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what is in a folder: labels, speakers, problems.")

    @ArgumentParser.Argument(help: "The folder of a corpus.", completion: .directory)
    var folder: String

    @Flag(help: "Show all problems instead of the first twenty.")
    var all = false

    func run() throws {
      do {
        Console.print(try CorpusTool.report(on: folder, allProblems: all))
      } catch {
        Console.show([(error, nil)], format: .text)
        throw ExitCode(Exit.data.rawValue)
      }
    }
  }

  struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the demo corpus: synthetic speech in the layout of IEMOCAP.")

    @ArgumentParser.Argument(help: "The folder to make it in.", completion: .directory)
    var folder = "data/demo"

    @Option(help: "The number of turns, from 10 to 20,000.")
    var turns = 1000

    @Option(help: "The seed: the same seed gives the same bytes.")
    var seed: UInt64 = 1

    @Option(help: "The number of dialogs made at a time; by default one per core.")
    var jobs: Int?

    func run() async throws {
      let progress = Progress(Console.isTerminal ? .bar : .silent, clock: Stopwatch.started())
      let interrupt = Interrupt()
      let (folder, turns, seed) = (folder, turns, seed)
      let cores = max(1, jobs ?? ProcessInfo.processInfo.activeProcessorCount)
      do {
        let sentence = try await interrupt.guarding {
          try await CorpusTool.makeDemo(in: folder, turns: turns, seed: seed, jobs: cores) {
            progress.report(.progress(notebook: "", label: "dialogs", done: $0, total: $1))
          }
        }
        progress.clear()
        Console.print(sentence)
      } catch let problem as Diagnostic {
        progress.clear()
        Console.show([(problem, nil)], format: .text)
        throw ExitCode(Exit.failed.rawValue)
      } catch {
        progress.clear()
        Console.error("Interrupted; nothing was kept.")
        throw ExitCode(Exit.interrupted.rawValue)
      }
    }
  }
}
