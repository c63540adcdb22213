"""Commands print results and messages in the language of the terminal. JSON has the same keys in every language."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from headless.cli.root import make_app
from headless.cli.shared.output import table
from tests.cli.conftest import Answer, Command
from tests.cli.languages.walk import is_chinese

LINES = "Order,Member,When,Sku,Amount\no1,m1,2011-12-01 10:00:00,tea,12.50\no2,m1,tomorrow,tea,3\n"
MAPS = [
    part
    for pair in ("order=Order", "member=Member", "time=When", "sku=Sku", "amount=Amount")
    for part in ("--map", pair)
]


@pytest.fixture
def orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    Path("orders.csv").write_text(LINES)
    return ["import", "orders", "orders.csv", "--merchant", "shop", "--create-members", *MAPS]


@pytest.fixture
def chinese(shop: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command at a terminal in Chinese, on a shop that was made in English."""

    def run(*arguments: str) -> Answer:
        with monkeypatch.context() as terminal:
            terminal.setenv("HEADLESS_LANG", "zh")
            return shop(*arguments)

    return run


@pytest.mark.parametrize(
    ("arguments", "english", "told"),
    [
        (["migrate"], "up to date\n", "数据库已是最新\n"),
        (["events", "waiting", "-m", "shop"], "0 events\n", "0个事件\n"),
        (["events", "failed", "-m", "shop"], "0 events\n", "0个事件\n"),
        (["verify"], "no drift\n", "没有不一致\n"),
        (["verify", "--replay"], "no drift, 0 differences\n", "没有不一致、0处差异\n"),
        (["member", "doubles", "-m", "shop"], "no doubles\n", "没有重复\n"),
        (["documents", "list", "-m", "shop"], "no documents\n", "没有文档\n"),
        (
            ["worker", "--once"],
            "due 0, judged 0, retried 0, delivered 0, paused 0, scheduled 0, backtests 0, forgotten 0, webhooks 0, issued 0\n",
            "到期处理0、重新评估0、重试成功0、已送达0、已暂停0、定时任务0、回测0、顾客事件清除0、Webhook送达0、批量发券0批\n",
        ),
        (
            ["plugins", "purge", "nosuch"],
            "headless: this deletes all data in the tables of nosuch, for every merchant: confirm with --yes\n",
            "headless: 此操作会删除插件nosuch数据表中所有商户的数据，请加--yes确认\n",
        ),
        (
            ["plugins", "check", "nosuch"],
            "headless: the plugin 'nosuch' is not installed; there are: none\n",
            "headless: 插件「nosuch」未安装，现有：无\n",
        ),
        (
            ["documents", "add", "no.graphql", "-m", "shop"],
            "headless: cannot read no.graphql: [Errno 2] No such file or directory: 'no.graphql'\n",
            "headless: 无法读取no.graphql：没有该文件或目录\n",
        ),
        (
            ["clock", "-m", "shop", "2010-01-01"],
            "headless: '2010-01-01' has no offset: add Z for UTC, or such as +01:00\n",
            "headless: 「2010-01-01」缺少时区，请加Z（UTC）或+08:00\n",
        ),
        (
            ["explain", "member", "m9"],
            "headless: there is no member 'm9'; give mem_…, a number or an external id\n",
            "headless: 会员「m9」不存在，请填写mem_…、会员号或外部编号\n",
        ),
        (
            ["merchant", "claim-for", "shop", "off"],
            "off\n0 events of guests were deleted\n",
            "off\n已删除0个顾客事件\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_a_command_prints(shop: Command, chinese: Command, arguments: list[str], english: str, told: str) -> None:
    answer = shop(*arguments)
    assert english == answer.out + answer.err

    answer = chinese(*arguments)

    assert told == answer.out + answer.err


def test_an_import_is_summed_up(shop: Command, chinese: Command, orders: list[str]) -> None:
    dry = chinese(*orders, "--dry-run")
    assert (1, "将有1行被拒\n") == (dry.code, dry.err)
    assert "第3行：该订单第3行：时间为'tomorrow'，不是时间，如2026-01-31 12:00:00" in dry.out
    assert "本次为试运行，未导入任何内容" in dry.lines

    answer = chinese(*orders)

    assert "1行被拒，见orders.csv.rejected.csv\n" == answer.err
    assert [
        "行数：2", "订单：1", "退款：0", "新建会员：1", "此前已导入：0", "消费总额：12.50", "退款总额：0", "净消费额：12.50",
        "被拒行保存在：orders.csv.rejected.csv", "被拒（不是时间）：1",
    ] == answer.lines  # fmt: skip
    assert "该订单第3行：时间为" in Path("orders.csv.rejected.csv").read_text()
    again = shop(*orders)
    assert "line 3 of this order: time 'tomorrow' is not a time" in Path("orders.csv.rejected.csv").read_text()
    assert "1 lines were rejected; see orders.csv.rejected.csv\n" == again.err
    assert "rejected, not a time: 1" in again.lines


def test_tables_have_chinese_titles_and_stand_straight(chinese: Command) -> None:
    assert [
        "代号  名称  币种  时区           沙箱  时钟                       国家  顾客事件保留",
        "----  ----  ----  -------------  ----  -------------------------  ----  ------------",
        "shop  shop  GBP   Europe/London  是    2011-12-09T23:59:59+00:00",
    ] == chinese("merchant", "list").lines


def test_a_report_names_what_is_owed(chinese: Command, orders: list[str]) -> None:
    chinese(*orders)

    answer = chinese("report", "liability", "-m", "shop")

    assert "shop：截至2011-12-09T23:59:59+00:00的未使用余额，价值单位GBP" == answer.lines[0]
    assert "类型  出资方  到期  状态  数量  价值" == answer.lines[1]
    assert answer.lines[4].split() == [
        "类型",
        "会员数",
        "未使用",
        "待入账",
        "冻结",
        "欠额",
        "余额",
        "价值",
        "已删除会员",
    ]


def test_a_drift_says_what_was_expected(shop: Command, chinese: Command, orders: list[str], tmp_path: Path) -> None:
    shop(*orders)
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.execute("UPDATE member SET clock_at = 1")

    assert "1 drifts\n" == shop("verify").err
    answer = chinese("verify")

    assert (1, "1处不一致\n") == (answer.code, answer.err)
    assert answer.out.startswith("不一致：mem_")
    assert " 时钟 clock_at：应为不少于" in answer.out
    assert answer.out.endswith("，实为1\n")


def test_members_are_merged_and_erased_in_chinese(shop: Command, chinese: Command, orders: list[str]) -> None:
    Path("orders.csv").write_text(LINES.replace("o2,m1,tomorrow", "o2,m2,2011-12-02 10:00:00"))
    shop(*orders)
    both = ("--from", "externalId:m2", "--into", "externalId:m1", "-m", "shop")

    looked = chinese("member", "merge", *both, "--dry-run")
    assert "合并到" in looked.lines[0]
    assert "标签：无" in looked.lines
    assert chinese("member", "merge", *both, "--yes").out.startswith("已合并到mem_")

    would = chinese("member", "erase", "externalId:m1", "-m", "shop", "--dry-run")
    assert would.lines[1:] == [
        "释放冻结：0，收回未用优惠券：0",
        "收回权益发放：0，作废等待中的事件：0",
        "需处理的插件：无",
    ]
    assert chinese("member", "erase", "externalId:m1", "-m", "shop", "--yes").out.startswith("已删除：mem_")


@pytest.mark.parametrize(
    ("answer", "code", "said"), [("n\n", 1, "已取消。"), ("maybe\n否\n", 1, "请输入y或n。"), ("", 1, "已取消。")]
)
def test_a_question_is_asked_in_chinese(
    shop: Command, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, said: str
) -> None:
    monkeypatch.setenv("HEADLESS_LANG", "zh")
    arguments = ["member", "erase", "number:1", "-m", "shop"]

    result = CliRunner().invoke(make_app(), arguments, input=answer, prog_name="headless")

    assert (code, True) == (result.exit_code, "确定删除shop的number:1？此操作不可撤销 [y/N]:" in result.stderr)
    assert said in result.stderr


def test_a_question_is_asked_in_english_as_before(shop: Command) -> None:
    arguments = ["member", "erase", "number:1", "-m", "shop"]

    result = CliRunner().invoke(make_app(), arguments, input="n\n", prog_name="headless")

    assert (1, "Erase number:1 of shop? There is no way back [y/N]:Aborted!\n") == (result.exit_code, result.stderr)


def test_explanations_name_what_they_are_about(shop: Command, chinese: Command, orders: list[str]) -> None:
    shop(*orders)

    assert shop("explain", "member", "m1", "--asset", "points").out.startswith("asset points: ")
    assert chinese("explain", "member", "m1", "--asset", "points").out.startswith("资产「")


def test_json_has_the_same_keys_in_every_language(shop: Command, chinese: Command, orders: list[str]) -> None:
    def keys(value: object) -> object:
        if isinstance(value, dict):
            return {key: keys(part) for key, part in value.items()}
        return [keys(part) for part in value] if isinstance(value, list) else None

    shop(*orders)
    for arguments in (
        ["merchant", "list", "--json"],
        ["report", "liability", "-m", "shop", "--json"],
        ["plugins", "list", "--json"],
        ["explain", "member", "m1", "--asset", "points", "--json"],
        [*orders, "--dry-run", "--json"],
        ["worker", "--once", "--json"],
    ):
        english, other = shop(*arguments), chinese(*arguments)
        assert keys(json.loads(english.out)) == keys(json.loads(other.out))


def test_plugins_are_listed_with_their_names(shop: Command, chinese: Command) -> None:
    told, english = chinese("plugins", "list"), shop("plugins", "list")

    assert told.lines[0].split() == ["名称", "显示名称", "版本", "状态", "声明"]
    assert [] == [word for word in ("内置", "已加载", "个规则、") if word not in told.lines[2]]
    assert told.lines[-1].startswith("builtin：每个商户都有的内容")
    assert english.lines[0].split() == ["name", "label", "version", "state", "declares"]
    assert english.lines[-1].startswith("builtin: The plugin that every merchant has")


def test_a_plugin_that_failed_says_so(chinese: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLESS_PLUGINS", "builtin,gone")

    answer = chinese("plugins", "list")

    assert (1, True) == (answer.code, "加载失败" in answer.out)


def test_a_wide_letter_takes_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    table(("name", "n"), [("积分", 1), ("a", 22)], right=(1,))

    assert ["name   n", "----  --", "积分   1", "a     22"] == capsys.readouterr().out.splitlines()
    assert is_chinese("积")
