"""How a request ended that brought no response, as one of the words that a night's account uses."""

from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

MAX_DETAIL: Final = 500
"""Characters of an error's words that are kept."""
_OUTCOMES: dict[type[Exception], str] = {
    DownloadTimeoutError: "timeout",
    DownloadConnectionRefusedError: "refused",
    CannotResolveHostError: "dns",
    DownloadCancelledError: "body-too-large",
    ResponseDataLossError: "body-truncated",
    DownloadFailedError: "connection-failed",
    UnsupportedURLSchemeError: "bad-url",
    NotSupported: "bad-url",
    ValueError: "bad-url",
}


class HeadTooLargeError(Exception):
    """A response whose headers are more than is read."""


class Dropped(IgnoreRequest):
    """A request that our own rules ended.

    Attributes:
        outcome: kebab case.
        detail: in words.
    """

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail


def outcome_of(error: Exception) -> tuple[str, str]:
    """The outcome of a request that ended with this error, and the error in words."""
    if isinstance(error, Dropped):
        return error.outcome, error.detail
    reasons = [failure.value for failure in getattr(error.__cause__, "reasons", ())]
    if any(isinstance(reason, HeadTooLargeError) for reason in reasons):
        return "headers-too-large", "; ".join(map(str, reasons))
    outcome = next((word for kind, word in _OUTCOMES.items() if isinstance(error, kind)), "error")
    # Twisted shows the causes of a failed response as objects.
    words = "; ".join(map(str, reasons)) or str(error).strip() or type(error).__name__
    if outcome == "error":
        words = f"{type(error).__name__}: {words}"
    # The words may quote what a server sent, of any length.
    return outcome, words if len(words) <= MAX_DETAIL else f"{words[:MAX_DETAIL]}..."
