"""What can go wrong with the store.

StoreError
├── DatabaseUnusable     it cannot be opened or brought to today's tables; the message says why, without a password
├── DatabaseFailed       it was opened, and did not do what it was asked; carries what the driver said
│   ├── DatabaseAway     it passes by itself
│   │   ├── DatabaseBusy another program held its lock for too long
│   │   └── DatabaseLost the connection to its server broke off
│   ├── DatabaseFull     there is no room for more
│   └── DatabaseDamaged  what it holds cannot be read
├── UnknownSweep         no sweep has this id
└── LeaseLost            another process has taken the sweep over; whoever sees this stops writing
"""


class StoreError(Exception):
    """Something went wrong with what is kept; the message is for people.

    Attributes:
        next_step: What to do about it, for people.
    """

    next_step = "Ask whoever runs this dashboard to look at its database."


class DatabaseUnusable(StoreError):
    """The database cannot be used."""


class DatabaseFailed(StoreError):
    """The database did not do what it was asked.

    Attributes:
        said: What its driver said, without statement and values.
    """

    happened = "The database failed"

    def __init__(self, said: str):
        super().__init__(f"{self.happened} ({said}).")
        self.said = said


class DatabaseAway(DatabaseFailed):
    """The database cannot be reached now; what is asked again later may succeed."""

    next_step = "Try again in a moment. What was stored is kept."


class DatabaseBusy(DatabaseAway):
    """Another program held the database's lock for too long."""

    happened = "Another program keeps the database locked"
    next_step = "Try again in a moment; if this lasts, end the program that holds it. What was stored is kept."


class DatabaseLost(DatabaseAway):
    """The connection to the database's server broke off."""

    happened = "The connection to the database broke off"


class DatabaseFull(DatabaseFailed):
    """There is no room for more."""

    happened = "There is no room for more in the database"
    next_step = "Make room on the disk of the database, then try again. What was stored is kept."


class DatabaseDamaged(DatabaseFailed):
    """What the database holds cannot be read."""

    happened = "The database is damaged"
    next_step = "Put a copy of it from before in its place, or move its file away: a new one is then made."


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
