"""What pydantic finds wrong with a file, in one line for people."""

from pydantic import ValidationError


def first_problem(error: ValidationError) -> str:
    """The first wrong field and what is wrong with it."""
    problem = error.errors(include_url=False)[0]
    if problem["type"] == "json_invalid":
        return f"this is not JSON: {problem['ctx']['error']}"
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]
