"""Single statements over Bolt: the driver, and the driver's errors as ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase
from neo4j.exceptions import AuthError, DatabaseUnavailable, DriverError, Neo4jError, ServiceUnavailable

from graph_api.stores.neo4j.inbox import unpack_patiently
from graph_api.stores.port import StoreAway
from ontology.errors import StoreError


def open_driver(uri: str, user: str | None, password: str | None) -> AsyncDriver:
    """A driver that fails within seconds, not half a minute, if the database is unavailable."""
    unpack_patiently()
    return AsyncGraphDatabase.driver(
        uri,
        auth=(user or "neo4j", password) if password else None,
        connection_timeout=5,
        connection_acquisition_timeout=10,
        max_transaction_retry_time=5,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


async def read_record(driver: AsyncDriver, text: str, parameters: Mapping[str, object]) -> Sequence[Any]:
    """The one record of a statement.

    Raises `StoreAway` if the database does not answer or has no record of ours, `StoreError` if the statement fails.
    """
    try:
        async with driver.session(default_access_mode=READ_ACCESS) as session:
            result = await session.run(text, dict(parameters))
            record = await result.single()
    except (DriverError, Neo4jError, OSError) as error:
        raise translate(error) from error
    if record is None:
        raise no_release()
    return record.values()


def translate(error: Exception) -> StoreError:
    """The error of ours to raise for one of the driver."""
    if isinstance(error, AuthError):
        return StoreAway(
            "Neo4j refuses the user name or password.",
            code="STORE_AUTH",
            hint="Check NDP_STORE_USER and NDP_STORE_PASSWORD.",
        )
    is_away = isinstance(error, DriverError | OSError | ServiceUnavailable | DatabaseUnavailable)
    return (StoreAway if is_away else StoreError)(
        f"Neo4j cannot be queried: {' '.join(str(error).split())}",
        hint="Check that it runs and that NDP_STORE has its address.",
    )


def no_release() -> StoreAway:
    """The error about a database without a release."""
    return StoreAway(
        "The database has no release.", code="STORE_EMPTY", hint="Load one with `ndp-graph load`."
    )
