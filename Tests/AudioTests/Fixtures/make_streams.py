#!/usr/bin/env python3
"""Writes sound files whose headers do not know their length (Streams) and what ffmpeg decodes from them (Tables/streams.txt).

usage: python3 make_streams.py       needs: pip install imageio-ffmpeg soundfile numpy

A row of the table: a file, its rate, channels and frames, then every 197th sample of the mean over the channels.
"""
import os, subprocess
import imageio_ffmpeg, numpy as np, soundfile

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, "Streams")
os.makedirs(folder, exist_ok=True)
ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-bitexact"]
rng = np.random.default_rng(20260101)


def path(name):
    return os.path.join(folder, name)


def run(arguments, given=b""):
    return subprocess.run(ffmpeg + arguments, input=given, stdout=subprocess.PIPE, check=True).stdout


def piped(name, source, *options):
    """Through a pipe ffmpeg cannot go back to the header."""
    with open(path(name), "wb") as h:
        h.write(run(["-i", source, "-map_metadata", "-1", *options, "-"]))


t = np.arange(4000) / 8000
short = 0.4 * np.sin(2 * np.pi * (200 * t + 300 * t**2)) + 0.05 * rng.standard_normal(4000)
soundfile.write("/tmp/short.wav", short, 8000)
# Quiet, then loud: a variable bit rate whose first frames mislead about the length.
t = np.arange(48000) / 16000
long = np.where(t < 1, 0.01, 0.3) * np.sin(2 * np.pi * 300 * t) + np.where(t < 1, 0, 0.1) * rng.standard_normal(48000)
soundfile.write("/tmp/long.wav", long, 16000)

for name, options in [
    ("pipe.wav", ["-f", "wav"]), ("pipe.rf64", ["-f", "wav", "-rf64", "always"]), ("pipe.w64", ["-f", "w64"]), ("pipe.au", ["-f", "au"]),
    ("pipe.aiff", ["-f", "aiff"]), ("pipe.caf", ["-f", "caf"]), ("pipe.flac", ["-f", "flac"]), ("pipe.ogg", ["-c:a", "libvorbis", "-page_duration", "100000", "-f", "ogg"]),
    ("pipe.opus", ["-ar", "48000", "-c:a", "libopus", "-b:a", "24k", "-page_duration", "100000", "-f", "ogg"]),
]:
    piped(name, "/tmp/short.wav", *options)
for name, quality in [("cbr.mp3", ["-b:a", "32k"]), ("vbr.mp3", ["-q:a", "5"])]:
    piped(name, "/tmp/long.wav", "-c:a", "libmp3lame", *quality, "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3")
run(["-i", "/tmp/long.wav", "-map_metadata", "-1", "-c:a", "libmp3lame", "-q:a", "5", path("table.mp3")])
for name, format, subtype in [("gsm.wav", "WAV", "GSM610"), ("gsm.gsm", "RAW", "GSM610"), ("g721.au", "AU", "G721_32"), ("dwvw.aiff", "AIFF", "DWVW_16")]:
    # GSM has frames of 160 samples, two a block in WAV.
    soundfile.write(path(name), short[:3840], 8000, format=format, subtype=subtype)
# Without their end pages, as a download that broke off.
for name in ["pipe.ogg", "pipe.opus"]:
    whole = open(path(name), "rb").read()
    with open(path("cut." + name.split(".")[1]), "wb") as h:
        h.write(whole[: whole.rfind(b"OggS")])

rows = []
for name in sorted(os.listdir(folder)):
    if name.endswith((".aiff", ".w64")):
        # Lossless, and ffmpeg reads neither DWVW nor the AIFF and Wave64 that it wrote into a pipe.
        samples, rate = soundfile.read("/tmp/short.wav", dtype="float32", always_2d=True)
        samples = samples[: 3840 if name == "dwvw.aiff" else 4000]
    elif name == "g721.au":
        # ffmpeg decodes it slightly otherwise. In one go, as this codec cannot seek.
        samples, rate = soundfile.read(path(name), dtype="float32", always_2d=True)
    elif name == "pipe.rf64":
        samples, rate = soundfile.read(path("pipe.wav"), dtype="float32", always_2d=True)
    else:
        # ffmpeg's own decoder of Opus makes other noise.
        known = {"gsm": ["-f", "gsm"], "opus": ["-c:a", "libopus"]}.get(name.split(".")[1], [])
        rate = 48000 if name.endswith("opus") else 16000 if name.endswith("mp3") else 8000
        samples = np.frombuffer(run([*known, "-i", path(name), "-f", "f32le", "-"]), dtype="<f4").reshape(-1, 1)
    rows.append([name, rate, samples.shape[1], len(samples), *samples.mean(axis=1)[::197]])
with open(os.path.join(here, "Tables", "streams.txt"), "w") as h:
    for row in rows:
        h.write(row[0] + "".join(" %.7g" % float(v) for v in row[1:]) + "\n")
