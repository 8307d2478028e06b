"""What a bot may write: the length of a text, the tags it may hold and the buttons under it."""

import json
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_local import BotApi, Button, Run, runs
from bot.telegram_local.markup import MarkupError, parse, utf16_length
from tests.bot.speaking import LINK, SAM, bot_api, button, buttons, refusal, say, say_html


@pytest.fixture
def api() -> BotApi:
    return bot_api()


# Texts.


@pytest.mark.parametrize("text", ["a" * 4096, "£" * 4096, "🏗" * 2048, f"  {'a' * 4096}\n"])
def test_a_text_may_be_4096_units_long(api: BotApi, text: str) -> None:
    say(api, text)

    assert api.transcript(SAM)[0].text == text.strip()


@pytest.mark.parametrize("text", ["a" * 4097, "🏗" * 2048 + "a"])
def test_a_longer_text_is_refused(api: BotApi, text: str) -> None:
    assert refusal(lambda: say(api, text)) == "400 Bad Request: message is too long"
    assert api.transcript(SAM) == []


def test_tags_and_escapes_do_not_count_towards_the_length(api: BotApi) -> None:
    shown = say_html(api, f"<b>{'&amp;' * 4096}</b>")

    assert shown == "&" * 4096
    assert "too long" in refusal(lambda: say_html(api, f"<b>{'&amp;' * 4097}</b>"))


@pytest.mark.parametrize("text", ["", "  \n ", "<b></b>", "<i> </i>"])
def test_a_text_without_words_is_refused(api: BotApi, text: str) -> None:
    assert refusal(lambda: say_html(api, text)) == "400 Bad Request: message text is empty"


def test_a_broken_character_is_refused(api: BotApi) -> None:
    assert refusal(lambda: say(api, "a\ud800")) == "400 Bad Request: strings must be encoded in UTF-8"


def test_without_a_parse_mode_tags_are_only_text(api: BotApi) -> None:
    say(api, "<b>5 & 6")

    [shown] = api.transcript(SAM)
    assert (shown.text, shown.html) == ("<b>5 & 6", "&lt;b&gt;5 &amp; 6")


def test_another_parse_mode_is_refused(api: BotApi) -> None:
    assert "unsupported parse_mode" in refusal(lambda: say(api, "*a*", parse_mode="MarkdownV2"))


def test_a_list_of_entities_is_refused_rather_than_lost(api: BotApi) -> None:
    bold = [{"type": "bold", "offset": 0, "length": 5}]

    assert "entities" in refusal(lambda: say(api, entities=bold))


# HTML.


@pytest.mark.parametrize(
    ("html", "style"),
    [
        ("<b>a</b>", "bold"),
        ("<strong>a</strong>", "bold"),
        ("<i>a</i>", "italic"),
        ("<em>a</em>", "italic"),
        ("<u>a</u>", "underline"),
        ("<ins>a</ins>", "underline"),
        ("<s>a</s>", "strikethrough"),
        ("<strike>a</strike>", "strikethrough"),
        ("<del>a</del>", "strikethrough"),
        ('<span class="tg-spoiler">a</span>', "spoiler"),
        ("<tg-spoiler>a</tg-spoiler>", "spoiler"),
        ('<tg-emoji emoji-id="5">a</tg-emoji>', "custom_emoji"),
        ("<code>a</code>", "code"),
        ("<pre>a</pre>", "pre"),
        ('<pre><code class="language-python">a</code></pre>', "pre"),
        ("<blockquote>a</blockquote>", "blockquote"),
        ("<blockquote expandable>a</blockquote>", "expandable_blockquote"),
        (f'<a href="{LINK}">a</a>', "text_link"),
        ("<B >a</b >", "bold"),
        ("<b>a</>", "bold"),
    ],
)
def test_every_tag_that_telegram_knows_is_read(html: str, style: str) -> None:
    read = parse(html)

    assert read.text == "a"
    assert [(entity.type, entity.offset, entity.length) for entity in read.entities] == [(style, 0, 1)]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("£<br/>", 'Unsupported start tag "br/" at byte offset 2'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>a</a>', 'Unclosed start tag "a" at byte offset 0'),
        ("<b", 'Unclosed start tag "b" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("R&D", "Unescaped or unknown character entity at byte offset 1"),
        ("a &", "Unescaped or unknown character entity at byte offset 2"),
        ("a&nbsp;b", "Unescaped or unknown character entity at byte offset 1"),
        ("&amp", "Unescaped or unknown character entity at byte offset 0"),
    ],
)
def test_html_that_telegram_does_not_read_is_refused(api: BotApi, html: str, why: str) -> None:
    assert refusal(lambda: say_html(api, html)) == f"400 Bad Request: can't parse entities: {why}"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("R&amp;D &lt;b&gt; &quot;a&quot;", 'R&D <b> "a"'),
        ("it&#x27;s &#163;5 &#128679;", "it's £5 🚧"),
        ("a > b", "a > b"),
        ("<b>a <i>b</i></b> c", "a b c"),
    ],
)
def test_what_is_escaped_comes_out_as_it_was(api: BotApi, html: str, text: str) -> None:
    assert say_html(api, html) == text


@pytest.mark.parametrize(
    ("count", "passes"), [(100, True), (101, False)], ids=["a hundred entities", "one more"]
)
def test_a_text_has_at_most_a_hundred_entities(api: BotApi, count: int, passes: bool) -> None:
    html = "<b>a</b> " * count

    if passes:
        assert say_html(api, html)
    else:
        assert "can't parse entities" in refusal(lambda: say_html(api, html))


