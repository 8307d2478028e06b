"""Much at once, then one a second; told once until all is quiet again; and nobody is remembered for ever."""

from bot import patience
from bot.patience import AT_ONCE, Patience, Verdict

TAKE, TELL, LEAVE_OUT = Verdict.TAKE, Verdict.TELL, Verdict.LEAVE_OUT


def test_so_much_is_taken_at_once_and_then_one_a_second() -> None:
    limit = Patience()

    at_once = [limit.judge(1, 0) for _ in range(AT_ONCE + 2)]
    later = [limit.judge(1, second) for second in (0.5, 1, 1.5, 2, 2)]

    assert at_once == [TAKE] * AT_ONCE + [TELL, LEAVE_OUT]
    assert later == [LEAVE_OUT, TAKE, LEAVE_OUT, TAKE, LEAVE_OUT]


def test_it_is_told_again_only_when_all_was_quiet_in_between() -> None:
    limit = Patience(at_once=2)

    first = [limit.judge(1, 0) for _ in range(4)]
    soon = [limit.judge(1, 1.9) for _ in range(3)]
    quiet = [limit.judge(1, 10) for _ in range(3)]

    assert first == [TAKE, TAKE, TELL, LEAVE_OUT]
    assert soon == [TAKE, LEAVE_OUT, LEAVE_OUT]
    assert quiet == [TAKE, TAKE, TELL]


def test_each_person_is_counted_alone() -> None:
    limit = Patience(at_once=1)

    assert [limit.judge(person, 0) for person in (1, 1, 2, 2)] == [TAKE, TELL, TAKE, TELL]


def test_whoever_is_quiet_is_forgotten_and_a_crowd_too() -> None:
    limit = Patience(at_once=2)
    for person in range(patience.REMEMBERED):
        limit.judge(person, 0)
    limit.judge(-1, 1)  # the last one that fits
    limit.judge(-2, 1.5)
    few = len(limit._people)
    for person in range(patience.REMEMBERED + 10):
        limit.judge(person, 2)

    assert few == 2
    assert len(limit._people) <= patience.REMEMBERED
