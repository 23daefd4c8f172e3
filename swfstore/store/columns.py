"""The kinds of columns that the tables are made of, and the names of their constraints."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Integer, MetaData, SmallInteger, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives out row ids only for a column of exactly this type.
ID = BigInteger().with_variant(Integer, "sqlite")

# SQLite compares byte by byte by itself; PostgreSQL by the language of its database unless it is told not to.
WORDS = Text().with_variant(Text(collation="C"), "postgresql")


def row_id() -> Column[int]:
    """The row's own id, given out by the database."""
    return Column("id", ID, Identity(always=False), primary_key=True)


def instant(name: str, nullable: bool = False) -> Column[int]:
    """Milliseconds since the epoch, UTC."""
    return Column(name, BigInteger, nullable=nullable)


def number(name: str, nullable: bool = False) -> Column[int]:
    """An event id, a count or a rank."""
    return Column(name, Integer, nullable=nullable)


def words(name: str, nullable: bool = False) -> Column[str]:
    """Text, which is compared byte by byte."""
    return Column(name, WORDS, nullable=nullable)


def flag(name: str) -> Column[int]:
    """0 or 1."""
    return Column(name, SmallInteger, nullable=False)


def domain() -> Column[int]:
    """The row id of a domain."""
    return Column("domain_id", ID, ForeignKey("domains.id"), nullable=False)


def execution() -> Column[int]:
    """The row id of an execution."""
    return Column("execution_id", ID, ForeignKey("executions.id"), nullable=False)
