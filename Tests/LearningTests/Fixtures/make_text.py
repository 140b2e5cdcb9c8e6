# Makes text.json with scikit-learn. Run: python make_text.py
import json, pathlib, warnings
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, ENGLISH_STOP_WORDS, TfidfVectorizer

warnings.filterwarnings("ignore")
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
strange = [
    "Excuse me.", "Do you have your forms?", "don't DON'T dont do_not _ __ a_b _x x_", "", "a I . , !?", "I'm 42 years, 3rd, 4 2 x2 ½ ²³ Ⅷ ①②",
    "naïve Café CAFÉ cafe\u0301 Ünïcödé ÜNÏCÖDÉ", "STRASSE straße ẞẞ ß", "İstanbul ISTANBUL ıı", "ΟΔΟΣ ὈΔΥΣΣΕΎΣ ΣΣ Σ ΑΣ. ΑΣ' ΣΑΣ ΑΣ\u0301Β σς",
    "漢字 かな 漢 カナ交じり文、日本語です。", "ру́сский Русский РУССКИЙ ЁЖ ёж", "हिन्दी भाषा العربية ١٢٣ עברית", "한국어 한국어 \u1112\u1161\u11ab", "😀😀 ab😀cd \u200bzero\u200bwidth soft\u00adhyphen",
    "e-mail me@example.com http://a.bc/de?f=gh#ij", "tab\tnew\nline\r\nnbsp\u00a0end", "the cat is not at the home of the cat", "the the the", "Ⱥⱥ ȺȺ ǅǆ Ǆǆ ﬁﬁ",
    "I am not at home. I am not home", "the cat is not at home", "cat cat cat dog dog", "excuse me excuse me",
]
vocabulary = ["".join(rng.choice(list("abcdefgh"), size=rng.integers(1, 5))) for _ in range(45)] + ["the", "and", "not", "I"]
weights = 1 / np.arange(1, len(vocabulary) + 1); weights /= weights.sum()
plain = [" ".join(rng.choice(vocabulary, size=rng.integers(0, 14), p=weights)) + "." for _ in range(90)]
new = ["the abc dog, naïve café", "", "unknown words only", "cat cat dog not home", " ".join(vocabulary), "excuse excuse excuse me"]


def case(name, texts, **settings):
    # scikit-learn breaks ties of max_features as its sort happens to; ours are in order, as numpy's are for short lists.
    vectorizer = TfidfVectorizer(**settings)
    rows = vectorizer.fit_transform({"strange": strange, "plain": plain}[texts])
    rows.sort_indices()
    other = vectorizer.transform(new)
    other.sort_indices()
    sparse = lambda m: {"starts": m.indptr.tolist(), "indices": m.indices.tolist(), "values": m.data.tolist()}
    settings = {k: list(v) if isinstance(v, tuple) else v for k, v in settings.items()}
    return {"name": name, "texts": texts, "settings": settings, "terms": vectorizer.get_feature_names_out().tolist(),
            "idf": vectorizer.idf_.tolist() if settings.get("use_idf", True) else None, "rows": sparse(rows), "other": sparse(other)}


counts = dict(use_idf=False, norm=None)
cases = [
    case("standard", "strange"),
    case("as written", "strange", lowercase=False, norm=None),
    case("published", "plain", sublinear_tf=True, min_df=5, ngram_range=(1, 2), stop_words="english"),
    case("pairs over stop words", "strange", ngram_range=(1, 2), stop_words="english", norm="l1"),
    case("own stop words, pairs and triples", "plain", ngram_range=(2, 3), stop_words=["the", "and", "ab cd", "I"], min_df=2),
    case("shares", "plain", min_df=0.1, max_df=0.5, ngram_range=(1, 3), smooth_idf=False),
    case("counts", "plain", min_df=3, **counts),
    case("binary", "plain", binary=True, ngram_range=(1, 2), min_df=4, max_df=60),
    case("most frequent", "plain", max_features=10, ngram_range=(1, 2), sublinear_tf=True),
    case("ties", "strange", max_features=5, stop_words="english", **counts),
]
assert CountVectorizer(min_df=3).fit(plain).get_feature_names_out().tolist() == cases[6]["terms"]
short = lambda v: float(f"{v:.14g}")
for c in cases:
    c["idf"] = c["idf"] and [short(v) for v in c["idf"]]
    for side in ["rows", "other"]:
        c[side]["values"] = [short(v) for v in c[side]["values"]]
out = {"strange": strange, "plain": plain, "new": new, "stopWords": sorted(ENGLISH_STOP_WORDS), "cases": cases}
(here / "text.json").write_text(json.dumps(out, separators=(",", ":"), ensure_ascii=True))
