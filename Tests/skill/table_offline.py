"""The scripts that send nothing: ensure_api_key.py, handle_runtime_error.py, inspect_openapi.py."""
import json

from harness import Case

BALANCE = "https://skills.video/dashboard"


def ensure(name, code, key, wanted, *args):
    environment = {"SKILLS_VIDEO_API_KEY": key, "SKILLS_VIDEO_BASE_URL": None}
    return Case(f"key: {name}", "ensure_api_key.py", args, code, environment=environment, records=[wanted])


MISSING = {
    "ok": False, "env_var": "SKILLS_VIDEO_API_KEY",
    "dashboard_url": "https://skills.video/dashboard/developer",
    "how_to_get_key": lambda steps: len(steps) == 3, "set_env_examples": lambda lines: len(lines) == 2,
    "message": bool}
ENSURE = [
    ensure("present", 0, "sk-secret-1", {"ok": True, "env_var": "SKILLS_VIDEO_API_KEY", "message": bool}),
    ensure("white space around it", 0, " sk-secret-1\n", {"ok": True}),
    ensure("missing", 1, None, MISSING),
    ensure("blank", 1, " \t", MISSING),
    ensure("newline inside", 1, "sk-secret-\n1", {**MISSING, "error": "invalid_api_key"}),
]


def classify(name, exit_status, category, *args, faults=(), **wanted):
    keys = {"category": category, "status": int, "message": lambda text: isinstance(text, str),
            "should_retry": lambda _: True,
            "guidance": lambda list_: isinstance(list_, list),
            "credits_check_command": lambda text: "/credits" in text,
            "recharge": {"dashboard_url": BALANCE, "pricing_url": "https://skills.video/pricing"}, **wanted}
    keys["status"] = int(args[1])
    return Case(f"classify: {name}", "handle_runtime_error.py", args, exit_status, faults=faults,
                records=[keys], environment={"SKILLS_VIDEO_BASE_URL": None})


def body(code, message="no", **more):
    return json.dumps({"code": code, "message": message, **more})


CLASSIFY = [
    classify("402", 20, "insufficient_credits", "--status", "402", should_retry=False),
    classify("401", 21, "auth", "--status", "401"),
    classify("422", 22, "validation", "--status", "422", "--body", "{}", should_retry=False),
    classify("404", 23, "not_found", "--status", "404"),
    classify("503, which proves nothing", 24, "transient", "--status", "503", should_retry=False),
    classify("503 of the platform's own", 24, "transient", "--status", "503", "--body",
             body("IMAGE_GENERATION_PROVIDER_UNAVAILABLE"), should_retry=True),
    classify("418", 25, "unknown", "--status", "418"),
    classify("503 that mentions credits", 24, "transient", "--status", "503", "--body",
             '{"message":"could not read the credit balance"}', faults=[17], kind="transient"),
    classify("502 that mentions unauthorized", 24, "transient", "--status", "502", "--body",
             '{"message":"upstream said unauthorized"}', faults=[17]),
    classify("code before status", 20, "insufficient_credits", "--status", "400", "--body",
             body("IMAGE_GENERATION_INSUFFICIENT_CREDITS"), faults=[17],
             code="IMAGE_GENERATION_INSUFFICIENT_CREDITS"),
    classify("code in error", 20, "insufficient_credits", "--status", "400", "--body",
             '{"error":"INSUFFICIENT_CREDITS"}', faults=[17]),
    classify("403", 21, "auth", "--status", "403", faults=[17], kind="forbidden"),
    classify("408", 24, "transient", "--status", "408", faults=[17]),
    classify("429", 24, "transient", "--status", "429", faults=[17], kind="rate_limited", should_retry=True),
    classify("content rejected", 22, "validation", "--status", "422", "--body",
             body("VIDEO_GENERATION_CONTENT_REJECTED"),
             faults=[17], kind="content_rejected"),
    classify("invalid input", 22, "validation", "--status", "400", "--body",
             body("IMAGE_GENERATION_INVALID_INPUT"), faults=[17]),
    classify("unsupported model", 22, "validation", "--status", "400", "--body",
             body("IMAGE_GENERATION_UNSUPPORTED_MODEL"),
             faults=[17]),
    classify("501 is not transient", 25, "unknown", "--status", "501", faults=[17], should_retry=False),
    classify("FAILED in a 200", 22, "validation", "--status", "200", "--body",
             body("VIDEO_GENERATION_CONTENT_REJECTED", id="gen_1", status="FAILED"), faults=[17]),
    classify("words where all else is silent", 20, "insufficient_credits", "--status", "0", "--body",
             '{"message":"insufficient credits"}', faults=[17]),
    classify("body in a file", 22, "validation", "--status", "400", "--body-file", "broken.bin"),
    classify("other base and path", 20, "insufficient_credits", "--status", "402", "--base-url",
             "https://example.com/v1/",
             "--credits-endpoint", "balance",
             credits_check_command=lambda text: text.endswith("https://example.com/v1/balance")),
    classify("credits path that is shell", 20, "insufficient_credits", "--status", "402",
             "--credits-endpoint", "/credits;id",
             credits_check_command=lambda text: text.endswith(
                 "'https://open.skills.video/api/v1/credits;id'")),
    *(Case(f"classify: {name}", "handle_runtime_error.py", args, 1, on_stderr=["handle_runtime_error.py"],
           faults=faults)
      for name, args, faults in (
          ("no status", (), ()), ("status that is no number", ("--status", "x"), ()),
          ("status 1000", ("--status", "1000"), ()),
          ("both bodies", ("--status", "400", "--body", "x", "--body-file", "broken.bin"), ()),
          ("file that is not there", ("--status", "400", "--body-file", "none"), ()),
          ("credits of another host",
           ("--status", "402", "--credits-endpoint", "https://example.com/credits"), (3,)))),
]


