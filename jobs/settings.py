"""config.yaml as one checked value: the rooms' own options, and every mistake with its line."""

import re
from dataclasses import dataclass, field, fields
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path as FilePath
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from briefs.channels.smtp import LOOPBACK
from quality.rules import (
    BatchAlarmRules,
    BatchVariationRules,
    BriefRules,
    InspectionRules,
    MatchingRules,
    MaturityRules,
    MoneyRules,
    RankingRules,
    ReceivingRules,
    ReviewRules,
    RuleRangeError,
    Rules,
    SignalRules,
    StatsRules,
    StockRules,
    TalkRules,
    TrendRules,
    TypeMixRules,
)
from quality.vocabulary import DefectTypeOptions
from sheets.backends import Options as SpreadsheetOptions

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST = 100_000  # days, hours and requests that no clock and no quota goes beyond
ADDRESS = re.compile(r"(?:[^<>]*<)?\s*[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+\s*>?")


def _clock(value: object) -> object:
    if isinstance(value, time):
        return value
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value))
    if match is None:
        msg = f"{value!r} is not a time of day like 02:10"
        raise ValueError(msg)
    hour, minute = int(match[1]), int(match[2])
    if hour > 23 or minute > 59:  # noqa: PLR2004 - the clock's own limits
        msg = f"{value!r} is outside of 00:00 to 23:59"
        raise ValueError(msg)
    return time(hour, minute)


def _weekdays(value: object) -> object:
    if value == "daily":
        return WEEKDAYS
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple):
        return value
    short = tuple(str(name).strip().lower()[:3] for name in names)
    wrong = [str(name) for name, day in zip(names, short, strict=True) if day not in WEEKDAYS]
    if wrong or not short:
        msg = f"{', '.join(wrong) or 'nothing'} is no weekday; use daily or names: [mon, thu]"
        raise ValueError(msg)
    return tuple(day for day in WEEKDAYS if day in short)


def _address(value: object) -> object:
    if value is not None and not ADDRESS.fullmatch(str(value)):
        msg = f"{value!r} is not a mail address like buyer@example.com"
        raise ValueError(msg)
    return value


def _zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError) as error:
        msg = f"{value!r} is no time zone like Asia/Ho_Chi_Minh"
        raise ValueError(msg) from error
    return value


def _rate(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        msg = f"{text!r} is not a number like 3550"
        raise _fx_error(msg)
    if number == 0:
        msg = "must be more than 0"
        raise _fx_error(msg)
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{text!r} is not a date like 2025-06-01"
        raise _fx_error(msg) from error


def _fx_error(reason: str) -> RuleRangeError:
    return RuleRangeError((("fx", reason),))


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_FX_FIELDS = {"fx_rate": "fx", "fx_on": "fx"}

_WEEKDAY = {"enum": ["daily", *WEEKDAYS]}
_TEXT = {"type": "string"}

Clock = Annotated[
    time,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$", "examples": ["02:10"]}),
]
Weekdays = Annotated[
    tuple[str, ...],
    BeforeValidator(_weekdays),
    WithJsonSchema({"anyOf": [_WEEKDAY, {"type": "array", "items": {"enum": list(WEEKDAYS)}}]}),
]
Address = Annotated[str, BeforeValidator(_address)]
Addresses = Annotated[
    tuple[Address, ...],
    BeforeValidator(_one_or_many),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}),
]
Zone = Annotated[str, BeforeValidator(_zone)]


