"""Every declaration of include/skillsvideo.h for ctypes, and nothing else. A test compares the two."""

from __future__ import annotations

from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p

from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, List, Tuple

VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH = 0, 1, 0
VERSION_NUMBER = VERSION_MAJOR * 1000000 + VERSION_MINOR * 1000 + VERSION_PATCH

OK = 0
ERR_ARGUMENT = -1
ERR_HANDLE = -2
ERR_MISUSE = -3
ERR_MEMORY = -4
ERR_FILE = -5
ERR_SYSTEM = -6
ERR_TRANSPORT = -10
ERR_TIMEOUT = -11
ERR_PROTOCOL = -12
ERR_STOPPED = -13
ERR_OUTCOME_UNKNOWN = -14
ERR_CREDITS = -20
ERR_AUTH = -21
ERR_VALIDATION = -22
ERR_NOT_FOUND = -23
ERR_TRANSIENT = -24
ERR_UNKNOWN = -25
ERR_RATE_LIMITED = -26
ERR_CONTENT_REJECTED = -27
ERR_FORBIDDEN = -28
ERR_JOB_FAILED = -30
ERR_JOB_CANCELED = -31
ERR_SIGNATURE = -40

EVENT_SUBMITTING = 1
EVENT_OPEN = 2
EVENT_ACCEPTED = 3
EVENT_MESSAGE = 4
EVENT_POLL = 5
EVENT_RETRY = 6
EVENT_FALLBACK = 7
EVENT_BYTES = 8
EVENT_END = 9
EVENT_STREAM_LOST = 10
EVENT_POLL_FAILED = 11
EVENT_NOTICE = 12
EVENT_TRACE = 13

# Handles are tickets, not addresses: nothing is ever read through them.
HANDLE = c_void_p
OUT_HANDLE = POINTER(c_void_p)
OUT_TEXT = POINTER(c_void_p)
OUT_SIZE = POINTER(c_size_t)
OUT_NUMBER = POINTER(c_int64)
TEXT = c_char_p
EVENT_FN = CFUNCTYPE(None, c_void_p, c_void_p)

# name: (what it returns, what it takes)
PROTOTYPES: Dict[str, Tuple[Any, List[Any]]] = {
    "sv_version_number": (c_uint32, []),
    "sv_version_string": (TEXT, []),
    "sv_version_check": (c_int32, [c_uint32]),
    "sv_status_name": (TEXT, [c_int32]),
    "sv_client_create": (c_int32, [OUT_HANDLE]),
    "sv_client_set": (c_int32, [HANDLE, TEXT, TEXT]),
    "sv_option_name": (TEXT, [c_uint32]),
    "sv_option_unit": (TEXT, [c_uint32]),
    "sv_option_scope": (TEXT, [c_uint32]),
    "sv_option_default": (TEXT, [c_uint32]),
    "sv_option_help": (TEXT, [c_uint32]),
    "sv_option_range": (c_int32, [c_uint32, OUT_NUMBER, OUT_NUMBER]),
    "sv_client_add_file": (c_int32, [HANDLE, TEXT, TEXT, TEXT, TEXT]),
    "sv_client_add_bytes": (c_int32, [HANDLE, TEXT, c_void_p, c_size_t, TEXT, TEXT]),
    "sv_client_remove_input": (c_int32, [HANDLE, TEXT]),
    "sv_client_free": (None, [HANDLE]),
    "sv_client_message": (TEXT, [HANDLE]),
    "sv_generate": (c_int32, [OUT_HANDLE, HANDLE, TEXT, TEXT, TEXT, EVENT_FN, c_void_p]),
    "sv_wait": (c_int32, [OUT_HANDLE, HANDLE, TEXT, TEXT, EVENT_FN, c_void_p]),
    "sv_download": (c_int32, [OUT_HANDLE, HANDLE, TEXT, TEXT, TEXT, EVENT_FN, c_void_p]),
    "sv_credits": (c_int32, [OUT_HANDLE, HANDLE]),
    "sv_start": (c_int32, [OUT_HANDLE, HANDLE, TEXT, TEXT, TEXT, c_uint64]),
    "sv_attach": (c_int32, [OUT_HANDLE, HANDLE, TEXT, TEXT, c_uint64]),
    "sv_start_download": (c_int32, [OUT_HANDLE, HANDLE, TEXT, TEXT, TEXT, c_uint64]),
    "sv_start_credits": (c_int32, [OUT_HANDLE, HANDLE, c_uint64]),
    "sv_poll": (c_int32, [OUT_HANDLE, HANDLE, c_int32]),
    "sv_poll_lines": (c_int32, [OUT_TEXT, OUT_SIZE, HANDLE, c_int32]),
    "sv_client_fd": (c_int32, [HANDLE]),
    "sv_client_wakeup": (c_int32, [HANDLE]),
    "sv_cancel": (c_int32, [HANDLE]),
    "sv_cancel_gracefully": (c_int32, [HANDLE]),
    "sv_job_result": (HANDLE, [HANDLE]),
    "sv_job_generation_id": (TEXT, [HANDLE]),
    "sv_job_free": (None, [HANDLE]),
    "sv_classify_error": (c_int32, [OUT_HANDLE, c_int32, TEXT, c_size_t]),
    "sv_data_url_decode": (c_int32, [OUT_HANDLE, TEXT, c_size_t]),
    "sv_inspect": (c_int32, [OUT_HANDLE, TEXT, c_size_t, TEXT, c_size_t, TEXT]),
    "sv_validate": (c_int32, [OUT_HANDLE, TEXT, c_size_t, TEXT, TEXT]),
    "sv_prepare": (c_int32, [OUT_HANDLE, HANDLE, TEXT, TEXT, TEXT]),
    "sv_webhook_verify": (c_int32, [OUT_HANDLE, TEXT, TEXT, TEXT, TEXT, c_size_t, TEXT, c_int64, c_int64]),
    "sv_webhook_parse": (c_int32, [OUT_HANDLE, TEXT, c_size_t]),
    "sv_webhook_moves": (c_int32, [TEXT, TEXT]),
    "sv_event_kind": (c_int32, [HANDLE]),
    "sv_event_tag": (c_uint64, [HANDLE]),
    "sv_event_job": (HANDLE, [HANDLE]),
    "sv_event_status": (TEXT, [HANDLE]),
    "sv_event_generation_id": (TEXT, [HANDLE]),
    "sv_event_name": (TEXT, [HANDLE]),
    "sv_event_data": (c_void_p, [HANDLE, OUT_SIZE]),
    "sv_event_json": (c_void_p, [HANDLE, OUT_SIZE]),
    "sv_result_status": (c_int32, [HANDLE]),
    "sv_result_category": (c_int32, [HANDLE]),
    "sv_result_http_status": (c_int32, [HANDLE]),
    "sv_result_message": (TEXT, [HANDLE]),
    "sv_result_charge": (TEXT, [HANDLE]),
    "sv_result_code": (TEXT, [HANDLE]),
    "sv_result_remedy": (TEXT, [HANDLE]),
    "sv_result_generation_id": (TEXT, [HANDLE]),
    "sv_result_retry_after_ms": (c_int64, [HANDLE]),
    "sv_result_json": (c_void_p, [HANDLE, OUT_SIZE]),
    "sv_result_output_count": (c_uint32, [HANDLE]),
    "sv_result_output_url": (TEXT, [HANDLE, c_uint32]),
    "sv_result_content": (c_void_p, [HANDLE, OUT_SIZE]),
    "sv_result_free": (None, [HANDLE]),
}
