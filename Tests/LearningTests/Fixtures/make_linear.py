# Makes linear.json beside it with scikit-learn: naive Bayes and linear models on small tables, at their optima.
# Run: python make_linear.py
import json, pathlib, warnings
import numpy as np, scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(11)


def short(a, digits=12):
    return [float(f"%.{digits}g" % v) for v in np.asarray(a, dtype=float).ravel()]


def words(rows, columns, classes, shares):
    """Sparse rows of a few words; half of them belong to the class. Every ninth row is empty."""
    y = rng.choice(classes, size=rows, p=shares)
    y[:classes] = np.arange(classes)
    x = np.zeros((rows, columns))
    for i in range(rows):
        if i % 9 == 8:
            continue
        for _ in range(5):
            j = rng.integers(columns)
            x[i, j // classes * classes + y[i] if rng.random() < .5 else j] = round(.1 + rng.random(), 4)
    return x[:, :columns], y


def cloud(rows, columns, classes, shares):
    y = rng.choice(classes, size=rows, p=shares)
    y[:classes] = np.arange(classes)
    places = rng.random((classes, columns))
    x = np.round(np.abs(places[y] + .4 * rng.normal(size=(rows, columns))), 4)
    # A few rows stand several times, one of them under two names.
    x[10:16] = x[3]
    x[20:24], y[20:24] = x[4], y[4]
    return x, y


tables = {}
for name, (x, y), dense in [
    ("two", cloud(60, 3, 2, [.5, .5]), 3), ("cloud", cloud(90, 4, 3, [.4, .4, .2]), 4),
    ("rare", cloud(120, 5, 4, [.8, .1, .06, .04]), 5), ("words", words(90, 24, 3, [.4, .3, .3]), 0),
    ("wordsTwo", words(60, 16, 2, [.7, .3]), 0), ("many", cloud(110, 3, 11, np.full(11, 1 / 11)), 3),
]:
    tables[name] = (x, y, dense)
x, y, _ = tables["words"]
tables["both"] = (np.hstack([np.round(np.abs(y[:, None] * .3 + rng.normal(size=(len(y), 2))), 4), x]), y, 2)

out = {"tables": {}, "bayes": [], "logistic": [], "svm": []}
for name, (x, y, dense) in tables.items():
    s = sp.csr_matrix(x[:, dense:])
    out["tables"][name] = {
        "rows": len(y), "columns": x.shape[1], "dense": dense, "cells": short(x[:, :dense]),
        "starts": s.indptr.tolist(), "indices": s.indices.tolist(), "values": short(s.data), "labels": y.tolist()}

weights = {"equal": lambda k: None, "balanced": lambda k: "balanced", "named": lambda k: {0: 2.5, k - 1: .5}}


def weighted(y, w):
    from sklearn.utils.class_weight import compute_sample_weight
    return None if w is None else compute_sample_weight(w, y)


shown = 12  # rows whose scores are kept
for name, alpha, prior, weight in [
    ("two", 1, True, "equal"), ("cloud", .5, True, "balanced"), ("rare", 1, False, "equal"),
    ("words", 1, True, "equal"), ("words", 0, True, "equal"), ("wordsTwo", 1, True, "named"), ("both", .1, True, "equal"), ("many", 1, True, "equal"),
]:
    x, y, _ = tables[name]
    # scikit-learn 1.9 takes alpha = 0 as it is; 1e-10 is the least that is finite.
    m = MultinomialNB(alpha=max(alpha, 1e-10), fit_prior=prior).fit(x, y, weighted(y, weights[weight](y.max() + 1)))
    out["bayes"].append({
        "table": name, "alpha": alpha, "fitPrior": prior, "weight": weight,
        "logs": short(m.predict_joint_log_proba(x[:shown]), 16), "scores": short(m.predict_log_proba(x[:shown]), 16)})

tight = dict(tol=1e-10, max_iter=100_000)
for name, c, penalty, intercept, weight, ovr in [
    ("two", 1, "l2", True, "equal", False), ("two", 3, "l2", False, "balanced", True), ("cloud", 1, "l2", True, "equal", False),
    ("cloud", .2, "l2", False, "named", False), ("cloud", 1, "none", True, "equal", False), ("rare", 1, "l2", True, "equal", False),
    ("rare", 2, "l2", True, "balanced", True), ("words", 1, "l2", True, "equal", False), ("words", 10, "l2", True, "named", True),
    ("wordsTwo", 1, "l2", True, "equal", False), ("both", 1, "l2", True, "balanced", False), ("many", 1, "l2", True, "equal", False),
    ("many", 1, "l2", True, "equal", True), ("two", 1, "none", True, "equal", False),
]:
    x, y, _ = tables[name]
    w = weighted(y, weights[weight](y.max() + 1))
    m = LogisticRegression(C=c if penalty == "l2" else np.inf, fit_intercept=intercept, solver="newton-cholesky", **tight)
    k = y.max() + 1
    if ovr and k > 2:
        each = [LogisticRegression(C=c, fit_intercept=intercept, solver="newton-cholesky", **tight).fit(x, y == j, w) for j in range(k)]
        coef, bias = np.vstack([e.coef_ for e in each]), np.array([e.intercept_[0] if intercept else 0 for e in each])
        p = np.column_stack([e.predict_proba(x)[:, 1] for e in each])
        p /= p.sum(axis=1, keepdims=True)
    else:
        m.fit(x, y, w)
        coef, bias, p = m.coef_, np.broadcast_to(m.intercept_, (m.coef_.shape[0],)), m.predict_proba(x)
    out["logistic"].append({
        "table": name, "c": c, "penalty": penalty, "intercept": intercept, "weight": weight, "ovr": ovr,
        "coefficients": short(coef, 9), "intercepts": short(bias, 9), "scores": short(p[:shown], 9)})

for name, c, intercept, scaling, weight, loss in [
    ("two", 1, True, 1, "equal", "squared_hinge"), ("two", .5, False, 1, "balanced", "squared_hinge"),
    ("cloud", 1, True, 1, "equal", "squared_hinge"), ("cloud", 5, True, 10, "named", "squared_hinge"), ("rare", 1, True, 1, "equal", "squared_hinge"),
    ("rare", 1, True, 1, "balanced", "squared_hinge"), ("words", 1, True, 1, "equal", "squared_hinge"), ("words", 1, False, 1, "named", "squared_hinge"),
    ("wordsTwo", 1, True, 1, "equal", "squared_hinge"), ("both", 1, True, 1, "balanced", "squared_hinge"), ("many", 1, True, 1, "equal", "squared_hinge"),
    ("two", 1, True, 1, "equal", "hinge"), ("cloud", 1, True, 1, "equal", "hinge"), ("rare", .5, True, 2, "balanced", "hinge"),
    ("words", 1, True, 1, "equal", "hinge"), ("both", 2, False, 1, "named", "hinge"),
]:
    x, y, _ = tables[name]
    m = LinearSVC(
        C=c, loss=loss, dual=True, tol=1e-10, max_iter=1_000_000, fit_intercept=intercept, intercept_scaling=scaling,
        class_weight=weights[weight](y.max() + 1), random_state=0).fit(x, y)
    bias = np.broadcast_to(m.intercept_, (m.coef_.shape[0],))
    out["svm"].append({
        "table": name, "c": c, "intercept": intercept, "scaling": scaling, "weight": weight, "loss": loss,
        "coefficients": short(m.coef_, 9), "intercepts": short(bias, 9), "scores": short(m.decision_function(x)[:shown], 9)})
    print(name, loss, max(np.ravel(m.n_iter_)))

(here / "linear.json").write_text(json.dumps(out, separators=(",", ":")))