def inspect(name, code, *args, wanted=(), **expected):
    return Case(f"inspect: {name}", "inspect_openapi.py", args, code, records=wanted,
                environment={"SKILLS_VIDEO_API_KEY": None, "SKILLS_VIDEO_BASE_URL": None}, **expected)


CATALOGUE = ("--openapi", "{skill}/references/openapi.json", "--docs", "{skill}/references/docs.json")
ODD = ("--openapi", "odd.json", "--docs", "docs.json")
KEYS = [
    "endpoint", "default_result_mode", "default_create_endpoint", "sse_create_endpoint",
    "polling_create_endpoint",
    "summary", "server_url", "request_schema", "fields", "prediction_status_values", "queue_status_values",
    "sse_subscribe_endpoint", "poll_endpoint", "error_status_codes"]


def first_keys(outcome):
    found = list(outcome.objects[0])[:len(KEYS)]
    return None if found == KEYS else f"keys {found}"


def field(name, **wanted):
    """Judges a list of fields by the one of this name."""
    def judge(fields):
        [one] = [one for one in fields if one["name"] == name]
        return all(one.get(key) == value for key, value in wanted.items())
    return judge


def every(*judges):
    return lambda value: all(judge(value) for judge in judges)


def keeps_limits(template):
    """Required fields within their limits; of the others those with a default that is not null."""
    return template["n"] >= 2 and len(template["images"]) >= 2 and template[
        "size"] == "L" and "seed" not in template


