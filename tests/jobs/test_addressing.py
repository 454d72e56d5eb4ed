"""Who writes to whom."""

import pytest

from briefs.channels.folder import FolderChannel
from briefs.channels.smtp import Security
from jobs.addressing import addressed, addressed_to_admins, channel_of
from jobs.settings import BuyerSettings, MailSettings
from tests.jobs.around import surroundings

LAN = BuyerSettings(
    sender="Lan <lan@example.com>", reply_to="lan@example.com", cc=("minh@example.com",)
)
HOA = BuyerSettings(to=("hoa@example.com",))
MAIL = MailSettings(
    sender="Shop <shop@example.com>",
    to=("team@example.com",),
    cc=("boss@example.com",),
    admins=("tech@example.com",),
    reply_to="desk@example.com",
    buyers={"Ruicai": LAN, "Hengda": HOA},
)


def test_without_a_supplier_the_team_is_written_to():
    found = addressed(MAIL)

    assert found.envelope_sender == "shop@example.com"
    assert found.reply_to == "desk@example.com"
    assert found.recipients == ("team@example.com", "boss@example.com")


def test_the_buyer_of_all_suppliers_of_a_letter_writes_it():
    found = addressed(MAIL, suppliers=["Ruicai", "Ruicai"])

    assert found.sender == "Lan <lan@example.com>"
    assert found.reply_to == "lan@example.com"
    assert found.recipients == ("team@example.com", "minh@example.com")


def test_a_buyer_with_an_address_gets_it_instead_of_the_team():
    assert addressed(MAIL, suppliers=["Hengda"]).to == ("hoa@example.com",)


def test_of_several_buyers_each_is_in_copy():
    found = addressed(MAIL, suppliers=["Ruicai", "Hengda", "Lanxin"])

    assert found.sender == "Shop <shop@example.com>"
    assert found.to == ("team@example.com",)
    assert found.cc == ("boss@example.com", "minh@example.com", "hoa@example.com")


def test_a_supplier_without_a_buyer_is_the_teams():
    assert addressed(MAIL, suppliers=["Lanxin"]) == addressed(MAIL)


def test_in_staging_everything_goes_to_one_address():
    staging = MailSettings(
        to=("team@example.com",), admins=("tech@example.com",), redirect_to="me@example.com",
        buyers={"Ruicai": LAN},
    )  # fmt: skip

    assert addressed(staging, suppliers=["Ruicai"]).recipients == ("me@example.com",)
    assert addressed_to_admins(staging).recipients == ("me@example.com",)


def test_failures_go_to_the_admins_and_to_nobody_else():
    assert addressed_to_admins(MAIL).recipients == ("tech@example.com",)
    assert addressed_to_admins(MailSettings()) is None


def test_without_settings_letters_go_into_a_folder_all_the_same():
    found = addressed(MailSettings())

    assert found.recipients == ("team@localhost",)
    assert found.envelope_sender == "reorder-brief@localhost"


def test_the_way_out_is_the_configured_one(tmp_path):
    folder = surroundings(tmp_path, more="mail: {out: letters}\n")
    assert channel_of(folder.configuration, {}) == FolderChannel(tmp_path / "letters")
    folder.ledger.close()
    more = "mail: {channel: smtp, host: localhost, from: a@example.com, to: b@example.com, security: none}\n"
    server = surroundings(tmp_path, more=more)
    assert channel_of(server.configuration, {}).options.secured is Security.NONE
    server.ledger.close()


def test_a_connection_without_encryption_is_for_this_machine_only():
    with pytest.raises(ValueError, match="security none is for a relay on this machine"):
        MailSettings(
            channel="smtp", host="smtp.example.com", sender="a@example.com", to=("b@example.com",),
            security="none",
        )  # fmt: skip
