"""The words that clauses are told in. A new language is one more of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Language:
    """Patterns with named or single places; `requests` is by metric, what a member is asked to do."""

    code: str
    requests: Mapping[str, str]
    ops: Mapping[str, str]
    rolling: Mapping[str, tuple[str, str]]
    calendar: Mapping[str, str]
    units: Mapping[str, str]
    is_: str
    must_be: str
    labelled: str
    narrowed: str
    during: str
    negation: str
    conjunction: str
    disjunction: str
    nothing: str
    always: str
    never: str


ENGLISH = Language(
    code="en",
    requests=MappingProxyType({
        "orders": "place {count} more order{s}{narrowed}{within}",
        "gross_spend": "spend {amount} more{narrowed}{within}",
        "net_spend": "spend {amount} more{narrowed}{within}",
        "events": "{count} more {type}{within}",
        "streak": "keep up {type} for {count} more {unit}",
        "referrals": "refer {count} more member{s}{within}",
        "balance": "have {amount} more {asset}",
        "earned": "earn {amount} more {asset}{within}",
        "spent": "use {amount} more {asset}{within}",
        "days_since_join": "be a member for {count} more day{s}",
    }),
    ops=MappingProxyType({
        "EQ": "exactly", "NEQ": "other than", "GT": "more than", "GTE": "at least", "LT": "less than", "LTE": "at most",
        "IN": "one of", "CONTAINS": "with", "EXISTS": "known",
    }),
    rolling=MappingProxyType({
        "d": (" within a day", " within {} days"),
        "m": (" within a month", " within {} months"),
        "y": (" within a year", " within {} years"),
    }),
    calendar=MappingProxyType({"month": " this month", "quarter": " this quarter", "year": " this year"}),
    units=MappingProxyType({}),
    is_="{name} is {value}, {op} {threshold}",
    must_be="{name} is {value}, must be {op} {threshold}",
    labelled="{label} ({of})",
    narrowed=" on {}",
    during="{}",
    negation="not: {}",
    conjunction=" and ",
    disjunction=" or ",
    nothing="unknown",
    always="always",
    never="never",
)  # fmt: skip

CHINESE = Language(
    code="zh",
    requests=MappingProxyType({
        "orders": "{within}再下{count}单{narrowed}",
        "gross_spend": "{within}再消费{amount}{narrowed}",
        "net_spend": "{within}再消费{amount}{narrowed}",
        "events": "{within}再完成{count}次{type}",
        "streak": "再连续{count}{unit}完成{type}",
        "referrals": "{within}再推荐{count}人",
        "balance": "{asset}还需{amount}",
        "earned": "{within}再获得{amount}{asset}",
        "spent": "{within}再使用{amount}{asset}",
        "days_since_join": "入会再满{count}天",
    }),
    ops=MappingProxyType({
        "EQ": "等于", "NEQ": "不等于", "GT": "大于", "GTE": "不低于", "LT": "小于", "LTE": "不超过",
        "IN": "属于", "CONTAINS": "包含", "EXISTS": "已有",
    }),
    rolling=MappingProxyType({"d": ("1天内", "{}天内"), "m": ("1个月内", "{}个月内"), "y": ("1年内", "{}年内")}),
    calendar=MappingProxyType({"month": "本月内", "quarter": "本季度内", "year": "今年内"}),
    units=MappingProxyType({"days": "天", "weeks": "周", "months": "个月"}),
    is_="{name}为{value}，{op}{threshold}",
    must_be="{name}为{value}，需{op}{threshold}",
    labelled="{label}（{of}）",
    narrowed="（{}）",
    during="（{}）",
    negation="不满足：{}",
    conjunction="，且",
    disjunction="，或",
    nothing="未知",
    always="始终满足",
    never="无法满足",
)  # fmt: skip