def test_entities_count_in_utf16_units_and_move_when_the_ends_are_trimmed(api: BotApi) -> None:
    say_html(api, "\n 🏗 <b>roof </b>\n")

    [shown] = api.transcript(SAM)
    assert shown.text == "🏗 roof"
    assert [(entity.offset, entity.length) for entity in shown.entities] == [(3, 4)]


@pytest.mark.parametrize(
    ("href", "live"),
    [
        (LINK, LINK),
        ("http://example.org/?a=1&amp;copy=2", "http://example.org/?a=1&copy=2"),
        ("https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
        ("tg://user?id=5", "tg://user?id=5"),
        ("https://localhost/notice", None),
        ("/Notice/1", None),
        ("javascript:alert(1)", None),
        ("https://[broken", None),
    ],
)
def test_words_become_a_link_only_when_telegram_would_open_it(href: str, live: str | None) -> None:
    read = parse(f'<a href="{href}">the notice</a>')

    assert read.text == "the notice"
    assert [entity.url for entity in read.entities] == ([live] if live else [])


def test_runs_cut_a_text_where_its_style_changes() -> None:
    read = parse(f'🏗 <b>New <a href="{LINK}">work</a></b>.')

    assert list(runs(read.text, read.entities)) == [
        Run(text="🏗 "),
        Run(text="New ", styles=frozenset({"bold"})),
        Run(text="work", styles=frozenset({"bold", "text_link"}), url=LINK),
        Run(text="."),
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_whatever_is_escaped_is_read_back(text: str) -> None:
    read = parse(f"<b>{escape(text)}</b>")

    assert read.text == text
    assert [entity.length for entity in read.entities] == ([utf16_length(text)] if text else [])


@given(st.text(st.sampled_from('<>/b ai&;"=amp#x2'), max_size=40))
def test_no_markup_breaks_the_reader(html: str) -> None:
    try:
        read = parse(html).trimmed()
    except MarkupError:
        return

    assert "".join(run.text for run in runs(read.text, read.entities)) == read.text


# Buttons.


@pytest.mark.parametrize("data", ["a", "a" * 64, "£" * 32, "🏗" * 16])
def test_a_button_carries_up_to_64_bytes(api: BotApi, data: str) -> None:
    say(api, reply_markup=buttons([button(data)]))

    assert api.transcript(SAM)[0].buttons == ((Button(label="Yes", data=data),),)


@pytest.mark.parametrize("data", ["", "a" * 65, "£" * 33, "🏗" * 16 + "a"])
def test_a_button_that_carries_nothing_or_more_is_refused(api: BotApi, data: str) -> None:
    refused = refusal(lambda: say(api, reply_markup=buttons([button(data)])))

    assert refused == "400 Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    ("rows", "passes"),
    [([8], True), ([9], False), ([8] * 12 + [4], True), ([8] * 12 + [5], False)],
    ids=["8 in a row", "9 in a row", "100 buttons", "101 buttons"],
)
def test_a_keyboard_has_at_most_8_in_a_row_and_100_in_all(api: BotApi, rows: list[int], passes: bool) -> None:
    keyboard = buttons(*([button()] * count for count in rows))

    if passes:
        assert say(api, reply_markup=keyboard)
    else:
        assert "reply markup is too long" in refusal(lambda: say(api, reply_markup=keyboard))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Yes"},
        {"callback_data": "yes"},
        {"text": " ", "callback_data": "yes"},
        {"text": "Yes", "callback_data": "yes", "url": LINK},
        {"text": "Yes", "callback_data": 5},
        "Yes",
    ],
    ids=["no action", "no text", "blank text", "two actions", "data not a text", "not an object"],
)
def test_a_button_has_a_text_and_exactly_one_action(api: BotApi, wrong: object) -> None:
    keyboard = {"inline_keyboard": [[wrong]]}

    assert refusal(lambda: say(api, reply_markup=keyboard)).startswith("400 Bad Request: ")


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        (LINK, True),
        ("http://example.org", True),
        ("tg://resolve?domain=durham", True),
        ("ftp://example.org", False),
        ("example.org", False),
        ("https://localhost:8000/notice", False),
        ("https://example.org/a b", False),
        ("", False),
    ],
)
def test_a_button_opens_a_page_on_the_web(api: BotApi, url: str, passes: bool) -> None:
    keyboard = buttons([{"text": "Read it", "url": url}])

    if passes:
        say(api, reply_markup=keyboard)
        assert api.transcript(SAM)[0].buttons == ((Button(label="Read it", url=url),),)
    else:
        assert "is invalid" in refusal(lambda: say(api, reply_markup=keyboard))


@pytest.mark.parametrize(
    "wrong", ["{", "[]", {"inline_keyboard": "Yes"}, {"inline_keyboard": ["Yes"]}, {"keyboard": [["Yes"]]}]
)
def test_what_is_no_inline_keyboard_is_refused(api: BotApi, wrong: object) -> None:
    assert refusal(lambda: say(api, reply_markup=wrong)).startswith("400 Bad Request: ")


def test_a_keyboard_may_come_as_json_text_and_may_be_empty(api: BotApi) -> None:
    say(api, reply_markup=json.dumps(buttons([button()], [])))
    say(api, reply_markup=json.dumps(buttons()))
    say(api, reply_markup={"remove_keyboard": True})

    assert [len(shown.buttons) for shown in api.transcript(SAM)] == [1, 0, 0]
