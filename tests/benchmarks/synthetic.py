"""Watches and notices that nobody made, the same ones for a seed each time.

How uneven they are follows what was seen of real ones: few divisions of the CPV hold most notices, few words
most of a text, and about a quarter of the buyers list work under a code of another kind. A watch picks one to
three trades, or two to five CPV prefixes of two to five digits (35, 35, 20 and 10 in 100), or both; three in ten
have words of their own, six in ten name one to three of the twelve regions. A notice has one to four codes, 60
to 160 words, and a value in 85 of 100.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from alerts import cpv, trades
from alerts.audience import Watcher
from alerts.frequency import Frequency, QuietHours, Rhythm, Silence
from alerts.matching import Firm, Mutes, OrganisationType, Size, Strictness, Watch
from alerts.notice import Kind, Lot, Notice, Stage, VatBasis

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)
REGIONS = ("UKC", "UKD", "UKE", "UKF", "UKG", "UKH", "UKI", "UKJ", "UKK", "UKL", "UKM", "UKN")
PHRASES = 3_000
COMMON = 400
COMMON = 400
PREFIX_LENGTHS = ((2, 35), (3, 35), (4, 20), (5, 10))
BANDS_PENCE = (1_000_000, 3_000_000, 10_000_000, 21_400_000, 50_000_000, 100_000_000, 500_000_000)


@dataclass(frozen=True, slots=True)
class _Uneven:
    """Values of which the first ones are drawn far more often than the last: the n-th as 1 to n."""

    values: Sequence[str]
    heights: Sequence[float]

    def draw(self, random: Random) -> str:
        return random.choices(self.values, cum_weights=self.heights)[0]


def _uneven(values: Sequence[str], power: float) -> _Uneven:
    return _Uneven(
        values=values, heights=tuple(accumulate(1 / place**power for place in range(1, len(values) + 1)))
    )


@dataclass(frozen=True, slots=True)
class _World:
    codes: _Uneven
    trades: _Uneven
    words: _Uneven
    phrases: _Uneven
    filler: _Uneven


@cache
def _world() -> _World:
    """Return what everything is drawn from: the order of what is common is drawn once, from a seed of its own."""
    random = Random(2008)
    divisions = sorted({code[:2] for code in cpv.names()})
    random.shuffle(divisions)
    place = {division: at for at, division in enumerate(divisions)}
    codes = list(cpv.names())
    random.shuffle(codes)
    codes.sort(key=lambda code: place[code[:2]] * random.uniform(0.5, 1.5))
    known = sorted({word.strip('"') for trade in trades.TRADES.values() for word in trade.words})
    # What stands in every other text says nothing of a trade, and nobody looks for it.
    telling = {word for line in known for word in _plain(line)}
    said = sorted({word for name in cpv.names().values() for word in _plain(name)} - telling)
    random.shuffle(said)
    common, rarer = said[:COMMON], [*said[COMMON:], *sorted(telling)]
    random.shuffle(rarer)
    lengths = random.choices((1, 2, 3), (50, 35, 15), k=PHRASES)
    common_trades = _uneven([trade.slug for trade in trades.MENU], 0.7)
    phrases = [
        _name(random, common_trades) if random.random() < 0.7 else " ".join(random.sample(rarer, length))
        for length in lengths
    ]
    phrases = list(dict.fromkeys(phrases))
    return _World(
        codes=_uneven(codes, 0.7),
        trades=common_trades,
        words=_uneven([*common, *rarer], 0.8),
        phrases=_uneven(phrases, 0.8),
        filler=_uneven(("supply", "services", "works", "contract", "framework", "provision", "council"), 1.0),
    )


def _name(random: Random, common: _Uneven) -> str:
    """Return what buyers call the work of some trade."""
    return random.choice(trades.TRADES[common.draw(random)].words).strip('"')


def _plain(text: str) -> list[str]:
    return [word for word in text.lower().replace(",", " ").split() if word.isalpha() and len(word) > 2]


def _several(random: Random, drawn_from: _Uneven, least: int, most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(drawn_from.draw(random) for _ in range(random.randint(least, most))))


def watch(random: Random) -> Watch:
    """Return what one supplier may want to hear of."""
    world = _world()
    kind = random.random()
    picked = (
        _several(random, world.trades, 1, random.choices((1, 2, 3), (60, 30, 10))[0]) if kind < 0.7 else ()
    )
    prefixes: tuple[str, ...] = ()
    if kind >= 0.4:
        lengths = [length for length, _ in PREFIX_LENGTHS]
        weights = [weight for _, weight in PREFIX_LENGTHS]
        prefixes = tuple(
            cpv.prefix(world.codes.draw(random)[: random.choices(lengths, weights)[0]])
            for _ in range(random.randint(2, 5))
        )
    low, high = sorted(random.sample(range(len(BANDS_PENCE)), 2))
    return Watch(
        trades=picked,
        cpv_prefixes=tuple(dict.fromkeys(prefixes)),
        words=_several(random, world.phrases, 1, 3) if random.random() < 0.3 else (),
        not_words=(world.words.draw(random),) if random.random() < 0.1 else (),
        regions=tuple(random.sample(REGIONS, random.randint(1, 3))) if random.random() < 0.6 else (),
        value_min_pence=BANDS_PENCE[low] if random.random() < 0.4 else None,
        value_max_pence=BANDS_PENCE[high] if random.random() < 0.5 else None,
        strictness=Strictness.CLOSE if random.random() < 0.15 else Strictness.POSSIBLE,
    )


def watchers(count: int, seed: int = 1) -> Iterator[Watcher]:
    """Give so many watches, one in ten of them the second of its supplier."""
    random = Random(seed)
    supplier_id = 0
    shared: tuple[Firm, Silence, Mutes] | None = None
    for number in range(1, count + 1):
        if shared is None or random.random() >= 0.1:
            supplier_id += 1
            shared = _firm(random), _silence(random), _mutes(random)
        firm, silence, mutes = shared
        yield Watcher(
            supplier_id=supplier_id,
            watch_id=number,
            firm=firm,
            watch=watch(random),
            rhythm=_rhythm(random),
            silence=silence,
            mutes=mutes,
        )


def _firm(random: Random) -> Firm:
    return Firm(
        organisation_type=random.choices(list(OrganisationType), (70, 15, 15))[0],
        size=random.choices(list(Size), (20, 45, 25, 8, 2))[0],
        comfortable_max_pence=random.choice(BANDS_PENCE) if random.random() < 0.2 else None,
    )


def _rhythm(random: Random) -> Rhythm:
    frequency = random.choices(list(Frequency), (10, 75, 15))[0]
    return Rhythm(
        frequency=frequency,
        hour=8 if random.random() < 0.8 else random.randint(6, 20),
        weekday=0 if random.random() < 0.7 else random.randint(0, 4),
    )


def _silence(random: Random) -> Silence:
    quiet = (
        QuietHours(start=random.randint(19, 23), until=random.randint(6, 8))
        if random.random() < 0.1
        else None
    )
    return Silence(quiet=quiet)


def _mutes(random: Random) -> Mutes:
    if random.random() >= 0.05:
        return Mutes()
    what = random.randrange(3)
    return Mutes(
        buyers=frozenset({f"council {random.randint(1, 300)}"}) if what == 0 else frozenset(),
        trades=frozenset({_world().trades.draw(random)}) if what == 1 else frozenset(),
        sources=frozenset({"contracts-finder"}) if what == 2 else frozenset(),
    )


def notices(count: int, seed: int = 1, now: datetime = NOW) -> Iterator[Notice]:
    """Give so many notices, all open at `now`."""
    random = Random(f"notices {seed}")
    for number in range(1, count + 1):
        yield _notice(random, number, now)


def _notice(random: Random, number: int, now: datetime) -> Notice:
    world = _world()
    codes = _several(random, world.codes, 1, 4)
    named = codes[0] if random.random() < 0.75 else world.codes.draw(random)
    title = [*cpv.names()[named].split()[:8], world.filler.draw(random)]
    told = [world.words.draw(random) for _ in range(random.randint(60, 160))]
    if random.random() < 0.5:  # as people call it
        title.append(_name(random, world.trades))
        told[:0] = [_name(random, world.trades) for _ in range(4)]
    value = random.choice(BANDS_PENCE) * random.randint(2, 20) // 10 if random.random() < 0.85 else None
    return Notice(
        external_id=f"{number:06d}-2026",
        ocid=f"ocds-made-up-{number:06d}",
        released_at=now - timedelta(minutes=random.randint(1, 30_000)),
        title=" ".join(title),
        summary=" ".join(told),
        buyer=f"Council {random.randint(1, 300)}",
        url=f"https://example.org/notices/{number}",
        stage=Stage.OPEN,
        kind=Kind.TENDER,
        cpv_codes=codes,
        regions=("UK",) if random.random() < 0.2 else (f"{random.choice(REGIONS)}{random.randint(1, 9)}",),
        value_max_pence=value,
        vat=VatBasis.NET,
        value_is_ceiling=random.choice((None, None, False, False, True)),
        suits_sme=random.random() < 0.6,
        lots=_lots(random, value) if random.random() < 0.15 else (),
        closes_at=now + timedelta(days=random.randint(1, 60)),
    )


def _lots(random: Random, value: int | None) -> tuple[Lot, ...]:
    many = random.randint(2, 5)
    return tuple(
        Lot(
            id=str(number),
            title=cpv.names()[_world().codes.draw(random)],
            value_max_pence=None if value is None else value // many,
        )
        for number in range(1, many + 1)
    )
