"""The tables. Times are seconds since 1970, UTC, as ``time.time()`` gives them: the same in every database."""

from sqlalchemy import BigInteger, Double, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Constraints have names of their own, so that migrations can change them in every database.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)


class SweepRow(Base):
    """A sweep: what was asked, how far it is, and which process runs it."""

    __tablename__ = "sweeps"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    service: Mapped[str] = mapped_column(String(500))
    project: Mapped[int] = mapped_column(BigInteger)
    studio: Mapped[str | None] = mapped_column(String(64))
    """Which of our own services was asked, whatever its address; none of others, and of sweeps before revision 0002."""
    request: Mapped[str] = mapped_column(Text)
    """The request as JSON; never changed."""
    state: Mapped[str] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(Text, default="")
    """Why it stopped."""
    notes: Mapped[str] = mapped_column(Text, default="[]")
    """Sentences that a reader of the results should know, as JSON."""
    identity: Mapped[str | None] = mapped_column(Text)
    """Which models the first answer came from, as JSON."""
    total: Mapped[int | None] = mapped_column(Integer)
    """Samples in all; none until they are listed."""
    job: Mapped[int | None] = mapped_column(BigInteger)
    """The service's job that tests the models."""
    created: Mapped[float] = mapped_column(Double)
    started: Mapped[float | None] = mapped_column(Double)
    finished: Mapped[float | None] = mapped_column(Double)
    wish: Mapped[str] = mapped_column(String(16), default="")
    """What a person wants of the process that runs it: pause or cancel."""
    per_second: Mapped[float | None] = mapped_column(Double)
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[float] = mapped_column(Double, default=0.0)

    __table_args__ = (
        Index("ix_sweeps_service_project_created", "service", "project", "created"),
        Index("ix_sweeps_studio_project_created", "studio", "project", "created"),
    )


class SweepSampleRow(Base):
    """A sample of a sweep: waiting, done or failed. Made when the samples are listed, so that none is there twice."""

    __tablename__ = "sweep_samples"

    sweep: Mapped[str] = mapped_column(ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True)
    sample: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    filename: Mapped[str] = mapped_column(Text, default="")
    label: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str] = mapped_column(Text, default="")
    model: Mapped[str | None] = mapped_column(String(64))
    """Digest of the identity of the models that answered."""
    outcome: Mapped[str | None] = mapped_column(Text)
    """What the statistics need of the answer, as JSON."""
    # Last: SQLite then reads the columns before it without walking through the answer's pages.
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The wire answer, compressed."""

    __table_args__ = (Index("ix_sweep_samples_sweep_state", "sweep", "state"),)
