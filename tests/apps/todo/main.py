"""Todo backend: a list in a JSON file."""

import json
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel

STORE = Path("data/todos.json")
app = FastAPI(title="todo")


class Todo(BaseModel):
    title: str
    done: bool = False


def todos() -> list[Todo]:
    return [Todo(**entry) for entry in json.loads(STORE.read_text())]


@app.get("/todos")
def read() -> list[Todo]:
    return todos()


@app.post("/todos", status_code=201)
def add(todo: Todo) -> Todo:
    STORE.write_text(json.dumps([entry.model_dump() for entry in [*todos(), todo]]))
    return todo


@app.get("/health")
def health():
    todos()
    return {"status": "healthy"}
