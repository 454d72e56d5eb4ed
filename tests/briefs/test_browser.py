"""Every page in a real browser: at phone and desk width, in light and in dark, judged by axe-core.

Needs Debian's chromium and chromium-driver.
"""

from datetime import datetime

import pytest
from axe_selenium_python import Axe
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from briefs.alarms import notice_letter, urgent_letter
from briefs.content import briefs_of, due
from briefs.example import AS_OF, WORKED, findings_of, full, good
from briefs.mail_parts import MailContext
from briefs.office import Office
from briefs.preview import write_preview
from briefs.weekly import weekly_letter
from tests import demo
from tests.briefs.facts import reorder

pytestmark = pytest.mark.full
NARROW, WIDE = 360, 1200
CONTEXT = MailContext(
    refreshed_at=datetime(2025, 6, 2, 2, 10), issues=4, sheet_link="https://docs.google.com/x"
)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


@pytest.fixture(scope="module", params=["en", "vi"])
def pages(request, tmp_path_factory):
    """Every page of a preview, also one with names that do not break."""
    office = Office(language=request.param)
    endless = reorder(key="long", supplier={"sku": "S" * 200, "supplier": "Dài" * 60})
    reorders = (WORKED, good(), full(), endless)
    made = [office.documents(brief, as_of=AS_OF) for brief in briefs_of(reorders)]
    demo_made = [
        office.documents(one, as_of=demo.ANCHOR) for one in briefs_of(due(demo.findings()))
    ]
    letters = {
        "weekly": weekly_letter(office.desk(tuple(demo_made)), demo.findings(), CONTEXT),
        "express": weekly_letter(office.desk(()), findings_of(reorders), CONTEXT),
        "urgent": urgent_letter(office.desk(()), demo.findings(), CONTEXT),
        "notice": notice_letter(
            office.team, job="nightly", at=CONTEXT.refreshed_at, fix="x", details="y" * 300
        ),
    }
    folder = tmp_path_factory.mktemp("pages")
    write_preview(folder, office, made, letters)
    return sorted(folder.glob("*.html"))


def opened(browser, page, width, scheme):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width == NARROW},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    browser.get(page.as_uri())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_page_can_be_read_by_everybody(browser, pages, width, scheme):
    for page in pages:
        opened(browser, page, width, scheme)
        axe = Axe(browser)
        axe.inject()

        found = axe.run()["violations"]

        assert found == [], f"{page.name}: {axe.report(found)}"


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_page_is_wider_than_its_window(browser, pages, width):
    for page in pages:
        opened(browser, page, width, "light")

        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, page


def test_the_dark_scheme_is_dark(browser, pages):
    opened(browser, pages[0], WIDE, "dark")

    colour = browser.execute_script("return getComputedStyle(document.body).backgroundColor")

    assert colour == "rgb(17, 24, 39)"


def test_every_picture_is_there_and_says_what_it_shows(browser, pages):
    for page in pages:
        opened(browser, page, WIDE, "light")
        pictures = browser.execute_script(
            "return [...document.images].map(one => [one.naturalWidth, one.alt])"
        )

        assert all(width > 0 and alt for width, alt in pictures), page