# Of one variant, without a field of the other.
UNION = {"kind": "text", "text": "<text>"}
INSPECT = [
    inspect("images", 0, *CATALOGUE, "--list-endpoints", wanted=[{
        "category": "images", "source": lambda path: path.startswith("/")
        and path.endswith("references/docs.json"),
        "default_result_mode": "sse",
        "default_endpoints": lambda list_: list_[0] == "POST /generation/sse/google/nano-banana-2",
        "sse_endpoints": bool, "polling_endpoints": lambda list_: list_[1]
        == "POST /generation/google/nano-banana-pro",
        "poll_endpoint": "/generation/{id}"}]),
    inspect("videos are the twin's own", 0, *CATALOGUE, "--list-endpoints", skill="ai-video", wanted=[{
        "category": "videos", "polling_endpoints": lambda list_: list_[0]
        == "POST /generation/openai/sora-2-pro"}]),
    inspect("the other category", 0, *CATALOGUE, "--list-endpoints", "--category", "videos",
            wanted=[{"category": "videos"}]),
    inspect("endpoint", 0, *CATALOGUE, "--endpoint", "/v1/generation/google/nano-banana-pro",
            check=first_keys, faults=[18], wanted=[{
        "endpoint": "POST /generation/google/nano-banana-pro", "request_schema": "GoogleNanoBananaPro",
        "sse_create_endpoint": "POST /generation/sse/google/nano-banana-pro",
        "poll_endpoint": "/generation/{id}", "fields": field("prompt", required=True, type="string"),
        "queue_status_values": lambda words: "IN_QUEUE" in words,
        "error_status_codes": lambda codes: codes == sorted(codes) and codes[0] == 400}]),
    inspect("both", 0, *CATALOGUE, "--list-endpoints", "--endpoint",
            "POST /generation/google/nano-banana-pro", wanted=[
        {"category": "images"}, {"endpoint": "POST /generation/google/nano-banana-pro"}]),
    inspect("template", 0, *CATALOGUE, "--endpoint", "/generation/google/nano-banana-pro",
            "--include-template", "--json-indent", "0",
            wanted=[{"request_template": {"prompt": bool}}]),
    inspect("union, files, default answer", 0, *ODD, "--endpoint", "/generation/odd/union",
            "--include-template", faults=[18, 19], wanted=[{
                "default_result_mode": "polling", "sse_create_endpoint": None, "error_status_codes": [],
                "error_status_ranges": ["default"], "request_template": lambda value: value == UNION,
                "fields": every(field("kind", required=True, allowed_values=["text", "image"]),
                                field("strength", required=False, in_variants=["Image"])),
                "other_contents": lambda contents: contents[0]["fields"][0]["file"] is True}]),
    inspect("references, pointers, BOM", 0, *ODD, "--endpoint", "/generation/odd/model", faults=[18],
            check=first_keys, wanted=[{
                "endpoint": "POST /v1/generation/odd/model",
                "sse_create_endpoint": "POST /v1/generation/sse/odd/model",
                "poll_endpoint": "/v1/generation/{request_id}", "error_status_codes": [400],
                "error_status_ranges": lambda ranges: "4XX" in ranges,
                "fields": every(field("prompt", required=True, type="string"),
                                field("size", allowed_values=["S", "L"], required=False),
                                field("seed", type="integer | null"), field("n", required=True))}]),
    inspect("template of that", 0, *ODD, "--endpoint", "POST /generation/odd/model", "--include-template",
            faults=[19], wanted=[{
        "request_template": keeps_limits}]),
    inspect("pages with /v1 and nested groups", 0, *ODD, "--list-endpoints", faults=[18], wanted=[{
        "default_endpoints": lambda list_: len(list_) == 1
        and list_[0].endswith("/generation/sse/odd/model")}]),
    *(inspect(name, 1, *args, on_stderr=["inspect_openapi", text], kinds=[]) for name, args, text in (
        ("nothing asked", ("--openapi", "odd.json"), "--endpoint"),
        ("list without docs", ("--openapi", "odd.json", "--list-endpoints"), "--docs"),
        ("no document", ("--endpoint", "/x"), "--openapi"),
        ("document that is not there", ("--openapi", "none.json", "--endpoint", "/x"), "none.json"),
        ("document that is not JSON", ("--openapi", "broken.bin", "--endpoint", "/x"), "line"),
        ("endpoint that is not there", (*CATALOGUE, "--endpoint", "/generation/google/nano-banan-pro"),
         "nano-banana-pro"),
        ("no such category", (*ODD, "--list-endpoints", "--category", "sounds"), "sounds"))),
]
CASES = [*ENSURE, *CLASSIFY, *INSPECT]
