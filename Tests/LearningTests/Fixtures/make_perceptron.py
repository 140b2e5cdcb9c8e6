# Makes `perceptron.json` with scikit-learn's MLPClassifier. Run: python make_perceptron.py
import json, pathlib, warnings
import numpy as np, scipy.sparse as sp
from sklearn.datasets import load_digits
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
short = lambda a, digits=9: [float(f"{v:.{digits}g}") for v in np.asarray(a, dtype=float).ravel()]


def rows(model):
    """Weights as they are saved: a row for each input, the biases last, layer after layer."""
    return [short(np.vstack([c, b])) for c, b in zip(model.coefs_, model.intercepts_)]


def table(n, columns, classes, seed, filled=1.0):
    rng = np.random.default_rng(seed)
    y = np.arange(n) % classes
    x = rng.normal(size=(classes, columns))[y] + rng.normal(size=(n, columns))
    x[rng.random(x.shape) > filled] = 0
    return np.round(x, 3), y


def course(name, n, columns, classes, seed, weights=None, filled=1.0, **settings):
    """One fit without shuffling: from which weights, to which, by which losses."""
    x, y = table(n, columns, classes, seed, filled)
    sample = None if weights is None else np.array(weights)[y]
    names = {"hidden_layers": "hidden_layer_sizes", "learning_rate": "learning_rate_init", "schedule": "learning_rate",
             "max_epochs": "max_iter", "epochs_without_change": "n_iter_no_change", "nesterov": "nesterovs_momentum"}
    theirs = {names.get(k, k): v for k, v in settings.items()} | {"shuffle": False, "random_state": seed}
    # A step of 1e-30 leaves the first weights as they were drawn.
    first = MLPClassifier(**(theirs | {"solver": "sgd", "learning_rate_init": 1e-30, "max_iter": 1})).fit(x, y)
    model = MLPClassifier(**theirs).fit(x, y, sample_weight=sample)
    print(name, model.n_iter_, model.loss_)
    return {"name": name, "settings": {k: v for k, v in settings.items()}, "weights": weights, "columns": columns,
            "x": short(x), "y": y.tolist(), "first": rows(first), "last": rows(model), "losses": short(model.loss_curve_),
            "probabilities": short(model.predict_proba(x))}


def spread(name, x, y, train, balanced=False, **settings):
    """Accuracy and log loss on the rows after the first `train`, for ten seeds."""
    classes = np.unique(y)
    sample = np.array([train / (len(classes) * np.sum(y[:train] == c)) for c in classes])[y[:train]] if balanced else None
    accuracy, loss = [], []
    for seed in range(10):
        model = MLPClassifier(**settings, random_state=seed).fit(x[:train], y[:train], sample_weight=sample)
        accuracy.append(model.score(x[train:], y[train:]))
        loss.append(log_loss(y[train:], model.predict_proba(x[train:]), labels=classes))
    print(name, np.mean(accuracy), np.std(accuracy), np.mean(loss), np.std(loss))
    s = sp.csr_matrix(x)
    return {"columns": x.shape[1], "y": y.tolist(), "train": train, "starts": s.indptr.tolist(), "indices": s.indices.tolist(),
            "values": short(s.data, 4), "accuracy": short(accuracy, 6), "loss": short(loss, 6)}


courses = [
    course("adam, relu", 40, 5, 3, 1, solver="adam", activation="relu", hidden_layers=[7], batch_size=40,
           learning_rate=0.01, alpha=0.01, max_epochs=25),
    course("adam, tanh, two layers, weights, a short last batch", 45, 6, 3, 2, weights=[1, 3, 0.5], solver="adam",
           activation="tanh", hidden_layers=[6, 5], batch_size=8, learning_rate=0.005, alpha=0.1, max_epochs=8),
    course("adam, wider than a panel", 54, 19, 18, 3, filled=0.5, solver="adam", activation="relu", hidden_layers=[21, 17],
           batch_size=10, learning_rate=0.002, alpha=1e-3, beta_1=0.8, beta_2=0.99, epsilon=1e-6, max_epochs=4),
    course("adam, until it settles", 60, 3, 2, 4, solver="adam", activation="logistic", hidden_layers=[4], batch_size=20,
           learning_rate=0.05, alpha=1e-3, tol=0.004, epochs_without_change=4, max_epochs=300),
    course("Nesterov, logistic, two classes", 40, 4, 2, 5, solver="sgd", activation="logistic", hidden_layers=[6],
           batch_size=10, learning_rate=0.1, alpha=0.01, max_epochs=12),
    course("momentum, invscaling, identity, weights", 42, 4, 2, 6, weights=[1, 4], solver="sgd", activation="identity",
           hidden_layers=[5, 4], batch_size=14, learning_rate=0.5, schedule="invscaling", power_t=0.3, nesterov=False,
           momentum=0.7, max_epochs=15),
    course("adaptive, until it settles", 60, 3, 3, 7, solver="sgd", activation="tanh", hidden_layers=[5], batch_size=30,
           learning_rate=0.5, schedule="adaptive", tol=1e-3, epochs_without_change=2, max_epochs=400),
    course("no hidden layer", 30, 4, 3, 8, solver="sgd", activation="relu", hidden_layers=[], batch_size=30,
           learning_rate=0.2, momentum=0.0, alpha=0.5, max_epochs=10),
]

rng = np.random.default_rng(3)
digits = load_digits()
order = rng.permutation(len(digits.target))[:420]
# Words: five a row of 120, of which some are said more often in one class than in others.
y = np.arange(520) % 4
said = np.zeros((520, 120))
for row, label in enumerate(y):
    words = rng.integers(120, size=5)
    words = np.where(rng.random(5) < 0.55, words // 4 * 4 + label, words)
    said[row, words] = rng.uniform(0.3, 0.6, size=5).round(2)
rare = (rng.random(500) < 0.1).astype(int)
blobs = np.round(rng.normal(size=(500, 4)) + 1.3 * rare[:, None] * [1, -1, 0.5, 0], 2)
spreads = {
    "digits": spread("digits", digits.data[order], digits.target[order], 270, hidden_layer_sizes=[24], max_iter=40,
                     learning_rate_init=0.005, batch_size=30),
    "words": spread("words", said, y, 320, hidden_layer_sizes=[30], max_iter=25, learning_rate_init=0.01, batch_size=40),
    "rare": spread("rare", blobs, rare, 300, balanced=True, hidden_layer_sizes=[10], max_iter=60, solver="sgd",
                   learning_rate_init=0.05, batch_size=30),
}
(here / "perceptron.json").write_text(json.dumps({"courses": courses, "spreads": spreads}, separators=(",", ":")))
