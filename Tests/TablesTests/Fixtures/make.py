# Makes the fixtures beside it with numpy, pandas, and Python's csv, re and unicodedata. Run: python make.py
import csv, io, json, pathlib, re, unicodedata
import numpy as np, pandas as pd

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(2019)

# 1. describe and quantiles
cases = {
    "one": [3.5], "two": [1.0, 2.0], "ties": [2.0, 2.0, 2.0, 5.0],
    "normal": rng.normal(size=101).tolist(), "skewed": np.exp(rng.normal(size=1000) * 3).tolist(),
    "large": (1e9 + rng.random(64)).tolist(), "missing": [1.0, None, 4.0, None, 9.0],
    "negative": [-3.0, -1.5, 0.0, 7.25, -3.0, 2.125],
}
shares = [0, 0.05, 0.1, 0.25, 0.333, 0.5, 0.75, 0.9, 0.99, 1]
out = []
for name, values in cases.items():
    series = pd.Series(values, dtype=float)
    present = series.dropna().to_numpy()
    d = series.describe()
    number = lambda x: None if np.isnan(x) else float(x)
    out.append({
        "name": name, "values": values, "count": int(d["count"]), "mean": number(d["mean"]),
        "std": number(d["std"]), "min": number(d["min"]), "q25": number(d["25%"]),
        "median": number(d["50%"]), "q75": number(d["75%"]), "max": number(d["max"]),
        "sum": float(np.sum(present)), "shares": shares,
        "quantiles": [float(np.quantile(present, s)) for s in shares]})
rng.normal(size=100)  # drawn once for numbers that are gone: those below stay as they are
(here / "describe.json").write_text(json.dumps({"cases": out}))

# 2. CSV corner cases, cells as Python's csv module reads them
texts = [
    "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4", 'a,b\n"x,y","z ""q"""\n', 'a,b\n"line\none",2\n"cr\r\nlf",3\n',
    "a,b,c\n,,\nx,,z\n", 'a\n"he said ""no"""\n""\n', "a,b\nx y , z\n", 'ä,"b\nc"\n"é",漢字\n', 'a,b\n"",""\n""""," "\n',
    "a,b\n'q',x\"y\n",
]
(here / "csv.json").write_text(json.dumps(
    [{"text": t, "records": list(csv.reader(io.StringIO(t, newline="")))} for t in texts]))

# 3. The published rule for transcriptions, with Unicode letters
def normalised(s):
    s = "".join(c for c in unicodedata.normalize("NFD", s.lower()) if unicodedata.category(c) != "Mn")
    s = re.sub(r"([.!?])", r" \1", s)
    s = re.sub(r"[^.!?]+", lambda m: "".join(c if unicodedata.category(c)[0] == "L" else " " for c in m[0]), s)
    return re.sub(" +", " ", s).strip()
samples = [
    "", "   ", "Excuse me.", "Hello...What?!", "Où est-il? It's 9 o'clock!", "Straße, GRÜSSE & Äpfel", "Don't -- I can't.",
    "[LAUGHTER] Yes: no.", "naïve café déjà-vu", "😀 smile 👩‍👩‍👧 family", "123 456", "?!", "a.b", " . ", "Ça va?Oui!",
    "İstanbul", "漢字 かな", "tab\tand\nline", "x² ½ ①", "\u0301alone", "Ångström", "e\u0301te\u0301", "ﬁne",
]
(here / "text.json").write_text(json.dumps([{"in": s, "out": normalised(s)} for s in samples]))
