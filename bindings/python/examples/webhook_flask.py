"""Takes webhooks with Flask: WEBHOOK_SECRET=whsec_... flask --app webhook_flask run"""

import os
from typing import Dict, Tuple

import flask

import skillsvideo

app = flask.Flask(__name__)
states: Dict[str, str] = {}  # A service has a database here.


@app.post("/webhook")
def webhook() -> Tuple[str, int]:
    try:
        said = skillsvideo.verify_webhook(
            flask.request.headers, flask.request.get_data(), os.environ["WEBHOOK_SECRET"]
        )
    except skillsvideo.SignatureError:
        return "not signed with our secret", 400
    if (
        said.generation_id
        and said.state
        and skillsvideo.webhook_moves(states.get(said.generation_id), said.state)
    ):
        states[said.generation_id] = said.state
    return "", 204
