"""What can go wrong with the store.

StoreError
├── DatabaseUnusable  it cannot be opened or brought to today's tables; the message says why, without a password
├── UnknownSweep      no sweep has this id
└── LeaseLost         another process has taken the sweep over; whoever sees this stops writing
"""


class StoreError(Exception):
    """Something went wrong with what is kept."""


class DatabaseUnusable(StoreError):
    """The database cannot be used; the message is for people."""


class UnknownSweep(StoreError, LookupError):
    """No sweep has this id."""

    def __init__(self, run: str):
        super().__init__(f"There is no sweep {run}.")
        self.run = run


class LeaseLost(StoreError):
    """Another process runs this sweep by now."""

    def __init__(self, run: str):
        super().__init__(f"Sweep {run} is run by another process by now.")
        self.run = run
