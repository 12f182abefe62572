"""SWFT: one server-rendered page, on port 80."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.templating import Jinja2Templates

app = FastAPI(title="SWFT")
pages = Jinja2Templates(Path(__file__).with_name("templates"))


@app.get("/")
def index(request: Request):
    return pages.TemplateResponse(request, "index.html", {"stages": ["plan", "build", "ship"]})
