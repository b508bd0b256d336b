"""Takes webhooks with FastAPI: WEBHOOK_SECRET=whsec_... fastapi run webhook_fastapi.py"""

import os
from typing import Dict

import fastapi

import skillsvideo

app = fastapi.FastAPI()
states: Dict[str, str] = {}  # A service has a database here.


@app.post("/webhook", status_code=204)
async def webhook(request: fastapi.Request) -> None:
    try:
        said = skillsvideo.verify_webhook(request.headers, await request.body(), os.environ["WEBHOOK_SECRET"])
    except skillsvideo.SignatureError as error:
        raise fastapi.HTTPException(400, "not signed with our secret") from error
    if (
        said.generation_id
        and said.state
        and skillsvideo.webhook_moves(states.get(said.generation_id), said.state)
    ):
        states[said.generation_id] = said.state
