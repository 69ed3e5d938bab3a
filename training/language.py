"""The language demo: which of four languages a recorded prompt is spoken in, from mel energies by a 2-D network.

The story: the same network twice. On logarithmic energies int8 decides as float32 does; on the power itself, whose
few loud values take almost the whole range of an int8 input, it breaks.
"""

import random
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from studio.processing import processor
from training import measure, projects, prompts, quantize, repeatable, shipped
from training.prompts import FREQUENCY_HZ, Prompt

SEED = 1
"""The first one that was tried."""
CREATED = "2026-11-23T00:00:00Z"
THRESHOLD = 0.6
LABELS = tuple(prompts.FOLDERS)
WINDOW, INCREASE, TRAINING_INCREASE = 8000, 1000, 4000
"""Values: 1 s every 0.125 s, in training every 0.5 s."""
LONGEST = 10000
"""Values of a sample, 1.25 s: three windows. What a prompt holds behind that is not shipped."""
TESTED, SHOWN = 75, 6
"""Test and training clips per language that are shipped."""
TEST_SHARE = 0.32
"""Of the names, which are split for all languages alike."""
CALIBRATION = 500
"""Training windows from which int8 takes its ranges."""

MFE: dict[str, Any] = {
    "frameLengthMs": 32,
    "frameStrideMs": 20,
    "filters": 32,
    "lowFrequencyHz": 100,
    "highFrequencyHz": 4000,
}
FEATURES: dict[str, dict[str, Any]] = {"log-mel": MFE, "power": {**MFE, "log": False, "fullScale": 1000}}
"""Parameters by the name that the models of these features have."""
BLOCKS = {"log-mel": 4, "power": 5}

Features: TypeAlias = npt.NDArray[np.float32]
Models: TypeAlias = dict[str, bytes]


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    training, testing = split(prompts.prompts())
    clips = [clip(prompt) for prompt in chosen(testing, TESTED)]
    projects.empty(folder)
    projects.write_info(folder, write_samples(folder / "samples", clips, chosen(training, SHOWN)))

    blocks: list[dict[str, Any]] = []
    latency: dict[str, Any] = {}
    for kind in FEATURES:
        models = train(features(kind, training, TRAINING_INCREASE), classes(training), kind)
        projects.write_models(folder, {f"{kind}-{variant}": model for variant, model in models.items()})
        inputs = features(kind, clips, INCREASE)
        blocks.append({"impulse": 1, "block": BLOCKS[kind], "category": "testing", **measured(models, inputs, clips)})
        latency = latency or measure.latency(models, inputs[:100])
    facts = {"format": 1, "blocks": blocks, "latency": latency}
    projects.write_json(folder / "measured.json", facts)
    projects.write_json(folder / "project.json", project(facts))
    (folder / "ATTRIBUTION.md").write_text(attribution(training), encoding="utf-8")


def split(recorded: list[Prompt]) -> tuple[list[Prompt], list[Prompt]]:
    """Training and test prompts; a name is in one half for all languages."""
    names = sorted({prompt.name for prompt in recorded})
    random.Random(SEED).shuffle(names)  # noqa: S311 (no secret)
    tested = set(names[: int(len(names) * TEST_SHARE)])
    halves: tuple[list[Prompt], list[Prompt]] = ([], [])
    for prompt in recorded:
        if len(prompt.sound) >= WINDOW:
            halves[prompt.name in tested].append(prompt)
    return halves


def chosen(of: list[Prompt], each: int) -> list[Prompt]:
    """So many prompts of every language, spread over their names."""
    found = []
    for language in LABELS:
        own = [prompt for prompt in of if prompt.language == language]
        found += [own[index] for index in np.linspace(0, len(own) - 1, each).astype(int)]
    return found


def clip(prompt: Prompt) -> Prompt:
    """The beginning of a prompt, as it is shipped."""
    return Prompt(prompt.language, prompt.name, prompt.sound[:LONGEST])


def write_samples(folder: Path, testing: list[Prompt], training: list[Prompt]) -> list[projects.Sample]:
    """Writes clips as WAV files and says what they are."""
    samples = []
    halves: dict[projects.Category, list[Prompt]] = {"testing": testing, "training": [clip(p) for p in training]}
    for category, half in halves.items():
        for prompt in half:
            prompts.write(folder / prompt.file, prompt.sound)
            told = {"prompt": prompt.name, "source": f"asterisk-core-sounds-{prompt.file[:2]}-wav {prompts.VERSION}"}
            samples.append(projects.Sample(prompt.file, category, prompt.language, told))
    return samples


