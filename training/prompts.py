"""Recorded prompts of a telephone exchange in four languages, out of Debian packages; the language demo uses them.

The packages are taken as installed, or else fetched by ``apt-get download`` and unpacked into a temporary folder.
"""

import subprocess
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FREQUENCY_HZ = 8000
VERSION = "1.6.1-1"
SOUNDS = "usr/share/asterisk/sounds"
FOLDERS = {
    "English": ("en", "en_US_f_Allison"),
    "French": ("fr", "fr_CA_f_June"),
    "Russian": ("ru", "ru_RU_f_IvrvoiceRU"),
    "Spanish": ("es", "es_MX_f_Allison"),
}
"""Language → its code in the package's name, and its folder."""
NO_SPEECH = ("silence", "beep", "tone", "tt-monkeys")
"""Files with one of these in their name hold tones, noises or nothing."""


@dataclass(frozen=True, eq=False)
class Prompt:
    """One recording.

    Attributes:
        language: What is spoken.
        name: The file's name without its ending, such as ``digits/5``; the same text has the same name in every
            language.
        sound: 16-bit counts, shape (values,).
    """

    language: str
    name: str
    sound: npt.NDArray[np.int16]

    @property
    def file(self) -> str:
        """What a sample file of it is called."""
        return f"{FOLDERS[self.language][0]}-{self.name.replace('/', '-')}.wav"


def prompts() -> list[Prompt]:
    """All spoken prompts, by language and name.

    Raises:
        subprocess.CalledProcessError: A package can neither be found nor fetched.
    """
    with _sounds() as folder:
        return [prompt for language in FOLDERS for prompt in _of(language, folder)]


def _of(language: str, folder: Path) -> Iterator[Prompt]:
    root = folder / FOLDERS[language][1]
    for path in sorted(root.rglob("*.wav")):
        name = path.relative_to(root).with_suffix("").as_posix()
        if not any(word in name for word in NO_SPEECH):
            yield Prompt(language, name, _read(path))


def _read(path: Path) -> npt.NDArray[np.int16]:
    with wave.open(str(path)) as sound:
        if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (FREQUENCY_HZ, 1, 2):
            raise ValueError(f"{path.name} is not 16-bit mono sound of {FREQUENCY_HZ} Hz")
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2")


def write(path: Path, sound: npt.NDArray[np.int16]) -> None:
    """Writes a WAV file, 16 bits, mono."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(FREQUENCY_HZ)
        file.writeframes(sound.astype("<i2").tobytes())


@contextmanager
def _sounds() -> Iterator[Path]:
    """The folder with one folder per language."""
    installed = Path("/", SOUNDS)
    if all((installed / folder).is_dir() for _, folder in FOLDERS.values()):
        yield installed
        return
    with tempfile.TemporaryDirectory() as temporary:
        names = [f"asterisk-core-sounds-{code}-wav={VERSION}" for code, _ in FOLDERS.values()]
        _call("apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", *names, folder=temporary)
        for package in sorted(Path(temporary).glob("*.deb")):
            _call("dpkg", "-x", str(package), temporary, folder=temporary)
        yield Path(temporary) / SOUNDS


def _call(*command: str, folder: str) -> None:
    subprocess.run(command, check=True, cwd=folder)  # noqa: S603 (the names above, nothing from outside)
