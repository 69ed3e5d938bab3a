"""What can go wrong in the service, and the HTTP status that says so.

StudioError
├── BadRequest    400: a parameter that the call does not take
├── Unauthorized  401: the key is missing or wrong
├── Forbidden     403: the key is right, but may not do this
├── NotFound      404: no such project, impulse, sample or job
└── Damaged       422: the call is right, but what it names cannot be used; carries file and field
"""


class StudioError(Exception):
    """An answer "no" with its reason, which reaches the caller as it is."""

    status = 500

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class BadRequest(StudioError):
    """A parameter that the call does not take."""

    status = 400


class Unauthorized(StudioError):
    """The key is missing or wrong."""

    status = 401


class Forbidden(StudioError):
    """The key may read, and this call does more than that."""

    status = 403


class NotFound(StudioError):
    """There is no such project, impulse, sample or job."""

    status = 404


class Damaged(StudioError):
    """A project, model or sample that cannot be used. Asking again does not help, so the status is none of 5xx.

    Attributes:
        file: The file, as seen from the folder of all projects.
        field: Where in the file, such as ``impulses.0.input.windowSizeMs``; empty if it is the file as a whole.
        cause: What is wrong, in plain words.
    """

    status = 422

    def __init__(self, file: str, cause: str, field: str = "") -> None:
        self.file = file
        self.field = field
        self.cause = cause
        super().__init__(": ".join(part for part in (file, field, cause) if part))