def windows(prompt: Prompt, increase: int) -> list[npt.NDArray[np.int16]]:
    """All whole windows of a prompt, each of shape (values,)."""
    return [prompt.sound[at : at + WINDOW] for at in range(0, len(prompt.sound) - WINDOW + 1, increase)]


def features(kind: str, of: list[Prompt], increase: int) -> Features:
    """Features of all windows by the service's own processing, shape (windows, frames, filters, 1)."""
    process = processor("mfe", FEATURES[kind], axes=1, frequency_hz=FREQUENCY_HZ)
    cut = np.array([window for prompt in of for window in windows(prompt, increase)], dtype=np.float64)
    return process(cut[:, :, np.newaxis])


def classes(of: list[Prompt]) -> npt.NDArray[np.int64]:
    """The place of each training window's language among the labels, shape (windows,)."""
    counts = [len(windows(prompt, TRAINING_INCREASE)) for prompt in of]
    return np.repeat([LABELS.index(prompt.language) for prompt in of], counts)


def train(inputs: Features, languages: npt.NDArray[np.int64], kind: str) -> Models:
    """One network, two .tflite files by variant.

    Args:
        inputs: Of training windows, shape (windows, frames, filters, 1).
        languages: Of the same, shape (windows,).
        kind: Which features they are, as in the names of the files.
    """
    repeatable.start(SEED)
    network = tf.keras.Sequential(
        [
            tf.keras.Input(inputs.shape[1:], name="energies"),
            tf.keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            tf.keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            tf.keras.layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dropout(0.4),
            tf.keras.layers.Dense(len(LABELS), activation="softmax"),
        ],
        name="language",
    )
    network.compile("adam", "sparse_categorical_crossentropy")
    shipped.fit(network, inputs, languages, batch_size=64, epochs=15)
    calibration = inputs[np.random.default_rng(SEED).permutation(len(inputs))[:CALIBRATION]]
    return {"float32": quantize.float32(network, f"{kind}-float32"), "int8": quantize.int8(network, calibration)}


def measured(models: Models, inputs: Features, clips: list[Prompt]) -> dict[str, Any]:
    """One classifier's part of measured.json."""
    counts = [len(windows(prompt, INCREASE)) for prompt in clips]
    expected = np.repeat(np.array([prompt.language for prompt in clips], dtype=object), counts)
    samples = np.repeat(np.array([prompt.file for prompt in clips], dtype=object), counts)
    scores = {name: measure.Runner(model).scores(inputs) for name, model in models.items()}
    sizes = {name: len(model) for name, model in models.items()}
    return measure.classifier(measure.Question(LABELS, THRESHOLD, expected, samples), scores, sizes)


def project(facts: dict[str, Any]) -> dict[str, Any]:
    """The content of project.json."""
    return projects.described(
        number=3,
        name="Language",
        description=DESCRIPTION,
        created=CREATED,
        variants={
            "float32": "As trained.",
            "int8": f"Full int8, calibrated on {CALIBRATION} training windows; the same ones for both blocks.",
        },
        demo=demo(facts),
        impulses=[impulse()],
    )


def demo(facts: dict[str, Any]) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    good, bad = facts["blocks"]
    right, wrong = good["candidates"]["int8"], bad["candidates"]["int8"]
    by_sample = wrong["flipsBySample"]
    quiet = [name for name in by_sample if name not in right["flipsBySample"]]
    percent = {
        (block["block"], variant): f"{100 * said['accuracy']:.1f} %"
        for block in (good, bad)
        for variant, said in block["variants"].items()
    }
    return {
        "headline": f"On log-mel energies int8 flips {right['flips']} of {good['windows']} windows; "
        f"on raw power, {wrong['flips']}",
        "summary": "The same small network twice, on the same sound. On logarithmic mel energies float32 is right on "
        f"{percent[4, 'float32']} of the test windows and int8 on {percent[4, 'int8']}. On the power itself, where a "
        "few loud values take almost the whole range of the int8 input and the rest rounds to nothing, it is "
        f"{percent[5, 'float32']} and {percent[5, 'int8']}: {wrong['harmful']} flips do harm, {wrong['helpful']} help.",
        "kind": "one second of sound → four languages",
        "order": 3,
        "sample": max(quiet, key=lambda name: by_sample[name]),
        "variants": ["float32", "int8"],
        "impulse": 1,
        "allowedLoss": {"value": 3.0, "unit": "points of accuracy"},
        "expectedVerdict": "worse than allowed",
    }