class DateOrder(StrEnum):
    """How a day typed as text is read."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class DecimalMark(StrEnum):
    """What stands before the decimals in numbers typed as text."""

    COMMA = "comma"
    POINT = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSettings:
    """Who reads what."""

    team: Annotated[Literal["vi", "en"], "Tabs, mails and internal briefs"] = "vi"
    supplier_message: Annotated[
        Literal["zh", "vi", "en"], "Messages to suppliers; the Suppliers tab may say otherwise"
    ] = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleSettings:
    """How the team types days and numbers, and where its day begins."""

    timezone: Annotated[Zone, "Today's date is taken here"] = "Asia/Ho_Chi_Minh"
    date_order: Annotated[DateOrder, "For dates typed as text"] = DateOrder.DMY
    decimal: Annotated[DecimalMark, "comma: 1.500 = 1500 and 1,5 = 1.5"] = DecimalMark.COMMA


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySettings:
    """The two currencies and the rate between them."""

    purchase_currency: Annotated[str, "Currency of factory prices"] = "CNY"
    own_currency: Annotated[str, "Currency of your costs"] = "VND"
    fx: Annotated[dict[str, str], "Own currency for one unit: {CNY: 3550, date: 2025-06-01}"] = (
        field(default_factory=dict)
    )
    default_handling: Annotated[
        Decimal, "Handling of one defect where the SKU has none; own currency"
    ] = Decimal(40_000)

    def __post_init__(self) -> None:
        unknown = set(self.fx) - {self.purchase_currency, "date"}
        if unknown:
            known = f"{{{self.purchase_currency}: 3550, date: 2025-06-01}}"
            msg = f"{', '.join(sorted(unknown))} is not the purchase currency; write {known}"
            raise _fx_error(msg)
        try:
            self.rules()
        except RuleRangeError as error:
            named = tuple((_FX_FIELDS.get(name, name), why) for name, why in error.problems)
            raise RuleRangeError(named) from error

    def rules(self) -> MoneyRules:
        """Return them as the study takes them.

        Raises:
            RuleRangeError: If the rate is no number or its date no date.
        """
        rate, day = self.fx.get(self.purchase_currency), self.fx.get("date")
        return MoneyRules(
            purchase_currency=self.purchase_currency,
            own_currency=self.own_currency,
            fx_rate=None if rate is None else _rate(rate),
            fx_on=None if day is None else _day(day),
            default_handling=self.default_handling,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSettings:
    """When a job is due, in the team's local time."""

    at: Annotated[Clock, "Time of day"]
    days: Annotated[Weekdays, "daily, or weekdays by name: [mon, thu]"] = WEEKDAYS
    catch_up_hours: Annotated[
        int, "A missed run is still made this long after; hours", Field(ge=1, le=168)
    ] = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlySlot(SlotSettings):
    """When the tabs are refreshed; what is left out stays as it is here."""

    at: Annotated[Clock, "Time of day"] = time(2, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklySlot(SlotSettings):
    """When the week's mail leaves; what is left out stays as it is here."""

    at: Annotated[Clock, "Time of day"] = time(7, 30)
    days: Annotated[Weekdays, "daily, or weekdays by name: [mon, thu]"] = ("mon",)
    catch_up_hours: Annotated[
        int, "A missed run is still made this long after; hours", Field(ge=1, le=168)
    ] = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """The two jobs."""

    nightly: Annotated[NightlySlot, "Refresh of the tabs"] = NightlySlot()
    weekly: Annotated[WeeklySlot, "Briefs and the weekly mail"] = WeeklySlot()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerSettings:
    """Who deals with one supplier; what is not said is as for the team."""

    sender: Annotated[Address | None, Field(alias="from"), "Sender"] = None
    reply_to: Annotated[Address | None, "Where answers go"] = None
    to: Annotated[Addresses, "Instead of the team"] = ()
    cc: Annotated[Addresses, "In copy"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How letters leave, and to whom."""

    channel: Annotated[Literal["folder", "smtp"], "folder writes .eml and .html files"] = "folder"
    out: Annotated[FilePath, "Folder for letters; relative to this file"] = FilePath("out/mail")
    host: Annotated[str | None, "Mail server"] = None
    port: Annotated[int, "587 STARTTLS, 465 TLS", Field(ge=1, le=65535)] = 587
    security: Annotated[
        Literal["auto", "starttls", "tls", "none"],
        "auto: by the port; none: only for a relay on this machine",
    ] = "auto"
    ca_file: Annotated[FilePath | None, "Certificates to trust instead of the system's"] = None
    user: Annotated[str | None, "Login; blank: none"] = None
    password_env: Annotated[str | None, "Environment variable that holds the password"] = None
    password_file: Annotated[FilePath | None, "File that holds the password"] = None
    sender: Annotated[Address | None, Field(alias="from"), "Sender"] = None
    reply_to: Annotated[Address | None, "Where answers go; blank: to the sender"] = None
    to: Annotated[Addresses, "The team"] = ()
    cc: Annotated[Addresses, "In copy"] = ()
    buyers: Annotated[
        dict[str, BuyerSettings],
        "By supplier: {Ruicai: {from: lan@example.com, cc: [minh@example.com]}}",
    ] = field(default_factory=dict)
    admins: Annotated[Addresses, "Failures go here and nowhere else"] = ()
    allowed_domains: Annotated[tuple[str, ...], "The sheet may only name recipients in these"] = ()
    redirect_to: Annotated[Address | None, "Staging: everything goes here"] = None
    when_empty: Annotated[Literal["short", "skip"], "A week without reorders"] = "short"
    max_reorders: Annotated[int, "Reorders in one mail", Field(ge=1, le=50)] = 10
    on_unknown: Annotated[
        Literal["resend_once", "hold"], "When the server never said whether it took a mail"
    ] = "resend_once"

    def __post_init__(self) -> None:
        if self.channel != "smtp":
            return
        needed = {"host": self.host, "from": self.sender, "to": self.to}
        missing = [name for name, value in needed.items() if not value]
        if missing:
            msg = f"channel smtp also needs: {', '.join(missing)}"
            raise ValueError(msg)
        if self.security == "none" and self.host not in LOOPBACK:
            msg = f"security none is for a relay on this machine, not for {self.host}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefSettings(BriefRules):
    """What a brief asks for, and the team's own templates."""

    templates: Annotated[FilePath | None, "Folder with your own templates"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSettings:
    """Parts that may be switched off; auto: on when the tab exists."""

    reviews: Annotated[Literal["auto", "on", "off"], "Review queue"] = "auto"
    samples: Annotated[Literal["auto", "on", "off"], "Samples of other sources"] = "auto"
    settings_tab: Annotated[bool, "Read the Settings tab"] = True
    charts: Annotated[bool, "Charts tab"] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSettings:
    """Where the program remembers what it did."""

    url: Annotated[str | None, "sqlite:///state/ledger.db or postgresql+pg8000://host/name"] = None
    url_env: Annotated[str | None, "Environment variable that holds the url"] = None
    folder: Annotated[FilePath, "Ledger, lock and backups; relative to this file"] = FilePath(
        "state"
    )
    backups_keep_days: Annotated[int, "Backups of the tabs; days", Field(ge=1, le=MOST)] = 30
    keep_days: Annotated[int, "Runs; days", Field(ge=30, le=MOST)] = 400
    mails_keep_days: Annotated[int, "Finished mails; days", Field(ge=1, le=MOST)] = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSettings:
    """What stops a run before anything is written."""

    max_row_drop: Annotated[
        float, "A tab that lost more than this share of its rows; fraction", Field(ge=0, le=1)
    ] = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringSettings:
    """Who notices that nothing happened."""

    healthcheck_url_env: Annotated[str | None, "Environment variable that holds the URL"] = None
    stale_after_hours: Annotated[int, "The stamp turns red after; hours", Field(ge=1, le=MOST)] = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSettings:
    """Many teams that share machines and Google's quota."""

    operator: Annotated[Addresses, "The report on all teams goes here"] = ()
    account: Annotated[str | None, "Whose quota is used; blank: the account of the key"] = None
    project: Annotated[str | None, "Google project; blank: the project of the key"] = None
    requests_per_account: Annotated[
        int, "Reads in a minute, and as many writes, of one account", Field(ge=1, le=MOST)
    ] = 60
    requests_per_project: Annotated[
        int, "Reads in a minute, and as many writes, of one project", Field(ge=1, le=MOST)
    ] = 300
    deadline_seconds: Annotated[
        float, "A team that takes longer is given up; seconds", Field(ge=1, le=MOST)
    ] = 900.0
    late_after_minutes: Annotated[
        int,
        "A run that begins so long after its time is told as late; minutes",
        Field(ge=1, le=MOST),
    ] = 360
    ledger_patience_seconds: Annotated[
        float, "How long a ledger that is down is waited for; seconds", Field(ge=0, le=MOST)
    ] = 300.0


class Settings(BaseModel):
    """Everything config.yaml says, with defaults for what it does not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})] = Field(
        description="Form of this file"
    )
    extends: str | None = Field(
        default=None, description="File that this one begins with, like ../shared.yaml"
    )
    spreadsheet: SpreadsheetOptions = Field(discriminator="backend")
    language: LanguageSettings = LanguageSettings()
    locale: LocaleSettings = LocaleSettings()
    money: MoneySettings = MoneySettings()
    schedule: ScheduleSettings = ScheduleSettings()
    mail: MailSettings = MailSettings()
    brief: BriefSettings = BriefSettings()
    matching: MatchingRules = MatchingRules()
    stats: StatsRules = StatsRules()
    maturity: MaturityRules = MaturityRules()
    batch_variation: BatchVariationRules = BatchVariationRules()
    ranking: RankingRules = RankingRules()
    signal: SignalRules = SignalRules()
    batch_alarm: BatchAlarmRules = BatchAlarmRules()
    trend: TrendRules = TrendRules()
    talk: TalkRules = TalkRules()
    type_mix: TypeMixRules = TypeMixRules()
    receiving: ReceivingRules = ReceivingRules()
    inspection: InspectionRules = InspectionRules()
    stock: StockRules = StockRules()
    reviews: ReviewRules = ReviewRules()
    tabs: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    constants: dict[str, dict[str, str]] = {}
    defect_types: dict[str, DefectTypeOptions] = {}
    features: FeatureSettings = FeatureSettings()
    state: StateSettings = StateSettings()
    guard: GuardSettings = GuardSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    fleet: FleetSettings = FleetSettings()

    @property
    def rules(self) -> Rules:
        """The study's rules."""
        sections = {
            section.name: getattr(self, section.name)
            for section in fields(Rules)
            if section.name != "money"
        }
        return Rules(**sections, money=self.money.rules())

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.locale.timezone)
