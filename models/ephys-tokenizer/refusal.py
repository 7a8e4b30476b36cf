"""The one kind of error that a person who runs the recipe meets."""


class Refusal(Exception):
    """Names the place, what was expected, what was found, and what to do."""

    def __init__(self, place, expected, found, remedy):
        super().__init__(f"{place}: expected {expected}, found {found}; {remedy}")
