"""Questions, as anybody may type them."""

from bot import asking
from faq.search import Kind
from tests.fuzz import woven

SEARCHER = asking.searcher()

TOKENS = (
    *(
        "do i have to ",
        "what is ",
        "how ",
        "tender ",
        "quote ",
        "threshold ",
        "insurance ",
        "30 grand ",
        "£45k + VAT ",
    ),
    *(
        "and over that",
        "?",
        "!",
        ".",
        ",",
        "\n",
        "hello ",
        "thanks ",
        "my bid ",
        "BL-2222-2222 ",
        "consortium ",
        "TUPE ",
    ),
    *(
        "lots ",
        "award ",
        "standstill ",
        "social value ",
        "who decides ",
        "complain ",
        "sue ",
        "not ",
        "under ",
        "per year ",
    ),
    *(
        "xyzzy ",
        "ааа ",
        "日本 ",
        "<b>",
        "&amp;",
        "%s",
        "{0}",
        "' OR 1=1 --",
        "../../",
        "a" * 40,
        "/faq",
        "@bot ",
    ),
)

SEEDS = (
    b"\x00do i have to tender for a 30 grand job",
    b"\x00and over that?",
    b"\x00how long is the standstill?",
)


def once(data: bytes) -> None:
    """Answer a question, alone and after another."""
    question = woven.text(data, TOKENS).encode(errors="replace").decode()
    first = SEARCHER.answer(question)
    assert first
    for outcome in (*first, *SEARCHER.answer(question, previous="what about 30k")):
        assert outcome.kind in Kind
    assert SEARCHER.answer(question) == first
