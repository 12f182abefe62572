"""AgencyOS backend: projects of an agency, kept in SQLite and served by several workers."""

import os
import sqlite3
from contextlib import closing
from time import monotonic

import uvicorn
from fastapi import FastAPI

DATABASE = os.environ.get("DATABASE", "/app/data/agencyos.db")
STARTED = monotonic()
app = FastAPI(title="AgencyOS")


def query(statement: str) -> list[tuple]:
    with closing(sqlite3.connect(DATABASE)) as database:
        return database.execute(statement).fetchall()


@app.get("/")
def index():
    return {"service": "agencyos", "projects": [name for (name,) in query("SELECT name FROM project")]}


@app.get("/health")
def health():
    (projects,) = query("SELECT count(*) FROM project")[0]
    return {
        "status": "healthy",
        "uptime_seconds": round(monotonic() - STARTED),
        "checks": {"database": {"state": "up", "projects": projects}},
    }


if __name__ == "__main__":
    # Without an access log: a probe every few seconds would drown everything else in it.
    uvicorn.run("main:app", host="0.0.0.0", port=int(os.environ["PORT"]), workers=4, access_log=False)
