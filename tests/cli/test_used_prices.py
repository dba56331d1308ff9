"""What every result says about the price lists that it rests on."""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.support.used_prices import without_closing
from tiia_cost.inputs.settings.price_file import shipped_files

if TYPE_CHECKING:
    from tests.conftest import Run, Write

COMMANDS = {
    "estimate": ("estimate", "crop=500000"),
    "check": ("check", "crop=500000", "--budget", "5000"),
    "diff": ("diff", "crop=500000", "crop=600000"),
    "cashflow": ("cashflow", "crop=500000"),
    "tiers": ("tiers", "crop"),
    "afford": ("afford", "crop", "--budget", "100"),
    "explain": ("explain", "crop=500000"),
}
ANNOUNCED = (
    "Prices: tencent-tiia, announced for 2019-12-01 and never charged, compared on 2026-11-22 with"
    " cloud.tencent.com/document/product/865/17627 (2019-11-14)."
)
ANNOUNCED_ZH = (
    "价格表：tencent-tiia，原定 2019-12-01 起执行，实际从未按此收费，2026-11-22 与"
    " cloud.tencent.com/document/product/865/17627 (2019-11-14) 核对。"
)
LATER = " From 2020-01-01 on other price lists were charged: use --prices charged; tiia-cost prices list shows them."
LATER_ZH = "自 2020-01-01 起实际执行的是其他价格表：请用 --prices charged，详见 tiia-cost prices list。"
LACKING = " From 2020-01-01 on other price lists were charged (see tiia-cost prices list), but they have no price for "
FREEZE = (
    "The vendor's billing centre says that freezing at settlement ended for all products by 2020-04-23; the product's own"
    " pages kept it, and so does this list."
)
LIST = """\
name: mine
currency: CNY
effective_from: 2026-01-01
tier_mode: volume
per: 1000
free_quota: 10
freeze: {basis: cost, rate: 1}
tiers: {from: [0, 1000]}
services:
  label: {name: Image tagging, prices: [2, 1]}
  car: {name: Car, prices: [3], tiers: {from: [0]}, free_quota: 0, freeze: null}
"""


def words(text: str) -> str:
    """Return text without its folding into lines, and without the spaces around Chinese."""
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", " ".join(text.split()))


def lists(run: Run, *arguments: str | Path) -> list[dict[str, Any]]:
    done = run(*arguments, "-f", "json")
    assert (done.status, done.err) == (0, "")
    said: list[dict[str, Any]] = json.loads(done.out)["price_lists"]
    return said


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("lang", "line"), [("en", ANNOUNCED + LATER), ("zh", ANNOUNCED_ZH + LATER_ZH)])
def test_every_result_says_once_which_list_it_rests_on_and_that_others_were_charged_later(
    run: Run, command: str, lang: str, line: str
) -> None:
    for options in ((), ("-f", "markdown"), ("--month", "2026-11")):
        out = words(run(*COMMANDS[command], *options, "--lang", lang).out)
        assert out.count(words(line)) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_json_has_the_list_with_its_dates_source_and_remarks(run: Run, command: str) -> None:
    (said,) = lists(run, *COMMANDS[command])
    assert said == {
        "name": "tencent-tiia",
        "effective_from": "2019-12-01",
        "checked": "2026-11-22",
        "source": "cloud.tencent.com/document/product/865/17627 (2019-11-14)",
        "remarks": [{"about": "freeze", "text": FREEZE}],
    }
    keys = list(json.loads(run(*COMMANDS[command], "-f", "json").out))
    assert keys[:3] == ["schema_version", "currency", "price_lists"]


@pytest.mark.parametrize("command", ["estimate", "diff", "cashflow", "tiers", "afford", "explain"])
def test_csv_keeps_its_columns(run: Run, command: str) -> None:
    assert "cloud.tencent.com" not in run(*COMMANDS[command], "-f", "csv").out


