"""Keeps the ideas of a desk."""

import os

import psycopg
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/ideas")
def ideas() -> list[dict[str, str]]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        rows = database.execute("SELECT title, body FROM idea").fetchall()
    return [{"title": title, "body": body} for title, body in rows]


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ["PORT"]))
