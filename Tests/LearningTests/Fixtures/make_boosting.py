"""Makes boosting.json: trees, probabilities, importances and losses of XGBoost 3.2 for the tests of boosting.

usage: python make_boosting.py > boosting.json
"""
import json
import math

import numpy as np
import xgboost as xgb


# SplitMix64 as `RandomSource` has it, so that large tables need not be stored.
class Source:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53


def digits(rows=600, columns=64, classes=10):
    source = Source(11)
    centres = [[16 * source.uniform() for _ in range(columns)] for _ in range(classes)]
    x, y = [], []
    for row in range(rows):
        label = int(source.uniform() * classes)
        y.append(label)
        x.append([float(min(16, max(0, math.floor(c + 40 * (source.uniform() - 0.5))))) for c in centres[label]])
    return np.array(x), np.array(y)


def words(rows=600, columns=200, classes=4):
    source = Source(12)
    x, y = np.zeros((rows, columns)), []
    for row in range(rows):
        label = int(source.uniform() * classes)
        y.append(label)
        for _ in range(int(source.uniform() * 9)):
            word = int(source.uniform() ** 2 * columns)
            if source.uniform() < 0.5:
                word = word // classes * classes + label
            if word < columns:
                x[row, word] = 0.1 + source.uniform()
    return x, np.array(y)


def imbalanced(rows=1200, columns=6):
    source = Source(13)
    x, y = [], []
    for row in range(rows):
        draw = source.uniform()
        label = 0 if draw < 0.85 else 1 if draw < 0.97 else 2
        y.append(label)
        x.append([source.uniform() + source.uniform() + 0.25 * label * (column % 3) for column in range(columns)])
    return np.array(x), np.array(y)


def mixed(rows=3000, classes=3):
    """Columns of all kinds: continuous, tied, sparse, with missing cells, with one heavy value; all exact as floats."""
    source = Source(14)
    x, y = [], []
    for row in range(rows):
        label = int(source.uniform() * source.uniform() * classes)
        y.append(label)
        cells = [source.uniform() + source.uniform() + 0.3 * label, source.uniform() * (1 + label),
                 math.floor(60 * source.uniform() ** 2) + 4 * label,
                 source.uniform() + 0.2 * label if source.uniform() < 0.25 else 0,
                 source.uniform() - 0.2 * label if source.uniform() < 0.8 else math.nan,
                 source.uniform() * 3 if source.uniform() < 0.7 else 0.5 + label / 4,
                 row / 3000 + 0.1 * source.uniform()]
        x.append([c if math.isnan(c) else math.floor(c * 2**20) / 2**20 for c in cells])
    return np.array(x), np.array(y)


def log_loss(p, y):
    return float(-np.log(np.maximum(p[np.arange(len(y)), y], 1e-16)).mean())


def large(name, table, **settings):
    x, y = table
    cut = len(y) * 2 // 3
    model = xgb.XGBClassifier(tree_method="hist", n_jobs=1, **settings).fit(x[:cut], y[:cut])
    return {"name": name, "settings": settings, "train": log_loss(model.predict_proba(x[:cut]), y[:cut]),
            "test": log_loss(model.predict_proba(x[cut:]), y[cut:])}


