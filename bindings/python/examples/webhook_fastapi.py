"""Receives webhooks with FastAPI: WEBHOOK_SECRET=whsec_... fastapi run webhook_fastapi.py"""

import os
from typing import Dict

import fastapi

import skillsvideo

app = fastapi.FastAPI()
states: Dict[str, str] = {}  # Use a database in a service.


@app.post("/webhook", status_code=204)
async def webhook(request: fastapi.Request) -> None:
    try:
        news = skillsvideo.verify_webhook(request.headers, await request.body(), os.environ["WEBHOOK_SECRET"])
    except skillsvideo.SignatureError as error:
        raise fastapi.HTTPException(400, "not signed with our secret") from error
    if (
        news.generation_id
        and news.state
        and skillsvideo.webhook_moves(states.get(news.generation_id), news.state)
    ):
        states[news.generation_id] = news.state
