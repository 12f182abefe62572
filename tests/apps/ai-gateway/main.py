"""ai-gateway: knows the model providers and which of them may be used now."""

import json
from pathlib import Path

from fastapi import FastAPI

PROVIDERS = Path("providers.json")
app = FastAPI(title="ai-gateway")


def enabled() -> list[str]:
    return [name for name, provider in json.loads(PROVIDERS.read_text()).items() if provider["enabled"]]


@app.get("/v1/providers")
def providers():
    return {"providers": enabled()}


@app.get("/health")
def health():
    return {"status": "Healthy" if enabled() else "Degraded"}