def binned(name, classes, weights=None, **settings):
    """Cuts of each column, the first trees, and losses, on a table with more values than bins or sketch can hold."""
    x, y = mixed(classes=classes)
    cut = len(y) * 2 // 3
    row_weights = None if weights is None else np.array(weights)[y[:cut]]
    matrix = xgb.QuantileDMatrix(x[:cut], max_bin=settings["max_bin"], weight=row_weights, nthread=1)
    starts, cuts = matrix.get_quantile_cut()
    model = xgb.XGBClassifier(tree_method="hist", n_jobs=1, **settings).fit(x[:cut], y[:cut], sample_weight=row_weights)
    raw = json.loads(model.get_booster().save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
    return {"name": name, "classes": classes, "weights": weights or [], "settings": settings,
            # The first is below all cells and the last above.
            "cuts": [[float(v) for v in cuts[a + 1:b - 1]] for a, b in zip(starts, starts[1:])],
            "trees": [nodes(tree) for tree in raw[:3]],
            "train": log_loss(model.predict_proba(x[:cut]), y[:cut]),
            "test": log_loss(model.predict_proba(x[cut:]), y[cut:])}


def short(value):
    return float(f"{value:.7g}")


def nodes(tree, place=0):
    """The tree from the root down, left before right: [column, threshold, missing goes left] or [value]."""
    if tree["left_children"][place] < 0:
        return [[short(tree["split_conditions"][place])]]
    here = [tree["split_indices"][place], short(tree["split_conditions"][place]), tree["default_left"][place]]
    return [here] + nodes(tree, tree["left_children"][place]) + nodes(tree, tree["right_children"][place])


def small(name, rows, columns, classes, missing=0.0, weights=None, seed=0, **settings):
    random = np.random.default_rng(seed)
    y = random.choice(classes, rows)
    # Distinct values in every column: no ties.
    x = np.stack([random.permutation(rows) for _ in range(columns)], axis=1) / 64.0
    x += np.round(16 * np.sin(y)[:, None] * np.arange(columns) / columns) / 16 * 0.7 + np.arange(rows)[:, None] / 2048
    x[random.random(x.shape) < missing] = np.nan
    model = xgb.XGBClassifier(tree_method="hist", n_jobs=1, **settings)
    model.fit(x, y, sample_weight=None if weights is None else np.array(weights)[y])
    raw = json.loads(model.get_booster().save_raw("json"))["learner"]
    booster = model.get_booster()

    def score(kind):
        found = booster.get_score(importance_type=kind)
        return [short(found.get(f"f{column}", 0)) for column in range(columns)]

    return {
        "name": name, "columns": columns, "settings": settings, "weights": weights or [],
        "cells": [None if math.isnan(v) else v for v in x.ravel()], "labels": y.tolist(),
        "base": json.loads(raw["learner_model_param"]["base_score"]),
        "trees": [nodes(tree) for tree in raw["gradient_booster"]["model"]["trees"]],
        "probabilities": [short(v) for v in model.predict_proba(x).ravel()],
        "importances": {"gain": [short(v) for v in model.feature_importances_], **{
            kind: score(kind) for kind in ["weight", "cover", "total_gain", "total_cover"]}},
    }


print(json.dumps({
    "small": [
        small("plain", 90, 3, 3, seed=1, n_estimators=4, max_depth=3),
        small("regularised", 90, 3, 3, seed=2, n_estimators=4, max_depth=6, gamma=0.6, reg_lambda=2.5,
              min_child_weight=2.5),
        small("absolute costs", 90, 3, 3, seed=3, n_estimators=4, max_depth=4, reg_alpha=0.8),
        small("limited steps", 90, 3, 3, seed=4, n_estimators=4, max_depth=4, max_delta_step=0.3),
        small("limited steps, absolute costs", 90, 3, 3, seed=9, n_estimators=3, max_depth=3, max_delta_step=0.3,
              reg_alpha=0.5),
        small("missing", 110, 3, 3, missing=0.2, seed=5, n_estimators=4, max_depth=4),
        small("two classes", 90, 3, 2, seed=6, n_estimators=4, max_depth=5, learning_rate=0.1),
        small("two classes, missing", 90, 3, 2, missing=0.3, seed=7, n_estimators=4, max_depth=3),
        small("weights", 90, 3, 3, weights=[1.0, 3.0, 0.5], seed=8, n_estimators=4, max_depth=3),
        small("few bins", 120, 3, 3, seed=10, n_estimators=4, max_depth=4, max_bin=8),
    ],
    "large": [
        large("digits", digits(), n_estimators=30, max_depth=4, learning_rate=0.2),
        large("words", words(), n_estimators=40, max_depth=6, learning_rate=0.1),
        large("imbalanced", imbalanced(), n_estimators=40, max_depth=4, learning_rate=0.1),
    ],
    "binned": [
        binned("4 bins", 3, n_estimators=30, max_depth=5, max_bin=4),
        binned("16 bins", 3, n_estimators=30, max_depth=5, max_bin=16),
        binned("16 bins, two classes", 2, n_estimators=40, max_depth=6, learning_rate=0.1, max_bin=16),
        binned("16 bins, weights", 3, [1.0, 2.3, 0.7], n_estimators=30, max_depth=4, max_bin=16),
        binned("64 bins", 3, n_estimators=30, max_depth=5, max_bin=64, reg_alpha=0.3),
        binned("256 bins", 3, n_estimators=30, max_depth=5, max_bin=256, min_child_weight=3),
        binned("49 bins, two classes, weights", 2, [1.0, 3.1], n_estimators=40, max_depth=5, max_bin=49),
    ],
}, separators=(",", ":")))
