"""The operations of `sernb bench tables` in pandas, polars, NumPy, plain Python, librosa and soxr, on the same rows.

    python bench_peers.py --sernb PATH [--rows 10000 100000 1000000] [--only TEXT ...] [--repeats 3]

runs sernb first, which writes the rows, then the peers, and prints the seconds of each with their ratios to sernb's; then how
time grows with size in each: the exponent of the power that fits the least processor times best.
Needs pandas and polars; librosa and soxr for sounds. Nothing else in the repository needs it.
"""
import argparse, collections, csv, io, math, os, re, statistics, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser()
parser.add_argument("--sernb", required=True)
parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
parser.add_argument("--only", nargs="+", default=[])
parser.add_argument("--repeats", type=int, default=3)
parser.add_argument("--limit", type=float, default=20)
parser.add_argument("--threads", type=int, default=os.cpu_count())
options = parser.parse_args()
os.environ["POLARS_MAX_THREADS"] = str(options.threads)

import numpy as np, pandas as pd, polars as pl
try:
    import librosa, soxr
except ImportError:
    librosa = soxr = None

# By operation, the peers with what they do; `e` holds what is there before.
peers = {
    "read_csv": [("pandas", lambda e: pd.read_csv(e.path)), ("polars", lambda e: pl.read_csv(e.path))],
    "derive two columns": [
        ("pandas", lambda e: e.t.assign(a=e.t.x + e.t.y, b=e.t.x / 2 - 1)),
        ("polars", lambda e: e.p.with_columns(a=pl.col("x") + pl.col("y"), b=pl.col("x") / 2 - 1))],
    "derive a z-score": [
        ("pandas", lambda e: e.t.assign(z=(e.t.x - e.t.x.mean()) / e.t.x.std())),
        ("polars", lambda e: e.p.with_columns(z=(pl.col("x") - pl.col("x").mean()) / pl.col("x").std()))],
    "derive lower": [
        ("pandas", lambda e: e.t.assign(w=e.t.words.str.lower())),
        ("polars", lambda e: e.p.with_columns(w=pl.col("words").str.to_lowercase()))],
    "where": [("pandas", lambda e: e.t[e.t.x > 0.5]), ("polars", lambda e: e.p.filter(pl.col("x") > 0.5))],
    "where above a quantile": [
        ("pandas", lambda e: e.t[e.t.x > e.t.x.quantile(0.9)]),
        ("polars", lambda e: e.p.filter(pl.col("x") > pl.col("x").quantile(0.9)))],
    "summarize mean": [
        ("pandas", lambda e: e.t.groupby("key", sort=False).x.mean()),
        ("polars", lambda e: e.p.group_by("key", maintain_order=True).agg(pl.col("x").mean()))],
    "summarize median, mean, n": [
        ("pandas", lambda e: e.t.groupby("key", sort=False).x.agg(["median", "mean", "size"])),
        ("polars", lambda e: e.p.group_by("key", maintain_order=True).agg(
            a=pl.col("x").median(), m=pl.col("x").mean(), n=pl.len()))],
    "sort by a number": [
        ("pandas", lambda e: e.t.sort_values("x", kind="stable")),
        ("polars", lambda e: e.p.sort("x", maintain_order=True))],
    "sort by a text": [
        ("pandas", lambda e: e.t.sort_values("name", kind="stable")),
        ("polars", lambda e: e.p.sort("name", maintain_order=True))],
    "distinct": [
        ("pandas", lambda e: e.t.drop_duplicates()), ("polars", lambda e: e.p.unique(maintain_order=True))],
    "count by an integer": [
        ("pandas", lambda e: e.t.groupby("key", sort=False).size()),
        ("polars", lambda e: e.p.group_by("key", maintain_order=True).len())],
    "count by two keys": [
        ("pandas", lambda e: e.t.groupby(["kind", "key"], sort=False).size()),
        ("polars", lambda e: e.p.group_by(["kind", "key"], maintain_order=True).len())],
    "group": [
        ("pandas", lambda e: [g for _, g in e.t.groupby("kind", sort=False)]),
        ("polars", lambda e: e.p.partition_by("kind", maintain_order=True))],
    "describe": [("pandas", lambda e: e.t.describe(include="all")), ("polars", lambda e: e.p.describe())],
    "save CSV": [
        ("pandas", lambda e: e.t.to_csv(io.StringIO(), index=False)),
        ("polars", lambda e: e.p.write_csv(io.BytesIO()))],
    "join by an integer": [
        ("pandas", lambda e: e.t.merge(e.keys, on="key", suffixes=("", "_2"))),
        ("polars", lambda e: e.p.join(e.pkeys, on="key", suffix="_2", maintain_order="left"))],
    "join by a text": [
        ("pandas", lambda e: e.t.merge(e.names, on="name", suffixes=("", "_2"))),
        ("polars", lambda e: e.p.join(e.pnames, on="name", suffix="_2", maintain_order="left"))],
    "pivot longer": [
        ("pandas", lambda e: e.t[["id", "x", "y"]].melt("id")),
        ("polars", lambda e: e.p.select("id", "x", "y").unpivot(index="id"))],
    "pivot wider": [
        ("pandas", lambda e: e.long.pivot(index="id", columns="variable", values="value")),
        ("polars", lambda e: e.plong.pivot(on="variable", index="id", values="value"))],
    "[x * 2 + 1]": [("python", lambda e: [x * 2 + 1 for x in e.xs])],
    "[f(x)]": [("python", lambda e: [e.f(x) for x in e.xs])],
    "[round(x / 3)]": [("python", lambda e: [round(x / 3) for x in e.xs])],
    "[x - mean(xs)]": [("numpy", lambda e: e.ns - e.ns.mean())],
    "[t.x[i]]": [("python", lambda e: [e.xs[i] for i in range(e.size)])],
    "sum": [("numpy", lambda e: e.ns.sum())],
    "mean": [("numpy", lambda e: e.ns.mean())],
    "std": [("numpy", lambda e: e.ns.std(ddof=1))],
    "max": [("numpy", lambda e: e.ns.max())],
    "median": [("numpy", lambda e: np.median(e.ns))],
    "sorted numbers": [("numpy", lambda e: np.sort(e.ns)), ("python", lambda e: sorted(e.xs))],
    "unique numbers": [("pandas", lambda e: pd.unique(e.ns)), ("python", lambda e: list(dict.fromkeys(e.xs)))],
    "sorted texts": [("python", lambda e: sorted(e.texts_name))],
    "unique texts": [("python", lambda e: list(dict.fromkeys(e.texts_name)))],
    "split_text": [("python", lambda e: [s.split(" ") for s in e.words])],
    "trim": [("python", lambda e: [s.strip() for s in e.words])],
    "replace": [("python", lambda e: [s.replace("well", "so") for s in e.words])],
    "lower": [("python", lambda e: [s.lower() for s in e.words])],
    "normalize_text": [
        ("python", lambda e: [" ".join(re.findall(r"\w+|[.!?]", s.lower())) for s in e.words])],
    "unique lists": [("python", lambda e: list(dict.fromkeys(map(tuple, e.lists))))],
    "unique records": [("python", lambda e: list({r["key"]: r for r in reversed(e.records)}.values()))],
    "[s[i]]": [("python", lambda e: [e.letters[i] for i in range(e.size)])],
    "clip.samples": [("numpy", lambda e: e.clip.astype(float))],
}
if soxr:
    peers |= {
        "resample 16 to 44.1 kHz": [("soxr", lambda e: soxr.resample(e.clip, 16000, 44100))],
        "resample 16 to 11.127 kHz": [("soxr", lambda e: soxr.resample(e.clip, 16000, 11127))],
        "autocorrelation, 0.1 s": [
            ("librosa", lambda e: librosa.autocorrelate(e.clip, max_size=1600))],
    }