def impulse() -> dict[str, Any]:
    """Windows of 1 s every 0.125 s → log-mel energies and power → one classifier each."""
    return {
        "id": 1,
        "name": "Language, 1 s windows",
        "createdAt": CREATED,
        "input": {
            "id": 1,
            "type": "time-series",
            "windowSizeMs": WINDOW * 1000 // FREQUENCY_HZ,
            "windowIncreaseMs": INCREASE * 1000 // FREQUENCY_HZ,
            "frequencyHz": FREQUENCY_HZ,
            "axes": ["audio"],
        },
        "processing": [
            {"id": 2, "type": "mfe", "name": "Log-mel energies", "parameters": FEATURES["log-mel"]},
            {"id": 3, "type": "mfe", "name": "Mel power", "parameters": FEATURES["power"]},
        ],
        "learning": [block("log-mel", "Log-mel energies", 2), block("power", "Raw power", 3)],
    }


def block(kind: str, name: str, processing: int) -> dict[str, Any]:
    """A classifier over one kind of features."""
    return {
        "id": BLOCKS[kind],
        "type": "keras",
        "name": name,
        "title": "Classification (Keras)",
        "createdAt": CREATED,
        "processing": [processing],
        "labels": list(LABELS),
        "models": {variant: {"file": f"models/{kind}-{variant}.tflite"} for variant in ("float32", "int8")},
        "thresholds": [projects.min_score(THRESHOLD)],
    }


DESCRIPTION = (
    "Prompts of a telephone exchange, spoken in English, French, Russian or Spanish, 8 kHz. Windows of 1 s every "
    "0.125 s. Test prompts are unseen: a prompt's text is in one half of the split for all languages. The speakers are "
    "the same in both halves, one for each language (English and Spanish are the same woman), so a network may tell "
    "voices and recordings apart as much as languages; how it does with other speakers is not measured."
)


def attribution(training: list[Prompt]) -> str:
    """Where everything comes from, and what was changed."""
    return f"""\
# Language: where it comes from

The sounds are prompts recorded for the telephone exchange Asterisk, from the Debian packages
asterisk-core-sounds-{{en,es,fr,ru}}-wav, version {prompts.VERSION}. Author and licence as their copyright files say:

| language | recorded by | licence |
| --- | --- | --- |
| English | Allison Smith (theivrvoice.com), copyright 2003-2010 | CC-BY-SA-3.0 |
| Spanish (Mexico) | Allison Smith, as the folder's name says; no entry of its own, so that of all other files holds | \
CC-BY-SA-3.0 |
| French (Canada) | June Wallack (junewallack.com), copyright 2006-2008; translated by Clod Patry, Kristopher Lalletti \
and June Wallack | CC-BY-SA-3.0 |
| Russian | provided by Maxim Topal (ivrvoice.ru), copyright 2010 | CC-BY-3.0 |

Digium, Inc. contributed financially, to the French ones Unlimitel and BGM Informatique too. Licences:
creativecommons.org/licenses/by-sa/3.0 and creativecommons.org/licenses/by/3.0. **The WAV files in `samples/` stay
under these licences**: English, Spanish and French ones may be passed on, changed or not, with attribution and under
CC-BY-SA-3.0; Russian ones with attribution.

## What was changed and computed

- Samples: each prompt was cut to its first {LONGEST / FREQUENCY_HZ:g} s; nothing else was changed. Each sample's
  metadata names its prompt. Prompts shorter than 1 s, and those that are tones or silence, were left out.
- Split: {100 * TEST_SHARE:.0f} % of the prompts' names, drawn with seed {SEED}, test; the others train. A name is in
  one half for all languages. Of the test prompts {TESTED} per language are shipped and measured, evenly spaced in the
  order of their names; of the training prompts {SHOWN} per language are shipped, marked as training. Prompts share
  words ("please", "the number", digits), and **the same speakers are in both halves**.
- Networks: three 2-D convolutions and a dense layer over 32 mel filters in 49 frames, trained for 15 passes over
  {len(training)} whole training prompts with seed {SEED}, which is the first one that was tried. Twice the same,
  on log-mel energies and on mel power.
- int8: weights, activations, input and output; calibrated on {CALIBRATION} training windows drawn with seed {SEED}.
- measured.json: from LiteRT runs of the shipped files over the shipped test clips. Latency is that of the log-mel
  models; the others have the same layers.
"""
