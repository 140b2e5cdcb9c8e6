#!/usr/bin/env python3
"""Trees, importances and scores of scikit-learn's RandomForestClassifier: forest.json.

usage: make_forest.py        writes forest.json beside it; needs numpy, scikit-learn
"""
import json, pathlib, warnings
import numpy as np
import scipy.sparse as sp
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score

warnings.filterwarnings("ignore")


def preorder(tree):
    """Column, threshold and class shares of each node, parents first, left sides before right ones."""
    columns, thresholds, shares, open_ = [], [], [], [0]
    while open_:
        node = open_.pop()
        if tree.children_left[node] >= 0:
            columns.append(int(tree.feature[node]))
            thresholds.append(float(tree.threshold[node]))
            shares.append([])
            open_ += [int(tree.children_right[node]), int(tree.children_left[node])]
        else:
            columns.append(-1)
            thresholds.append(0.0)
            value = tree.value[node][0]
            shares.append([round(float(v), 12) for v in value / value.sum()])
    return {"columns": columns, "thresholds": thresholds, "shares": shares}


def grown(x, y, settings, seed):
    forest = RandomForestClassifier(1, bootstrap=False, max_features=None, random_state=seed, **settings)
    return forest.fit(x, y)


def exact(name, make, settings):
    """The first table for which the draw of columns does not matter, so that no two columns tie anywhere."""
    for seed in range(10_000):
        x, y = make(np.random.default_rng(seed))
        trees = [preorder(grown(x, y, settings, s).estimators_[0].tree_) for s in range(12)]
        if len(trees[0]["columns"]) >= 5 and all(t == trees[0] for t in trees):
            break
    else:
        raise SystemExit(f"{name}: ties everywhere")
    forest = grown(x, y, settings, 0)
    x = x.toarray() if sp.issparse(x) else x
    return {
        "name": name, "columns": x.shape[1], "cells": x.ravel().tolist(), "labels": [f"c{v}" for v in y],
        "criterion": settings.get("criterion", "gini"),
        "counts": {k: v for k, v in settings.items() if isinstance(v, int)},
        "decrease": settings.get("min_impurity_decrease", 0.0),
        "weights": {f"c{k}": v for k, v in settings.get("class_weight", {}).items()}
        if isinstance(settings.get("class_weight"), dict) else {},
        "balanced": settings.get("class_weight") == "balanced",
        "tree": trees[0], "importances": forest.feature_importances_.tolist(),
    }


def clouds(rows, columns):
    def make(random):
        y = random.integers(0, 3, rows)
        y[:3] = [0, 1, 2]
        # Multiples of 1/64, no two alike in a column: exact as 32-bit floats.
        x = np.stack([random.permutation(rows * 4)[:rows] for _ in range(columns)], 1) / 64
        x[:, 0] = np.argsort(np.argsort(x[:, 0] + y * rows / 64)) / 64
        return x, y
    return make


def words(rows, columns):
    def make(random):
        y = random.integers(0, 3, rows)
        y[:3] = [0, 1, 2]
        x = np.where(random.random((rows, columns)) < 0.35, random.integers(-64, 128, (rows, columns)) / 64, 0)
        x[:, 0] += (y == 0) * (random.random(rows) < 0.7)
        return sp.csr_matrix(x), y
    return make


def short(values):
    """Whole numbers without `.0`, others with four digits."""
    return [int(v) if v == int(v) else float(f"{v:.4g}") for v in values]


def scored(name, x, y, x_test, y_test, settings):
    accuracy, loss, oob = [], [], []
    for seed in range(10):
        forest = RandomForestClassifier(60, oob_score=True, random_state=seed, **settings).fit(x, y)
        p = np.clip(forest.predict_proba(x_test), 1e-3, 1)
        accuracy.append(round(accuracy_score(y_test, p.argmax(1)), 5))
        loss.append(round(float(-np.log(p[np.arange(len(y_test)), y_test]).mean()), 5))
        oob.append(round(forest.oob_score_, 5))
    x, x_test = (v.toarray() if sp.issparse(v) else v for v in (x, x_test))
    return {
        "name": name, "columns": x.shape[1], "cells": short(np.vstack([x, x_test]).ravel()),
        "train": len(y), "labels": np.concatenate([y, y_test]).tolist(),
        "split": settings.get("min_samples_split", 2), "balanced": settings.get("class_weight") == "balanced",
        "entropy": settings.get("criterion") == "entropy",
        "accuracy": accuracy, "loss": loss, "oob": oob,
    }


def main():
    variants = [
        ("one column, every leaf pure", clouds(40, 1), {}),
        ("four columns", clouds(80, 4), {"min_samples_leaf": 6}),
        ("entropy", clouds(80, 4), {"criterion": "entropy", "min_samples_leaf": 6}),
        ("class weights", clouds(80, 4), {"class_weight": {0: 3, 2: 0.5}, "min_samples_leaf": 5}),
        ("balanced entropy", clouds(80, 4), {"class_weight": "balanced", "criterion": "entropy", "min_samples_leaf": 5}),
        ("depth", clouds(80, 4), {"max_depth": 3}),
        ("rows a split", clouds(80, 4), {"min_samples_split": 20}),
        ("leaf nodes", clouds(80, 4), {"max_leaf_nodes": 7, "min_samples_leaf": 3}),
        ("impurity decrease", clouds(80, 4), {"min_impurity_decrease": 0.02}),
        ("sparse", words(80, 6), {"min_samples_leaf": 4}),
        ("sparse leaf nodes", words(80, 6), {"max_leaf_nodes": 5, "min_samples_leaf": 3, "criterion": "entropy"}),
    ]
    random = np.random.default_rng(1)
    digits, answers = load_digits(return_X_y=True)
    order = random.permutation(len(answers))[:450]
    digits, answers = digits[order], answers[order]
    y = random.integers(0, 3, 600)
    text = np.zeros((600, 90))
    for row in range(600):
        for word in random.integers(0, 90, 6):
            word = word // 3 * 3 + y[row] if random.random() < 0.35 else word
            text[row, word] = round(0.2 + random.random() * 0.5, 3)
    z = random.choice(3, 700, p=[0.8, 0.15, 0.05])
    cloud = (random.normal(size=(700, 4)) + np.array([[0, 0], [1.2, 0.3], [0.4, -1.5]])[z][:, [0, 1, 0, 1]]).round(2)
    (pathlib.Path(__file__).parent / "forest.json").write_text(json.dumps({
        "exact": [exact(*variant) for variant in variants],
        "scored": [
            scored("digits", digits[:300], answers[:300], digits[300:], answers[300:], {}),
            scored("words", sp.csr_matrix(text[:400]), y[:400], sp.csr_matrix(text[400:]), y[400:], {"min_samples_split": 10}),
            scored("imbalanced", cloud[:450], z[:450], cloud[450:], z[450:], {"class_weight": "balanced", "criterion": "entropy", "min_samples_split": 8}),
        ],
    }, separators=(",", ":")))


main()
