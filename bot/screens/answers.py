"""The screens of questions and answers: an answer, “did you mean”, the topics, words and case studies."""

from collections.abc import Mapping, Sequence

from bot.buttons import Action, Button, in_rows, pages, to
from bot.questions import NO_QUESTION, Asked
from bot.screens import Screen
from bot.text import answers as words
from bot.text.written import cut
from faq import glossary
from faq.entries import Entry
from faq.groups import GROUPS, Case, of_group
from faq.referrals import Reason
from faq.search import Kind, Outcome

PER_PAGE = 8
WORDS_PER_PAGE = 12
RELATED = 3
LABEL = 60
NOT_MEANT = "-"
"""Stands on the button “None of these” in place of a topic."""

NOT_FOR_A_PERSON = NO_QUESTION | {Reason.OTHER_COUNCIL}
"""Reasons for which the Council's officers could not answer either."""

TOPICS = to("All topics", Action.FAQ, "topics")
"""Below an answer: a new message, so that the answer stays."""

BACK = to("All topics", Action.FAQ, "menu")
"""Below a list: in its place."""


def outcome(found: Outcome, logged: Asked, entries: Mapping[str, Entry], *, several: bool = False) -> Screen:
    """Show what a question led to. `several`: it was one of more, so it is named."""
    match found.kind:
        case Kind.ANSWER:
            return answer(found, logged, entries, several=several)
        case Kind.SUGGEST:
            picks = [
                [
                    to(
                        cut(f"{number}. {entry.question}", LABEL),
                        Action.PICK,
                        logged.id,
                        logged.key,
                        entry.slug,
                    )
                ]
                for number, entry in enumerate(found.suggestions, 1)
            ]
            none = to("None of these", Action.PICK, logged.id, logged.key, NOT_MEANT)
            return Screen(text=words.did_you_mean(found, heading=several), rows=[*picks, [none]])
        case Kind.NONE:
            person = found.reason not in NOT_FOR_A_PERSON
            below = [ask_a_person(logged), TOPICS] if person else [TOPICS]
            return Screen(text=words.no_answer(found, heading=several, person=person), rows=[below])


def answer(found: Outcome, logged: Asked, entries: Mapping[str, Entry], *, several: bool = False) -> Screen:
    """Show an answer, with what to press next below it."""
    entry = found.entry
    if entry is None:
        raise ValueError("an answer without an entry")
    related = [entries[slug] for slug in entry.related if slug in entries][:RELATED]
    return Screen(
        text=words.answer(found, heading=several),
        rows=[
            [_helped("Yes", logged, "yes"), _helped("No", logged, "no")],
            *([_topic(each)] for each in related),
            _words_used(entry),
            [ask_a_person(logged), TOPICS],
        ],
    )


def none_of_these(logged: Asked) -> Screen:
    """Show what to do when nothing suggested was meant."""
    return Screen(text=words.none_of_these(), rows=[[ask_a_person(logged), TOPICS]])


def not_useful(logged: Asked) -> Screen:
    """Show what to do when an answer did not help."""
    return Screen(text=words.not_useful(), rows=[[ask_a_person(logged), TOPICS]])


def how_to_ask() -> Screen:
    """Show how to ask."""
    return Screen(text=words.how_to_ask(), rows=[[TOPICS]])


def menu() -> Screen:
    """Show the groups of topics."""
    groups = [[to(name, Action.FAQ, "group", slug, 0)] for slug, name in GROUPS.items()]
    return Screen(text=words.menu(), rows=[*groups, [to("Words explained", Action.GLOSSARY, "list", 0)]])


def group(entries: Mapping[str, Entry], slug: str, page: int) -> Screen:
    """Show one page of the questions of a group. The groups, if there is no such group."""
    found = of_group(entries, slug)
    if not found or slug not in GROUPS:
        return menu()
    last = (len(found) - 1) // PER_PAGE
    page = min(page, last)
    shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    return Screen(
        text=words.group(GROUPS[slug], page, last),
        rows=[
            *([_topic(entry)] for entry in shown),
            pages(Action.FAQ, page, last, "group", slug),
            [BACK],
        ],
    )


def all_words(page: int) -> Screen:
    """Show one page of the words that we explain."""
    terms = list(glossary.load().items())
    last = (len(terms) - 1) // WORDS_PER_PAGE
    page = min(page, last)
    shown = terms[page * WORDS_PER_PAGE : (page + 1) * WORDS_PER_PAGE]
    buttons = [to(term.term, Action.GLOSSARY, "word", slug) for slug, term in shown]
    return Screen(
        text=words.glossary(page, last),
        rows=[*in_rows(buttons, 2), pages(Action.GLOSSARY, page, last, "list"), [BACK]],
    )


def word(slug: str) -> Screen:
    """Explain a word. All words, if there is no such word."""
    term = glossary.load().get(slug)
    if term is None:
        return all_words(0)
    more = [to("Read more", Action.FAQ, "topic", term.topic)] if term.topic else []
    return Screen(text=words.word(term), rows=[[*more, to("All words", Action.GLOSSARY, "words")]])


def cases(told: Sequence[Case]) -> Screen:
    """Show the case studies by trade."""
    buttons = [[to(cut(case.trade, LABEL), Action.FAQ, "topic", case.topic)] for case in told]
    return Screen(text=f"{words.cases(told)}\n\n{words.press_one()}", rows=[*buttons, [TOPICS]])


def ask_a_person(logged: Asked) -> Button:
    """Make the button that begins to pass a question on."""
    return to("Ask a person", Action.PERSON, "ask", logged.id, logged.key)


def _topic(entry: Entry) -> Button:
    return to(cut(entry.question, LABEL), Action.FAQ, "topic", entry.slug)


def _helped(label: str, logged: Asked, value: str) -> Button:
    return to(label, Action.HELPED, logged.id, logged.key, value)


def _words_used(entry: Entry) -> list[Button]:
    """Make a button for the first words of an answer that a newcomer may not know."""
    own = [slug for slug, term in glossary.load().items() if term.topic == entry.slug]
    used = glossary.used_in(entry.answer, 2, but=own)
    return [to(f"Word: {glossary.load()[slug].term}", Action.GLOSSARY, "word", slug) for slug in used]
