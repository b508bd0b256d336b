"""The example notebook, executed as Jupyter would."""

from __future__ import annotations

import base64
import json
import os
import sys

import nbformat
from nbclient import NotebookClient

NOTEBOOK = os.path.join(os.path.dirname(__file__), "..", "examples", "notebook.ipynb")


def test_notebook(simulator, tmp_path, monkeypatch):
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": command, "display_name": "Python 3", "language": "python"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    book = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    shown = {
        cell.id: [output.data for output in cell.outputs if output.output_type == "execute_result"]
        for cell in book.cells
        if cell.cell_type == "code"
    }
    assert base64.b64decode(shown["one"][0]["image/png"]).startswith(b"\x89PNG\r\n")
    assert shown["several"][0]["text/html"].count("data:image/png;base64,") == 2
    assert base64.b64decode(shown["many"][0]["image/png"]).startswith(b"\x89PNG\r\n")
    assert "<video src=" in shown["clip"][0]["text/html"]
    assert not any(output.output_type == "error" for cell in book.cells for output in cell.get("outputs", ()))


def test_notebook_is_kept_without_outputs():
    book = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(book)
    assert all(not cell.get("outputs") for cell in book.cells)
