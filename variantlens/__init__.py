"""What quantization did to an edge-ML model: the core, importable without streamlit.

Imports nothing here, so that the embedded service can share the wire schema without loading a client.
"""

__version__ = "0.2.0"
