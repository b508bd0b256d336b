"""Receives webhooks with Flask: WEBHOOK_SECRET=whsec_... flask --app webhook_flask run"""

import os
from typing import Dict, Tuple

import flask

import skillsvideo

app = flask.Flask(__name__)
states: Dict[str, str] = {}  # Use a database in a service.


@app.post("/webhook")
def webhook() -> Tuple[str, int]:
    try:
        news = skillsvideo.verify_webhook(
            flask.request.headers, flask.request.get_data(), os.environ["WEBHOOK_SECRET"]
        )
    except skillsvideo.SignatureError:
        return "not signed with our secret", 400
    if (
        news.generation_id
        and news.state
        and skillsvideo.webhook_moves(states.get(news.generation_id), news.state)
    ):
        states[news.generation_id] = news.state
    return "", 204