class Before:
    """What is there before, made when it is first asked for."""

    makers = {
        "t": lambda e: pd.read_csv(e.path), "p": lambda e: pl.read_csv(e.path),
        "keys": lambda e: e.t.drop_duplicates("key")[["key", "y"]],
        "names": lambda e: e.t.drop_duplicates("name")[["name", "y"]],
        "pkeys": lambda e: e.p.unique("key", maintain_order=True).select("key", "y"),
        "pnames": lambda e: e.p.unique("name", maintain_order=True).select("name", "y"),
        "long": lambda e: e.t[["id", "x", "y"]].melt("id"),
        "plong": lambda e: e.p.select("id", "x", "y").unpivot(index="id"),
        "xs": lambda e: e.t.x.tolist(), "ns": lambda e: e.t.x.to_numpy(),
        "f": lambda e: (lambda x: x * x + 1), "words": lambda e: e.t.words.tolist(),
        "texts_name": lambda e: e.t.name.tolist(),
        "lists": lambda e: [[k, k + 1] for k in e.t.key.tolist()],
        "records": lambda e: [{"key": k, "next": k + 1} for k in e.t.key.tolist()],
        "letters": lambda e: "".join(e.t.kind),
        "clip": lambda e: np.random.default_rng(2019).uniform(-0.5, 0.5, e.size).astype(np.float32),
    }

    def __init__(self, path, size):
        self.path, self.size = path, size

    def __getattr__(self, name):
        value = Before.makers[name](self)
        setattr(self, name, value)
        return value