def test_junit_has_the_line_as_a_property_and_annotations_have_it_before_the_verdict(run: Run) -> None:
    suite = ET.fromstring(run(*COMMANDS["check"], "-f", "junit").out)  # noqa: S314 - the program has just written it
    properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert properties == {"price_lists": ANNOUNCED + LATER}
    *_, line, verdict = run(*COMMANDS["check"], "-f", "github").out.splitlines()
    assert (line, verdict) == (ANNOUNCED + LATER, "Within budget: 1 check. Tightest: monthly at 29.40%.")


@pytest.mark.parametrize("command", ["tiers", "cashflow"])
def test_pictures_and_pages_have_the_line(run: Run, tmp_path: Path, command: str) -> None:
    for name in ("a.svg", "a.html"):
        assert run(*COMMANDS[command], "-o", name) == (0, "", "")
        written = re.sub(r"<[^>]*>|\\n|\n", " ", (tmp_path / name).read_text(encoding="utf-8"))
        assert "tencent-tiia, announced for 2019-12-01" in words(written.replace('", "', " "))


def test_the_whole_number_alone_has_no_line(run: Run) -> None:
    assert run("estimate", "crop=500000", "--month", "2020-01", "--total").out == "1470.00\n"
    assert run("estimate", "crop=500000", "--month", "2020-01", "--prices", "charged", "--total").out == "980.00\n"


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (("crop=5", "--month", "2019-12"), ""),  # nothing was charged then
        (("crop=5", "--month", "2019-11"), ""),
        (("crop=5", "--month", "2020-01"), LATER),
        (("crop=5",), LATER),
        # porn left the page in February 2020, label in 2022: to use the lists would end in an error.
        (("porn=5", "crop=5", "--month", "2020-02"), LATER),
        (
            ("porn=5", "crop=5", "--month", "2020-03"),
            f"{LACKING}porn in 2020-03.",
        ),
        (
            ("label=5", "crop=5"),
            f"{LACKING}label.",
        ),
    ],
)
def test_the_advice_to_use_the_lists_charged_can_be_followed(run: Run, usage: tuple[str, ...], said: str) -> None:
    assert words(without_closing(run("estimate", *usage).out)).endswith(ANNOUNCED + said)
    followed = run("estimate", *usage, "--prices", "charged")
    assert (followed.status == 0) == (said in ("", LATER))


def test_services_and_months_that_the_lists_charged_lack_are_named_once(run: Run, write: Write) -> None:
    rows = [f"{month},label,5" for month in ("2022-10", "2022-11", "2022-12", "2023-01", "2023-02")]
    file = write("u.csv", "\n".join(["month,service,calls", *rows, "2023-02,celebrity,5", "2022-10,crop,5"]) + "\n")
    out = words(without_closing(run("estimate", file).out))
    assert out.endswith(words(f"{LACKING}label in 2022-11 – 2023-02, celebrity in 2023-02."))
    assert words(without_closing(run("estimate", file, "--lang", "zh").out)).endswith(
        words("但其中没有以下服务的价格：图像标签（2022-11 – 2023-02）、公众人物识别（2023-02）。")
    )


def test_every_list_in_use_is_named_in_the_order_of_their_dates(run: Run, write: Write) -> None:
    file = write("u.csv", "month,service,calls\n2022-11,crop,5\n2020-01,crop,5\n2020-02,crop,5\n2019-12,crop,5\n")
    assert [one["name"] for one in lists(run, "estimate", file, "--prices", "charged")] == [
        "tencent-tiia-2020-01",  # 2019-12 is free by this list
        "tencent-tiia-2022-11",
    ]
    out = words(without_closing(run("estimate", file, "--prices", "charged").out))
    first = "tencent-tiia-2020-01, in force from 2020-01-01, compared on 2026-11-29 with"
    assert re.search(f"Prices: {first} [^;]*; tencent-tiia-2022-11, in force from 2022-11-01, [^;]*\\.$", out)
    assert "Free of charge: 2019-12 is before 2020-01-01, when price list tencent-tiia-2020-01 takes effect" in out
    # Of usage that names no month the newest list is used.
    assert [one["name"] for one in lists(run, "tiers", "crop", "--prices", "charged")] == ["tencent-tiia-2022-11"]


