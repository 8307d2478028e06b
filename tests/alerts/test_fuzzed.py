"""Whatever bytes come in, each reader keeps its promises. `tests.fuzz` looks longer, for what is found here seldom."""

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

TARGETS = ("feed", "csv_file", "ocds", "buttons", "amounts", "faq_search")
QUICK = tuple(name for name in TARGETS if name != "faq_search")


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=40)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    importlib.import_module(f"tests.fuzz.{name}").once(data)


@settings(max_examples=10)
@given(data=st.binary(max_size=60))
def test_any_question_is_answered(data: bytes) -> None:
    importlib.import_module("tests.fuzz.faq_search").once(data)


@pytest.mark.parametrize("name", TARGETS)
def test_what_the_machines_begin_with_is_read(name: str) -> None:
    target = importlib.import_module(f"tests.fuzz.{name}")

    for seed in target.SEEDS:
        target.once(seed)
