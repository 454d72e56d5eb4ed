"""The internal brief of one supplier and week as a page and as plain text."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefs.content import Brief, Purpose
from briefs.mail import Picture
from briefs.render import Writer
from briefs.supplier import agent_text, chat_text, message_text, points
from briefs.team import TeamDocument, team_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture in a page: its address is `cid:` in a letter, `data:` in a file."""

    address: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text for a supplier or agent as the team sees it, to be copied."""

    kind: str  # message | cover | chat | agent
    label: str
    language: str
    text: str


def by_cid(picture: Picture) -> Shown:
    """Show a picture that travels with the letter."""
    return Shown(
        address=f"cid:{picture.name}",
        alt=picture.alt,
        width=picture.width,
        height=picture.height,
    )


def by_data(picture: Picture) -> Shown:
    """Show a picture inside the page itself."""
    content = base64.b64encode(picture.png).decode()
    return replace(by_cid(picture), address=f"data:image/png;base64,{content}")


def messages_of(
    team: Writer, writers: Mapping[str, Writer], brief: Brief, *, as_of: date
) -> tuple[Message, ...]:
    """Return the texts to copy: the message, its cover for the agent, the two short ones."""
    message, label = brief.message, team.words.section("brief.message_to")
    writer, agent = writers[message.language], writers["vi"]

    def said(kind: str, by: Writer, text: str, of: str) -> Message:
        return Message(kind=kind, label=label[of], language=by.language, text=text)

    found = [said("message", writer, message_text(writer, message, as_of=as_of), writer.language)]
    if message.language == "zh":
        cover = message_text(agent, message, as_of=as_of)
        found.append(said("cover", agent, cover, "vi"))
    if message.asks or message.purpose is Purpose.HOLD:
        found += [
            said("chat", writer, chat_text(writer, message, as_of=as_of), "chat"),
            said("agent", agent, agent_text(agent, message, as_of=as_of), "agent"),
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefPage:
    """What the page and the text of one brief say, before any layout."""

    title: str
    documents: tuple[TeamDocument, ...]
    shared: tuple[str, ...]  # the asks of all products together, where there are several
    messages: tuple[Message, ...]
    footer: str


def brief_page(
    team: Writer, writers: Mapping[str, Writer], brief: Brief, *, as_of: date
) -> BriefPage:
    """Return what the internal brief of one supplier and week says."""
    documents = tuple(team_document(team, reorder, as_of=as_of) for reorder in brief.reorders)
    shared = points(team, brief.message, voice="team") if len(brief.message.items) > 1 else []
    first = brief.reorders[0].for_supplier.sku
    return BriefPage(
        title=" · ".join(part for part in (brief.supplier or first, _span(team, brief)) if part),
        documents=documents,
        shared=tuple(shared),
        messages=messages_of(team, writers, brief, as_of=as_of),
        footer=team.words("brief.footer", day=team.words.date(as_of, year=True), sku=first),
    )


def brief_html(
    team: Writer, page: BriefPage, *, pictures: Mapping[str, Sequence[Shown]], as_of: date
) -> str:
    """Return a brief as an HTML page; pictures by the key of their reorder."""
    return team.page("layouts/brief.html.j2", **_facts(page), pictures=pictures, as_of=as_of)


def brief_text(team: Writer, page: BriefPage, *, as_of: date) -> str:
    """Return a brief as plain text with the same lines."""
    return team.text("layouts/brief.txt.j2", **_facts(page), as_of=as_of)


def _facts(page: BriefPage) -> dict[str, object]:
    return {name: getattr(page, name) for name in BriefPage.__slots__}


def _span(team: Writer, brief: Brief) -> str:
    days = sorted({reorder.for_supplier.planned_on for reorder in brief.reorders})
    written = [team.words.date(day) for day in (days[0], days[-1])]
    return "–".join(dict.fromkeys(written))
