"""What is kept: sweeps and their samples. Imports nothing here, so that SQLAlchemy loads when a store is opened.

location    where the database is: the operator's URL, or SQLite in the person's own data folder
database    engine and sessions, read-only or writing; migrated at first use
migrating   brings a database to today's tables; asks one small question when there is nothing to do
models      the tables
packing     answers compressed and back
values      what the store of sweeps takes and gives
sweeps      what sweeps read and write

No table has a place for a key, and texts that come from a service pass through the redaction on their way in.
"""
