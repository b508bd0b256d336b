"""Random answers: body, framing, place of a cut, and end. The seed is the number of the case."""

import random

from ids import FRONTS, IDS, document, in_lines
from refusals import CODES, GATEWAYS, error
from scenario import PATHS, scenario
from table import POLLING_PATH
from verdict import is_refusal
from wire import ENDS, FRAMINGS, WHOLE, Body, answer

COUNT = 160
STATUSES = (200, 200, 200, 201, 202, 400, 402, 404, 409, 429, 500, 502, 503, 503, 504, 302, 307, 418, 600)


def a_body(chance):
    """Bytes, and the id that they tell."""
    if chance.random() < 0.35:
        name, sent = chance.choice(
            [*GATEWAYS.items(), *((code, error("IMAGE_GENERATION_" + code)) for code in CODES)]
        )
        return name, sent, "gen_1"
    kind, (token, text) = chance.choice(list(IDS.items()))
    data, _, _, id_end = document(
        chance.choice(list(FRONTS.values())),
        token,
        chance.choice((',"n":1}', "}", ',"status":"IN_QUEUE"}')),
    )
    return kind, Body(data, id_end), text


def row(number):
    chance = random.Random(f"campaign {number}")
    status, path = chance.choice(STATUSES), chance.choice(PATHS)
    name, sent, text = a_body(chance)
    kind = chance.choice(("application/json", "text/event-stream", "text/plain"))
    if sent.id_end is not None and chance.random() < 0.6 and path != POLLING_PATH:
        data, id_end = in_lines(sent.data, sent.id_end)
        sent, kind, status = (
            Body(data + chance.choice((b"", b"\n", b"\r\n", b"\n\n")), id_end),
            "text/event-stream",
            200,
        )
    if sent.id_end is not None and is_refusal(status, None) and status != 429:
        # A final refusal proves that there is no job, so an id in it is its own.
        status = 200
    framing, end = chance.choice(list(FRAMINGS)), chance.choice(
        [name for name in ENDS if name not in ("stays open", "heartbeats")]
    )
    cut = chance.randrange(len(sent.data) + 1) if chance.random() < 0.5 else len(sent.data)
    whole = cut == len(sent.data)
    if framing in WHOLE and whole:
        end = "close"
    id_end = sent.id_end is not None and cut >= sent.id_end
    made = id_end or not is_refusal(status, sent.code if whole else None)
    title = f"{number}: {status} {name}, {cut} of {len(sent.data)} bytes, {framing}, {end}, {kind}"
    steps = answer(status, sent, framing, end, cut=cut, kind=kind, made=made, lines=["Retry-After: 0"])
    return scenario(
        "chance",
        title,
        steps,
        end=end,
        ids=(text,),
        path=path,
        options={"poll_timeout_ms": 700, "create_tries_max": 2},
    )


SCENARIOS = [row(number) for number in range(COUNT)]
