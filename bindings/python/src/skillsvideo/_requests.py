"""One generation to be made, as map() takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Mapping, Optional, Tuple, Union

from ._arguments import refuse

if TYPE_CHECKING:
    from ._arguments import Payload


@dataclass(frozen=True)
class Request:
    """An endpoint and its payload. `idempotency_key` goes with every try of the create; by default a random
    one does.
    """

    endpoint: str
    payload: Payload = field(default_factory=dict, hash=False)
    idempotency_key: Optional[str] = None


# A Request, (endpoint, payload), or the payload's fields with "endpoint" among them.
AnyRequest = Union[Request, Tuple[str, "Payload"], Mapping[str, Any]]


def as_request(item: AnyRequest) -> Request:
    """Any of the forms as a Request. ArgumentError when it is none of them."""
    if isinstance(item, Request):
        return item
    if isinstance(item, tuple) and len(item) == 2:
        return Request(*item)
    if isinstance(item, Mapping) and "endpoint" in item:
        return Request(item["endpoint"], {name: value for name, value in item.items() if name != "endpoint"})
    raise refuse(f'map takes Requests, (endpoint, payload) pairs, or mappings with "endpoint", not {item!r}.')