def test_both_sides_of_a_comparison_are_named(run: Run) -> None:
    usage = ("diff", "crop=500000", "--month", "2020-01", "--prices-before", "announced", "--prices-after", "charged")
    assert [one["name"] for one in lists(run, *usage)] == ["tencent-tiia", "tencent-tiia-2020-01"]
    same = ("diff", "crop=500000", "--month", "2020-01", "--prices-after", str(ROOT / "pricing.yaml"))
    assert len(lists(run, *same)) == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "Prices: mine, in force from 2026-01-01, without a source."),
        (
            "source: our contract",
            "Prices: mine, in force from 2026-01-01, source: our contract, without a date of comparison.",
        ),
        ("checked: 2026-01-02", "Prices: mine, in force from 2026-01-01, compared with its source on 2026-01-02."),
        (
            "checked: 2025-12-31\nsource: our contract",
            "Prices: mine, in force from 2026-01-01, compared on 2025-12-31 with our contract.",
        ),
    ],
)
def test_a_list_of_ones_own_is_told_as_far_as_it_says(run: Run, write: Write, more: str, said: str) -> None:
    write("p.yaml", f"{more}\n{LIST}")
    assert words(without_closing(run("estimate", "label=5", "--prices", "p.yaml").out)).endswith(
        said
    )  # and no other list is advised
    (told,) = lists(run, "estimate", "label=5", "--prices", "p.yaml")
    assert told["checked"] == (re.findall(r"checked: (\S+)", more) or [None])[0]
    assert told["source"] == ("our contract" if "source" in more else None)


