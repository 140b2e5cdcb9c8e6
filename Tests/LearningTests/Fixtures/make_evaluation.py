# Makes evaluation.json with scikit-learn, statsmodels, scipy and numpy. Run: python make_evaluation.py
import json, pathlib, warnings
import numpy as np
from scipy import special, stats
from sklearn import metrics as m
from statsmodels.stats.contingency_tables import mcnemar

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(11)
number = lambda v: None if v is None or np.isnan(v) else float(v)
NAMES = ["ang", "fea", "hap", "neu", "sad", "sur"]


def case(name, truth, predicted, proba=None, known=None):
    truth, predicted = [NAMES[i] for i in truth], [NAMES[i] for i in predicted]
    labels = sorted(set(truth) | set(predicted))
    out = {"name": name, "truth": truth, "predicted": predicted, "labels": labels,
           "counts": m.confusion_matrix(truth, predicted).ravel().tolist(),
           "shares": m.confusion_matrix(truth, predicted, normalize="true").ravel().tolist(),
           "accuracy": m.accuracy_score(truth, predicted), "balanced": m.balanced_accuracy_score(truth, predicted),
           "kappa": number(m.cohen_kappa_score(truth, predicted)), "matthews": m.matthews_corrcoef(truth, predicted), "by": {}}
    for zero in [0, 1, np.nan]:
        score = lambda average, labels=None: m.precision_recall_fscore_support(truth, predicted, average=average, labels=labels, zero_division=zero)
        some = labels[::2] + (["sur"] if "sur" not in labels else [])
        out["by"][str(zero)] = {
            "perClass": [[number(v) for v in row] for row in zip(*score(None)[:3])],
            "support": [int(v) for v in score(None)[3]],
            "macro": [number(v) for v in score("macro")[:3]], "weighted": [number(v) for v in score("weighted")[:3]],
            "some": some, "someMacro": [number(v) for v in score("macro", some)[:3]],
            "someWeighted": [number(v) for v in score("weighted", some)[:3]]}
    if proba is not None:
        # A class that the model does not know has probability 0.
        everything = sorted(set(known) | set(truth))
        wide = np.zeros((len(truth), len(everything)))
        wide[:, [everything.index(k) for k in known]] = proba
        out |= {"known": known, "probabilities": proba.ravel().tolist(), "logLoss": m.log_loss(truth, wide, labels=everything)}
    return out


def modelled(rows, known, truth):
    proba = rng.dirichlet(np.ones(len(known)) * 0.5, size=rows).round(6)
    proba[0] = 0; proba[0, 0] = 1  # certain
    return truth, [NAMES.index(known[i]) for i in proba.argmax(1)], proba, known


t, p, proba, known = modelled(60, NAMES, rng.integers(0, 6, 60))
cases = [
    case("six classes", t, p, proba, known),
    case("more classes in test than in training", *modelled(40, ["hap", "neu", "sad"], rng.integers(0, 6, 40))),
    case("more classes in training than in test", *modelled(30, NAMES, rng.integers(2, 4, 30))),
    case("one class, all right", [3] * 7, [3] * 7),
    case("one true class, others predicted", [3] * 7, [3, 3, 1, 0, 0, 3, 4]),
    case("nothing right", [0, 1, 2], [1, 2, 0]),
    case("one class predicted", [0, 1, 1, 2, 2, 2], [2] * 6),
    case("two classes", [0, 0, 0, 1, 1], [0, 1, 0, 1, 1]),
    case("one row", [0], [1]),
]
tables = []
for a, b, c, d in [(10, 0, 0, 5), (10, 3, 3, 5), (100, 1, 9, 40), (5, 12, 12, 0), (3, 24, 0, 3), (3, 25, 0, 3), (90, 20, 40, 50),
                   (0, 12, 13, 0), (7, 300, 420, 8), (7, 1, 900, 8), (7, 5000, 5100, 8), (4, 2000, 1100, 8)]:
    e, q = mcnemar([[a, b], [c, d]], exact=True), mcnemar([[a, b], [c, d]], exact=False) if b + c else None
    tables.append({"table": [a, b, c, d], "exact": [float(e.statistic), float(e.pvalue)],
                   "chiSquare": q and [float(q.statistic), float(q.pvalue)]})
x = [-3, -0.5, 0, 1e-9, 0.1, 0.5, 1, 1.5, 1.999, 2, 2.001, 3, 5, 8, 15, 20, 26]
values = np.sort(rng.normal(size=37)); shares = [0, 0.025, 0.05, 1 / 3, 0.5, 0.9, 0.975, 1]
out = {"cases": cases, "mcnemar": tables, "erfc": [[v, float(special.erfc(v))] for v in x],
       "chiSquareTail": [[v, float(stats.chi2.sf(v, 1))] for v in [0, 0.001, 0.5, 1, 3.84, 10, 40, 300]],
       "percentile": {"values": values.tolist(), "shares": shares, "answers": np.percentile(values, np.array(shares) * 100).tolist()}}
(here / "evaluation.json").write_text(json.dumps(out, separators=(",", ":")))