def seconds(work, before):
    work(before)  # makes what is there before
    times, processor = [], []
    for _ in range(options.repeats):
        began = time.perf_counter(), time.process_time()
        work(before)
        times.append(time.perf_counter() - began[0])
        processor.append(time.process_time() - began[1])
    return statistics.median(times), min(processor)


def growth(points):
    """The slope of log time over log size."""
    x, y = ([math.log(max(v, 1e-7)) for v in column] for column in zip(*points))
    mx, my = statistics.mean(x), statistics.mean(y)
    square = sum((a - mx) ** 2 for a in x)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / square if square else float("nan")


with tempfile.TemporaryDirectory() as folder:
    command = [options.sernb, "bench", "tables", "--format", "csv", "--data", folder]
    command += ["--repeats", str(options.repeats), "--limit", str(options.limit)]
    command += ["--jobs", str(options.threads), "--rows", *map(str, options.rows)]
    if options.only:
        command += ["--only", *options.only]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if answer.returncode:
        sys.exit(answer.returncode)
    befores, points = {}, collections.defaultdict(lambda: collections.defaultdict(list))
    print(f"{'operation':28}{'size':>9}{'sernb s':>11}{'MB':>7}  peers: seconds (sernb takes so many times as long)")
    for row in csv.DictReader(io.StringIO(answer.stdout)):
        size, own = int(row["size"]), float(row["seconds"]) if row["seconds"] else None
        before = befores.setdefault(size, Before(f"{folder}/rows_{size}.csv", size))
        shown = f"over {options.limit:g}" if own is None else f"{own:.5f}"
        line = f"{row['operation']:28}{size:9}{shown:>11}"
        line += f"{int(row['bytes']) >> 20:7} "
        if own is not None:
            points[row["operation"]]["sernb"].append((size, float(row["processor_seconds"])))
        for name, work in peers.get(row["operation"], []):
            peer, processor = seconds(work, before)
            points[row["operation"]][name].append((size, processor))
            line += f" {name} {peer:.5f}" + (f" ({own / peer:.1f})" if own is not None else "")
        print(line, flush=True)
    if len(set(options.rows)) > 1:
        print("growth of processor time")
        for operation, peers_of in points.items():
            shown = (f"{name} {growth(of):.2f}" for name, of in peers_of.items())
            print(f"{operation:28} " + "  ".join(shown))
