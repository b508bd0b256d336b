"""Calls that both clients have, and that send nothing."""

from __future__ import annotations

from ._arguments import options_json, payload_body
from ._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Union

    from ._arguments import Options, Payload
    from ._contract import Model, Validation
    from ._engine import Engine
    from ._offline import Classification
    from ._prepared import Prepared


class OfflineCalls:
    """The functions of the module as methods, so that a client is all that a program carries around."""

    _engine: Engine

    def prepare(
        self,
        endpoint: str,
        payload: Optional[Payload] = None,
        *,
        options: Optional[Options] = None,
        **fields: Any,
    ) -> Prepared:
        """A dry run: what generate() would send first, with the key hidden. Sends nothing, costs nothing,
        needs no key.
        """
        from ._prepared import prepared

        return prepared(
            self._engine.prepare(endpoint, payload_body(payload, fields), options_json(None, options))
        )

    @staticmethod
    def inspect(endpoint: Optional[str] = None, **query: Any) -> Dict[str, Any]:
        """What the catalogue or a document says about an endpoint; see skillsvideo.inspect. Sends nothing."""
        from ._contract import inspect

        return inspect(endpoint, **query)

    @staticmethod
    def template(endpoint: str, **query: Any) -> Any:
        """The smallest payload that an endpoint takes; see skillsvideo.template. Sends nothing."""
        from ._contract import template

        return template(endpoint, **query)

    @staticmethod
    def validate(endpoint: str, payload: Optional[Payload] = None, **fields: Any) -> Validation:
        """Compares a payload with what an endpoint takes; see skillsvideo.validate. Sends nothing."""
        from ._contract import validate

        return validate(endpoint, payload, **fields)

    @staticmethod
    def models(category: Optional[str] = None) -> List[Model]:
        """The models of the shipped catalogue; see skillsvideo.models. Sends nothing."""
        from ._contract import models

        return models(category)

    @staticmethod
    def classify_error(http_status: int = 0, body: Union[bytes, str, None] = None) -> Classification:
        """Says what an answer means; see skillsvideo.classify_error. Sends nothing."""
        from ._offline import classify_error

        return classify_error(http_status, body)
