"""What is wrong with a value: amounts, days, durations, ids, texts and conditions."""

TEXTS = {
    '{value!r} is not an amount: write an exact decimal such as "99.50"': (
        '「{value}」不是有效金额或数量，请填写精确小数，如"99.50"'
    ),
    "{value} is too large: an amount must fit 63 bits in its smallest unit": "{value}过大：以最小单位计须不超过63位整数",
    "{value} has more than 0 decimals: round it first": "数量须为整数，实际为{value}",
    "{value} has more than {decimals} decimals: round it first": "{value}的小数位数超过{decimals}位，请先取整",
    "{value} has more than the {decimals} decimals of {currency}: round it first": (
        "{value}的小数位数超过{currency}的{decimals}位，请先取整"
    ),
    "{duration} later is beyond the year 9999: use a shorter duration": "{duration}之后超过9999年，请使用更短的时长",
    '{text!r} is not a duration: write a number of days, months or years such as "30d", "3m" or "1y"': (
        '「{text}」不是有效时长，请填写天数、月数或年数，如"30d"、"3m"、"1y"'
    ),
    '{text!r} is no validity: write a duration such as "1y", or what it ends with, "week", "month", "quarter", "year" '
    'or "anniversary", and how far ahead that is at least, such as "year+1y"': (
        '「{text}」不是有效的有效期，请填写时长如"1y"，或截止点"week"、"month"、"quarter"、"year"、"anniversary"，'
        '并可加上最短时长，如"year+1y"'
    ),
    '{text!r} is not a window: write "30d", "3m", "1y" (at most 100 years), "week", "month", "quarter" or "year"': (
        '「{text}」不是有效统计期，请填写"30d"、"3m"、"1y"（最长100年）、"week"、"month"、"quarter"或"year"'
    ),
    "condition{place}: {message}": "条件{place}：{message}",
    '{quoted} is not a number: write 3 or "99.50"': '{quoted}不是数字，请填写3或"99.50"',
    "must be a finite number": "须为有限数字",
    "{quoted} is not a plain number with at most {threshold_digits} digits before and {threshold_decimals} after the point": (
        "{quoted}不是有效数字：整数最多{threshold_digits}位，小数最多{threshold_decimals}位"
    ),
    "{quoted} is not a text": "{quoted}不是文本",
    "longer than {condition_text} characters": "超过{condition_text}个字符",
    "must not hold control characters, double quotes or backslashes": "不能包含控制字符、双引号或反斜杠",
    "true and false are compared with EQ, NEQ or IN": "true和false只能用EQ、NEQ或IN比较",
    "{name!r} is not a known time zone: use a name such as Europe/London": "「{name}」不是有效时区，请使用如Asia/Shanghai的名称",
    'must be an object with exactly one of "all", "any", "not" and "test"': '须为对象，且只包含"all"、"any"、"not"、"test"之一',
    "{spec} does not take {value}; it takes {known}": "{spec}不支持{value}，支持：{known}",
    "more than {condition_depth} levels deep: make it flatter": "嵌套超过{condition_depth}层，请简化",
    "more than {condition_nodes} nodes in all: make it smaller": "节点总数超过{condition_nodes}个，请简化",
    'unknown; a condition is one of "all", "any", "not" and "test"': '未知；条件须为"all"、"any"、"not"、"test"之一',
    "must be a list of conditions": "须为条件列表",
    "must be an object with metric, op and value": "须为包含metric、op、value的对象",
    "IN takes a list of 1 to {condition_list} values": "IN须为1至{condition_list}个值的列表",
    "there is no tier {text!r} on {query}": "{query}没有等级「{text}」",
    "there is no op {given}; {spec} takes {known}": "没有运算符{given}，{spec}支持：{known}",
    "unknown; a test has {test_fields}": "未知；test可包含：{test_fields}",
    "EXISTS takes no value; for absence wrap the test in not": "EXISTS不需要value；表示不存在请用not包裹",
    "must be true or false, compared with EQ, NEQ or IN": "须为true或false，用EQ、NEQ或IN比较",
    "there is no metric {metric}; the known ones are {known}": "没有指标{metric}，现有：{known}",
    "{spec} takes no window": "{spec}不支持统计期",
    '{spec} takes no calendar window; use days, months or years such as "90d", "3m" or "1y"': (
        '{spec}不支持自然周期，请使用天、月或年，如"90d"、"3m"、"1y"'
    ),
    "must be an object": "须为对象",
    "{spec} has no such argument; it takes {takes}": "{spec}没有该参数，支持：{takes}",
    '{spec} needs a window of days, months or years such as "90d"': '{spec}须填写统计期（天、月或年），如"90d"',
    "{text!r} is none of {choices}": "「{text}」不在可选值中：{choices}",
    "there is no asset kind {text!r}": "资产类型「{text}」不存在",
    "{spec} needs {argument}: {description}": "{spec}须填写{argument}：{description}",
    "the metric {spec!r} of {spec2!r} is already given by {owner!r}: rename it": (
        "「{spec2}」的指标「{spec}」已由「{owner}」提供，请改名"
    ),
    "expiry takes exactly one of never, on, after, sweep": "expiry须且只能填写never、on、after、sweep之一",
    "{text!r} is not an id: ids look like {example}_{alphabet}": "「{text}」不是有效ID，ID形如{example}_{alphabet}",
    "{text!r} begins with {begins!r}: give an id that begins with '{prefix}_'": (
        "「{text}」以「{begins}」开头，请填写以{prefix}_开头的ID"
    ),
    "{text!r} begins with {prefix!r}: no id does; copy the id as it was given": (
        "「{text}」以「{prefix}」开头，没有这样的ID，请原样复制"
    ),
    "{text!r} has {count} characters after '{prefix}_': give the whole id, {length}": (
        "「{text}」在{prefix}_之后有{count}个字符，请填写完整的{length}个字符"
    ),
    "{text!r} is out of range: copy the id as it was given": "「{text}」超出范围，请原样复制ID",
    "{text!r} holds {letter!r}, which no id does: copy the id as it was given": (
        "「{text}」包含ID中不会出现的「{letter}」，请原样复制ID"
    ),
    '{value} is not a day: write "2026-01-31"': '{value}不是有效日期，请填写如"2026-01-31"',
    "this is nested more than {json_depth} levels deep: make it flatter": "嵌套超过{json_depth}层，请简化",
    '{value} is not an exact number: write "99.50"': '{value}不是精确数字，请填写如"99.50"',
    '{value} is not a time: write "2026-01-31T12:00:00Z"': '{value}不是有效时间，请填写如"2026-01-31T12:00:00+08:00"',
    '{value} has no offset: add one, such as "{value2}Z" or "{value2}+08:00"': '{value}缺少时区，请补充，如"{value2}+08:00"',
    "{value} is out of range: give a time from 1900 to 9000, or leave out what never ends": (
        "{value}超出范围，请填写1900至9000年之间的时间，长期有效请留空"
    ),
    "an amount was computed as a float": "金额以浮点数计算，不被接受",
    "{value} is out of range: give a day from 1900 to 8999": "{value}超出范围，请填写1900至8999年之间的日期",
    '{value!r} has too many digits to arrive exactly as a number: send it as a text, "{value}"': (
        '{value}位数过多，无法精确传输，请以文本"{value}"提交'
    ),
    "is missing": "不能为空",
    "must be a text": "须为文本",
    "must be readable text": "须为可读文本",
    "must be true or false": "须为true或false",
    "must be a whole number": "须为整数",
    "is too large": "过大",
    "must be a number": "须为数字",
    "must be a list": "须为列表",
    "must match {pattern}": "格式须为{pattern}",
    "may not be shorter than {min_length} characters": "至少{min_length}个字符",
    "may not be longer than {max_length} characters": "最多{max_length}个字符",
    "may hold at most {max_length}, not {actual_length}": "最多{max_length}项，当前{actual_length}项",
    "must hold at least {min_length}": "至少{min_length}项",
    "must be greater than {gt}": "须大于{gt}",
    "must be at least {ge}": "不能小于{ge}",
    "must be less than {lt}": "须小于{lt}",
    "may be at most {le}": "不能大于{le}",
    "must be {expected}": "须为{expected}",
    "may not hold control characters": "不能包含控制字符",
    "may not be empty": "不能为空",
    "is not known here": "此处不支持",
    "{place} {wrong}": "{place} {wrong}",
    "{what}: {wrong}": "{what}：{wrong}",
    "{what} {wrong}": "{what}{wrong}",
    "settings of {rule}": "{rule}的设置",
    "are larger than {settings_bytes} bytes: make them shorter": "超过{settings_bytes}字节，请精简",
    "is too large: a whole number has at most 63 bits": "过大：整数最多63位",
    "{text}": "{text}",
    "{first}{more}": "{first}{more}",
    "{fault}": "{fault}",
    "least is above most": "起用数量不能大于单笔上限",
    "give either bonus or percent": "bonus和percent请只填写一个",
    "is personal: it must be split off before the payload is read": "是个人信息，须先分离再读取",
    "must hold more than blanks and invisible characters": "不能只有空白或不可见字符",
    'must be an exact decimal such as "99.50"': '须为精确小数，如"99.50"',
    "may not be negative": "不能为负",
    "must be greater than 0": "须大于0",
    'must be a time with its zone such as "2026-01-31T12:00:00Z"': '须为带时区的时间，如"2026-01-31T12:00:00+08:00"',
    "must lie between the years 1900 and 9000; leave out what never ends": "须在1900至9000年之间，长期有效请不填写",
    "may have at most {decimals} decimals": "小数最多{decimals}位",
    "may be at most {most}": "不能大于{most}",
    "must be between 0 and {most}": "须在0至{most}之间",
    "is not known (there are no fields)": "不存在（此处没有字段）",
    "is not known (there are {known})": "不存在（可用：{known}）",
    "{first}; {more}": "{first}；{more}",
    "the default track": "默认等级体系",
    "the track {track!r}": "等级体系「{track}」",
}
