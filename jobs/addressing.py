"""From the mail settings to a way out, and who writes to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr

from briefs.channels import Channel, FolderOptions, SmtpOptions
from briefs.channels.smtp import Security
from jobs.configuration import Configuration
from jobs.secrets import mail_password
from jobs.settings import BuyerSettings, MailSettings

NOBODY = "reorder-brief@localhost"  # sender of letters that only go into a folder
TEAM = "team@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """Who writes a letter and who gets it; each `Name <address>` or a bare address."""

    sender: str
    reply_to: str | None
    to: tuple[str, ...]
    cc: tuple[str, ...]

    @property
    def envelope_sender(self) -> str:
        """The bare address of the sender."""
        return parseaddr(self.sender)[1]

    @property
    def recipients(self) -> tuple[str, ...]:
        """Bare addresses of all who get it, each once."""
        return tuple(dict.fromkeys(parseaddr(named)[1] for named in (*self.to, *self.cc)))


def addressed(mail: MailSettings, *, suppliers: Iterable[str] = ()) -> Addressing:
    """Return who writes to whom a letter about some suppliers.

    One buyer who deals with all of them writes and gets it as `mail.buyers` says. A letter about
    suppliers of several buyers goes to the team, and each buyer concerned is in copy. With
    `redirect_to` everything goes there and nowhere else.
    """
    named = dict.fromkeys(suppliers)
    buyers = [mail.buyers.get(supplier, BuyerSettings()) for supplier in named]
    one = buyers[0] if buyers and all(buyer == buyers[0] for buyer in buyers) else BuyerSettings()
    to, cc = one.to or mail.to or (TEAM,), one.cc or mail.cc
    if one == BuyerSettings():
        cc = (*cc, *(address for buyer in buyers for address in (*buyer.to, *buyer.cc)))
    if mail.redirect_to:
        to, cc = (mail.redirect_to,), ()
    return Addressing(
        sender=one.sender or mail.sender or NOBODY,
        reply_to=one.reply_to or mail.reply_to,
        to=to,
        cc=tuple(address for address in dict.fromkeys(cc) if address not in to),
    )


def addressed_to_admins(mail: MailSettings) -> Addressing | None:
    """Return who hears of failures; None when nobody is named."""
    if not mail.admins:
        return None
    return Addressing(
        sender=mail.sender or NOBODY,
        reply_to=mail.reply_to,
        to=(mail.redirect_to,) if mail.redirect_to else mail.admins,
        cc=(),
    )


def channel_of(configuration: Configuration, environment: Mapping[str, str]) -> Channel:
    """Return the way out that the configuration names.

    Raises:
        SettingsError: If the password is named but not there, or a login has none.
    """
    mail = configuration.settings.mail
    if mail.channel == "folder":
        return FolderOptions(folder=configuration.resolve(mail.out)).channel()
    return SmtpOptions(
        host=mail.host or "",
        port=mail.port,
        user=mail.user,
        password=mail_password(configuration, environment),
        security=None if mail.security == "auto" else Security(mail.security),
        ca_file=None if mail.ca_file is None else configuration.resolve(mail.ca_file),
    ).channel()