REMARKS = """\
remarks:
  - {about: freeze, text: {en: freeze!, zh: 冻结！}}
  - {about: free_quota, text: quota!}
  - {about: prices, text: prices!}
  - {about: tiers, text: tiers!}
  - {about: packs, text: packs!}
  - {about: car, text: {en: car!, zh: 车！}}
  - {about: label, text: {en: car!, zh: 车！}}
"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        # label has tiers, a quota and a freeze; car has none of them.
        (("estimate", "label=5"), ["freeze!", "quota!", "prices!", "tiers!", "label: car!"]),
        (("estimate", "label=5", "--no-free-quota"), ["freeze!", "prices!", "tiers!", "label: car!"]),
        (("estimate", "car=5"), ["prices!", "car: car!"]),
        (("estimate", "car=5", "label=5"), ["freeze!", "quota!", "prices!", "tiers!", "car, label: car!"]),
        (("cashflow", "car=5"), ["prices!", "car: car!"]),
        (("cashflow", "label=5"), ["freeze!", "quota!", "prices!", "tiers!", "label: car!"]),
        # No figure of these is about a freeze, unless a balance has to do.
        (("diff", "label=5", "label=6"), ["quota!", "prices!", "tiers!", "label: car!"]),
        (("tiers", "label"), ["freeze!", "quota!", "prices!", "tiers!", "label: car!"]),  # it says how much is frozen
        (("tiers", "label", "--no-free-quota"), ["freeze!", "prices!", "tiers!", "label: car!"]),
        (("afford", "label", "--budget", "5"), ["quota!", "prices!", "tiers!", "label: car!"]),
        (("explain", "label=5"), ["freeze!", "quota!", "prices!", "tiers!", "label: car!"]),
        (("explain", "label=5", "--no-free-quota"), ["freeze!", "prices!", "tiers!", "label: car!"]),
        (("check", "label=5", "--budget", "5"), ["quota!", "prices!", "tiers!", "label: car!"]),
        (("check", "label=5", "--balance", "5"), ["freeze!", "quota!", "prices!", "tiers!", "label: car!"]),
    ],
)
def test_a_remark_is_told_once_under_a_result_that_it_is_about(
    run: Run, write: Write, arguments: tuple[str, ...], said: list[str]
) -> None:
    write("p.yaml", LIST + REMARKS)
    out = run(*arguments, "--prices", "p.yaml").out
    assert re.findall(r"^  ((?:[\w, ]+: )?\w+!)$", out, re.MULTILINE) == said


def test_a_free_month_has_no_remark_on_prices_that_nobody_pays(run: Run, write: Write) -> None:
    write("p.yaml", f"before_effective: free\n{LIST}{REMARKS}")
    assert "!" not in run("estimate", "label=5", "--month", "2025-12", "--prices", "p.yaml").out


def test_remarks_are_in_the_language_asked_for(run: Run, write: Write) -> None:
    write("p.yaml", LIST + REMARKS)
    out = run("estimate", "label=5", "--prices", "p.yaml", "--lang", "zh").out
    assert "  冻结！\n" in out
    assert "  Image tagging：车！\n" in out
    (told,) = lists(run, "estimate", "label=5", "--prices", "p.yaml", "--lang", "zh")
    assert told["remarks"][0] == {"about": "freeze", "text": "冻结！"}
    assert len(told["remarks"]) == 7  # JSON has all of a list


def test_cashflow_says_that_freezing_may_have_ended_when_it_freezes_by_such_a_list(run: Run) -> None:
    for month, freezes in (
        ("2020-02", False),
        ("2020-03", True),
        ("2021-10", True),
        ("2022-08", True),
        ("2022-11", False),
    ):
        out = words(run("cashflow", "crop=5000", "--month", month, "--prices", "charged").out)
        assert ("ended for all products by 2020-04-23" in out) == freezes


def test_sets_are_named_in_the_environment_too_and_mix_with_files(run: Run, write: Write) -> None:
    write("p.yaml", LIST)
    env = {"TIIA_COST_PRICES": f"charged{os.pathsep}p.yaml"}
    for month, name in (("2025-12", "tencent-tiia-2022-11"), ("2026-01", "mine")):
        out = run("estimate", "car=5", "--month", month, "-f", "csv", env=env).out
        assert out.splitlines()[1].split(",")[2] == name
    both = run("estimate", "crop=5", "--month", "2019-12", "--prices", "announced", "--prices", "charged", "-f", "csv")
    assert ",2019-12,tencent-tiia,crop,5,5,0,1," in both.out


def test_a_file_that_is_called_like_a_set_is_used_and_that_is_said(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "announced").mkdir()  # a folder is no price file
    assert run("estimate", "crop=500000", "--prices", "announced", "--total") == (0, "1470.00\n", "")
    write("charged", LIST)
    assert words(without_closing(run("estimate", "crop=5").out)).endswith(
        LATER
    )  # the advice is about the shipped lists all the same
    assert "tencent-tiia-2022-11" in run("prices", "list").out
    said = "charged: this file is used, not the shipped price lists of that name; to use those, rename the file\n"
    assert run("estimate", "label=1010", "--prices", "charged", "--total") == (0, "1.00\n", said)
    said = "charged: 使用的是该文件，而不是同名的自带价格表；如需使用后者，请把文件改名\n"
    assert run("estimate", "label=1010", "--prices", "charged", "--total", "--lang", "zh").err == said


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        (
            "chargd",
            "error: chargd: neither a price file nor a shipped price set; did you mean charged? tiia-cost prices list shows all",
        ),
        (
            "tencent-tiia-2020-02",
            "error: tencent-tiia-2020-02: neither a price file nor a shipped price set; did you mean tencent-tiia-2020-0",
        ),
        (
            "mine",
            "error: mine: neither a price file nor a shipped price set; known: announced, charged; tiia-cost prices list shows all",
        ),
        (
            "2022-11",
            "error: 2022-11: neither a price file nor a shipped price set; known: announced, charged; tiia-cost prices",
        ),
        ("no/such.yaml", "no/such.yaml: error: file not found"),
        ("such.yaml", "such.yaml: error: file not found"),
    ],
)
def test_a_set_that_does_not_exist_is_refused_with_the_nearest(run: Run, prices: str, told: str) -> None:
    for command in COMMANDS.values():
        done = run(*command, "--prices", prices)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(told)


def test_a_set_and_a_file_in_force_on_the_same_date_are_refused(run: Run, write: Write) -> None:
    write("p.yaml", LIST.replace("2026-01-01", "2022-11-01"))
    done = run("estimate", "crop=5", "--prices", "charged", "--prices", "p.yaml")
    assert (done.status, done.out) == (2, "")
    assert "tencent-tiia-2022-11 and mine are both in force from 2022-11-01" in done.err


def test_a_set_named_twice_counts_once_and_a_single_list_has_a_name_too(run: Run) -> None:
    twice = ("--prices", "Charged", "--prices", "charged", "--prices", "tencent-tiia-2020-01")
    assert run("estimate", "crop=500000", "--month", "2020-01", "--total", *twice).out == "980.00\n"
    alone = run("estimate", "crop=500000", "--month", "2023-01", "--prices", "tencent-tiia-2020-01", "--total")
    assert alone.out == "980.00\n"


@pytest.mark.parametrize("option", ["--prices-after", "--prices-before"])
def test_a_service_that_one_side_of_a_comparison_lacks_is_refused_with_the_name_of_its_list(
    run: Run, write: Write, option: str
) -> None:
    write("p.yaml", LIST)
    done = run("diff", "crop=5", option, "p.yaml")
    assert (done.status, done.out, done.err) == (2, "", "error: crop=5: crop is not in mine\n")
    # `crop` is near no name of that list; `cars` is, and known to neither.
    done = run("diff", "cars=5", option, "p.yaml")
    assert done.err.lower().startswith("error: cars=5: unknown service cars; did you mean car?")


def test_a_price_list_is_named_where_a_service_has_no_price_in_it(run: Run) -> None:
    done = run("estimate", "porn=5", "--month", "2020-03", "--prices", "charged")
    assert done.err.startswith(
        "error: porn=5: porn has no price in tencent-tiia-2020-03, the price list of 2020-03: left"
    )
    done = run("tiers", "label", "--prices", "charged")
    assert done.err.startswith("error: label has no price in tencent-tiia-2022-11, the newest price list: it is not on")
    assert done.err.endswith("; for an earlier month use --month\n")
    done = run("estimate", "pet=5", "--month", "2021-12", "--prices", "charged")
    assert done.err == "error: pet=5: pet is not in tencent-tiia-2021-11, the price list in force in 2021-12\n"


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("estimate", "car-pro=5"), "error: car-pro=5: "),
        (("tiers", "car-pro"), "error: "),
        (("prices", "show", "car-pro"), "error: "),
    ],
)
def test_a_service_that_only_the_lists_charged_have_is_not_taken_for_another(
    run: Run, arguments: tuple[str, ...], place: str
) -> None:
    said = (
        "car-pro is not in tencent-tiia; lists charged later have it: use --prices charged, see tiia-cost prices list\n"
    )
    assert run(*arguments) == (2, "", place + said)  # and not: did you mean car?


@pytest.mark.parametrize("list_", ["tencent-tiia", "tencent-tiia-2022-11"])
@pytest.mark.parametrize(
    "arguments", [("estimate", "car=1"), ("prices", "list"), ("prices", "diff", "charged", "announced")]
)
def test_no_result_is_written_over_a_shipped_list_whichever_is_used(
    run: Run, arguments: tuple[str, ...], list_: str
) -> None:
    (file,) = map(str, shipped_files(list_))
    before = Path(file).read_bytes()
    done = run(*arguments, "-o", file)
    Path(file).write_bytes(before)
    assert (done.status, done.out) == (2, "")
    assert "--output and a shipped price list are the same file" in done.err


def test_several_lists_are_shown_under_their_names(run: Run) -> None:
    titles = re.findall(
        "^(.*) · CNY per 1,000 calls$", run("prices", "show", "crop", "--prices", "charged").out, re.MULTILINE
    )
    months = ("2020-01", "2020-03", "2021-09", "2021-11", "2022-09", "2022-11")
    assert titles == [f"tencent-tiia-{month} · Tencent Cloud image analysis (TIIA)" for month in months]
    assert "it was never charged" in words(run("prices", "show").out)
    assert "never charged" not in words(run("prices", "show", "--prices", "charged").out)
