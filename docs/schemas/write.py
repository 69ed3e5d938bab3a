"""Write the JSON Schemas beside this file: ``make schemas``."""

from pathlib import Path

from variantlens.documents import FORMS, schema

FOLDER = Path(__file__).parent

if __name__ == "__main__":
    for command in FORMS:
        (FOLDER / f"{command}.schema.json").write_text(schema(command), encoding="utf-8")
