#!/usr/bin/env python3
"""Writes the clips (FLAC, 16 bit) and tables of this folder with librosa, the reference of the Audio tests.

usage: python3 make_fixtures.py FOLDER_OF_EMODB_WAVS     needs: pip install librosa==0.11 soundfile numpy soxr

Emo-DB (Burkhardt et al. 2005) is in the public domain (CC0). The samples, at 16 kHz, are treated as if at 44.1 kHz, so
that resampling stays apart from features. A table has one row a line: a name, then numbers.
"""
import os, sys
import numpy as np, librosa, soundfile

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20260101)
RATE = 16000


def cut(name, start, seconds):
    y, rate = soundfile.read(os.path.join(sys.argv[1], name + ".wav"), dtype="float32")
    assert rate == RATE
    return y[int(start * RATE) : int((start + seconds) * RATE)]


t = np.arange(RATE) / RATE
clicks = np.zeros(RATE); clicks[::1600] = 0.9
clips = {
    "anger": cut("03a01Wa", 0.2, 1.6),       # 26k samples: 51 frames, the short cut for the harmonic mean
    "sadness": cut("16a07Td", 0.5, 1.7),
    "joy": cut("08a02Fe", 0.1, 1.5),
    "fear": cut("12a01Lb" if os.path.exists(os.path.join(sys.argv[1], "12a01Lb.wav")) else "16a05Tb", 0.3, 1.4),
    "neutral": cut("03a07Nc", 0.0, 1.0),
    "tone": 0.5 * np.sin(2 * np.pi * 220 * t) + 0.2 * np.sin(2 * np.pi * 1234 * t),
    "clicks": clicks,
    "noise": 0.3 * rng.standard_normal(RATE).clip(-3, 3),
    "offset": 0.25 + 0.1 * np.sin(2 * np.pi * 100 * np.arange(24000) / RATE),
    "mixture": 0.4 * np.sin(2 * np.pi * (300 * t + 400 * t**2)) + clicks * 0.5 + 0.01 * rng.standard_normal(RATE),
    "short": cut("03a07Nc", 0.5, 0.1),       # 1600 samples, less than a frame but not two hops: see below
    "one": np.array([0.5]),
    "silent": np.zeros(8000),
}


for kind in ["ogg", "mp3"]:
    soundfile.write(os.path.join(here, "Clips", "tone." + kind), clips["tone"], RATE)


def features(y):
    sig_mean = np.mean(np.abs(y))
    rms = librosa.feature.rms(y=y + 0.0001)[0]
    silence = float(np.mean(rms <= 0.4 * np.mean(rms)))
    harmonic = librosa.effects.hpss(y)[0]
    c = 0.45 * sig_mean
    clipped = np.where(y >= c, y - c, np.where(y <= -c, y + c, 0.0)).astype(np.float32)
    ac = librosa.autocorrelate(clipped)
    return [sig_mean, np.std(y.astype(np.float64)), rms.mean(), rms.std(), silence,
            1000 * np.mean(harmonic.astype(np.float64)), 1000 * np.max(ac) / len(ac), np.std(ac.astype(np.float64))]


def write(name, rows):
    with open(os.path.join(here, "Tables", name), "w") as h:
        for row in rows:
            h.write(row[0] + "".join(" %.9g" % float(v) for v in row[1:]) + "\n")


loaded, rows = {}, []
for name, y in clips.items():
    path = os.path.join(here, "Clips", name + ".flac")
    soundfile.write(path, np.asarray(y), RATE, subtype="PCM_16")
    loaded[name] = soundfile.read(path, dtype="float32")[0]
    rows.append([name] + features(loaded[name]))
write("features.txt", rows)

# Every 16th bin and the last of some frames, over the largest bin's size in the test.
rows = []
for name in ["anger", "mixture", "short"]:
    D = librosa.stft(loaded[name])
    rows.append(["shape", *D.shape])
    for f in sorted({0, 1, 2, D.shape[1] // 2, D.shape[1] - 1} & set(range(D.shape[1]))):
        for k in list(range(0, 1025, 16)) + [1, 2, 3]:
            rows.append([name, f, k, D[k, f].real, D[k, f].imag])
write("stft.txt", rows)

# No clip has just two hops, 512 ... 1023 samples: there scipy 1.17 carries values from row to row of a median filter that
# is wider than the row, and the answer is no median.
rows = []
for name in ["anger", "clicks", "mixture", "short", "silent", "one"]:
    h, p = librosa.effects.hpss(loaded[name])
    rows += [[name, n, h[n], p[n]] for n in range(0, len(h), 53)]
write("hpss.txt", rows)
write("rms.txt", [[name, *librosa.feature.rms(y=loaded[name])[0]] for name in ["anger", "short", "clicks", "one"]])
write("autocorrelation.txt", [[name, *librosa.autocorrelate(loaded[name])[:60]] for name in ["anger", "noise", "one"]])
rows = []
for name in ["anger", "noise", "short"]:
    for t_, row in enumerate(librosa.feature.mfcc(y=loaded[name], sr=44100, n_mfcc=13).T):
        rows.append([name, t_, *row])
write("mfcc.txt", rows)
rows = []
for name, length in [("anger", 1024), ("sadness", 1024), ("joy", 1024), ("fear", 2048), ("neutral", 1024), ("tone", 1024), ("noise", 1024),
                     ("silent", 1024)]:
    # A clip a row: its name, the length of a frame, then pitches (nan where unvoiced) and probabilities in turn.
    f0, voiced, probability = librosa.pyin(loaded[name].astype(np.float64), fmin=65, fmax=600, sr=RATE, frame_length=length)
    rows.append([name, length, *np.column_stack([f0, probability]).ravel()])
write("pitch.txt", rows)
rows = []
for source, target in [(16000, 44100), (44100, 16000), (22050, 16000), (16000, 16001), (8000, 44100)]:
    low = min(source, target)
    n = np.arange(2000)
    # Tones up to 0.62 of the band, under a smooth envelope: from there on soxr drops, to 0.0085 dB at 0.913.
    y = sum(0.3 * np.sin(2 * np.pi * f * low / source * n + f) for f in [0.01, 0.11, 0.19, 0.26, 0.31])
    y = (y * np.hanning(2000)).astype(np.float32)
    z = librosa.resample(y, orig_sr=source, target_sr=target)
    rows.append(["%d-%d" % (source, target), len(z), *z[:: max(1, len(z) // 150)]])
write("resample.txt", rows)
