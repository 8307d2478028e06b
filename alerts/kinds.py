"""Which kinds of message a supplier wants beside its alerts. Each can be turned off, and on again."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.tables import DeliveryKind, Supplier

OPTIONAL = tuple(kind for kind in DeliveryKind if kind is not DeliveryKind.ALERT)
"""Whoever wants no alerts stops."""


async def turn(session: AsyncSession, address: str, kind: DeliveryKind, *, on: bool) -> bool:
    """Turn a kind of message on or off. A second press changes nothing. False when nobody has this address."""
    supplier = await session.scalar(select(Supplier).where(Supplier.address == address).with_for_update())
    if supplier is None:
        return False
    supplier.turned_off = tuple(
        each for each in OPTIONAL if (not on if each is kind else each in supplier.turned_off)
    )
    await session.flush()
    return True


async def turned_off(session: AsyncSession, address: str) -> Collection[DeliveryKind]:
    """Return the kinds of message that a supplier does not want."""
    off = await session.scalar(select(Supplier.turned_off).where(Supplier.address == address))
    return off or ()
