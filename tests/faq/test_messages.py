"""What a message is: a courtesy, a follow-up, or a question of its own."""

import pytest

from faq import messages
from faq.messages import Courtesy


@pytest.mark.parametrize(
    ("message", "courtesy"),
    [
        ("hello", Courtesy.HELLO),
        ("Hi there!", Courtesy.HELLO),
        ("good morning", Courtesy.HELLO),
        ("thanks a lot", Courtesy.THANKS),
        ("ok", Courtesy.THANKS),
        ("hello, thanks for that", Courtesy.THANKS),
        ("hello?", None),
        ("thanks, what about lots", None),
        ("good lots", None),
        ("help", None),
        ("", None),
    ],
)
def test_a_courtesy_is_known_from_a_question(message: str, courtesy: Courtesy | None) -> None:
    assert messages.courtesy(message) is courtesy


@pytest.mark.parametrize(
    ("previous", "question", "carried"),
    [
        (None, "and over that?", "and over that?"),
        ("do I tender for 30 grand?", "and over that?", "do I tender for 30 grand?"),
        ("do I tender for 30 grand?", "what about 60k?", "do i tender for 60k?"),
        ("do I tender for 30 grand?", "how long is the standstill", "how long is the standstill"),
        ("how long is the standstill", "what about 60k?", "what about 60k?"),
        ("how long is the standstill", "and is it more?", "how long is the standstill"),
    ],
)
def test_the_next_follow_up_leans_on_a_whole_question(
    previous: str | None, question: str, carried: str
) -> None:
    assert messages.carried(previous, question) == carried
