"""A table as files: a button for each format, the file made when it is asked for."""

from functools import partial

import pandas as pd
import streamlit as st

from components import file_names
from variantlens.reports import tables

FORMATS = (("CSV", ".csv", tables.csv), ("Parquet", ".parquet", tables.parquet))


def buttons(table: pd.DataFrame, name: str, key: str, of: str = "") -> None:
    """Draw the buttons where the caller stands.

    Args:
        table: What the files hold.
        name: What the table is, in few words, for the names of the files; unescaped.
        key: Tells the buttons from those of other tables.
        of: What the table is of, where the button has to say it.
    """
    for label, ending, write in FORMATS:
        st.download_button(
            f"{of}, {label}" if of else label,
            partial(write, table),
            file_name=file_names.named(name, ending=ending),
            icon=":material/download:",
            key=f"{ending} {key}",
            on_click="ignore",
        )
