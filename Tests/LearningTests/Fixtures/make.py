# Makes the fixture beside it with scikit-learn. Run: python make.py
import json, pathlib
import numpy as np
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, StratifiedShuffleSplit
from sklearn.preprocessing import MinMaxScaler, StandardScaler

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)
clean = lambda a: [[None if np.isnan(v) else float(v) for v in row] for row in a]

# Columns: spread, constant, missing, tiny constant up to rounding, large.
train = np.column_stack([
    rng.normal(size=12), np.full(12, 4.2), rng.random(12), 0.1 + np.arange(12) % 2 * 1e-17, 1e6 + rng.random(12)])
train[3, 2] = np.nan
test = train[:5] * 1.5 + 0.1
test[0, 0] = np.nan
out = {"train": clean(train), "test": clean(test)}
for name, scaler in [("minMax", MinMaxScaler()), ("wide", MinMaxScaler((-1, 2))), ("standard", StandardScaler())]:
    scaler.fit(train)
    out[name] = {"train": clean(scaler.transform(train)), "test": clean(scaler.transform(test))}

labels = ["abcdef"[i] for i in rng.choice(6, size=97, p=[.3, .25, .2, .15, .06, .04])]
sides = {}
for share in [0.2, 0.25, 0.37]:
    (a, b), = StratifiedShuffleSplit(1, test_size=share, random_state=0).split(labels, labels)
    sides[str(share)] = [[sum(labels[i] == c for i in rows) for c in "abcdef"] for rows in (a, b)]
fold_of = lambda splits: [int(f) for _, f in sorted((i, f) for f, (_, test) in enumerate(splits) for i in test)]
groups = ["g%02d" % i for i in np.repeat(np.arange(9), [3, 5, 8, 10, 11, 13, 14, 16, 17])]
out["labels"], out["groups"], out["sides"] = labels, groups, sides
out["kfold"] = fold_of(KFold(5).split(labels))
out["stratifiedKFold"] = fold_of(StratifiedKFold(4).split(labels, labels))
out["groupKFold"] = fold_of(GroupKFold(3).split(groups, groups=groups))
(here / "sklearn.json").write_text(json.dumps(out))
