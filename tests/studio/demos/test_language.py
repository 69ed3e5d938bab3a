"""The language demo: what its clips are, how they were split, and what its two networks show."""

import wave
from collections import Counter

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tests.studio.demos import plain

FOLDER = plain.ROOT / "language"
LANGUAGES = {"en": "English", "fr": "French", "ru": "Russian", "es": "Spanish"}


def test_languages_are_even(demo: plain.Demo) -> None:
    """75 test and 6 training clips of every language; test clips have the first ids."""
    counts = Counter((entry["category"], entry["label"]["label"]) for entry in demo.files())
    tested = {("testing", language): 75 for language in LANGUAGES.values()}
    assert counts == tested | {("training", language): 6 for language in LANGUAGES.values()}
    assert [entry["category"] for entry in demo.files()] == ["testing"] * 300 + ["training"] * 24


def test_a_prompt_is_in_one_half_for_all_languages(demo: plain.Demo) -> None:
    """No prompt that is shipped as training is tested, in whatever language."""
    halves = {half: {e["metadata"]["prompt"] for e in demo.files(half)} for half in ("testing", "training")}
    assert not halves["testing"] & halves["training"]


def test_clips_name_their_language_and_source(demo: plain.Demo) -> None:
    """A clip's name begins with its language, and its metadata names the package that its licence comes with."""
    for entry in demo.files():
        code = entry["path"][:2]
        assert entry["label"]["label"] == LANGUAGES[code]
        assert entry["metadata"]["source"].startswith(f"asterisk-core-sounds-{code}-wav ")


def test_clips_hold_one_to_three_windows_of_speech(demo: plain.Demo) -> None:
    """Every clip is 8 kHz, 1 to 1.25 s, and not silent."""
    for entry in demo.files():
        with wave.open(str(FOLDER / "samples" / entry["path"])) as sound:
            assert (sound.getframerate(), sound.getnchannels()) == (8000, 1)
            assert 8000 <= sound.getnframes() <= 10000
            assert np.abs(np.frombuffer(sound.readframes(sound.getnframes()), "<i2")).max() > 1000


def test_licences_are_kept() -> None:
    """The attribution names everybody who spoke, both licences, and what was changed."""
    text = (FOLDER / "ATTRIBUTION.md").read_text()
    for word in ("Allison Smith", "June Wallack", "Maxim Topal", "CC-BY-SA-3.0", "CC-BY-3.0", "cut to its first"):
        assert word in text


def test_folder_is_small() -> None:
    """The whole demo stays below 7 MB."""
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 7e6


def test_power_takes_one_step_for_most_of_the_sound(demo: plain.Demo) -> None:
    """The story's cause is there: most power values round to the zero of the int8 input, hardly any log-mel value."""
    shares = []
    for name, stated in zip(("log-mel", "power"), demo.measured["blocks"], strict=True):
        scale = Interpreter(str(FOLDER / "models" / f"{name}-int8.tflite")).get_input_details()[0]["quantization"][0]
        values = np.concatenate([plain.features(demo, stated, e["path"]) for e in demo.files("testing")[::30]])
        shares.append(float(np.mean(values < scale / 2)))
    assert shares[0] < 0.2
    assert shares[1] > 0.5
