"""What stands against a file, or a line of it, that is imported."""

TEXTS = {
    "leave the right one": "请只保留正确的一行",
    "they have the same {names}, so they are of one member, but differ in {differing}": (
        "{names}相同，应为同一会员，但{differing}不同"
    ),
    "if they are several people, leave the {named} to one of them, otherwise {do}": (
        "如为多人，请只给其中一人保留{named}，否则{do}"
    ),
    "name the asset kind of the balances: --map asset=COLUMN, or --asset points for every line": (
        "请指明余额的资产类型：--map asset=列名，或每行相同用--asset points"
    ),
    "the amount is {amount}; only lots with something left are taken": "数量为{amount}，只导入有剩余的批次",
    "the line names no asset kind": "该行没有资产类型",
    "{what} {text} is not a plain number such as 12.50": "{what}为{text}，不是数字，如12.50",
    "; if the file writes it in another way, say how with --date-format, as in '%d/%m/%Y %H:%M'": (
        "；如文件使用其他格式，请用--date-format说明，如'%d/%m/%Y %H:%M'"
    ),
    "{what} {text} is too long: at most {whole_digits} digits and {decimals} decimals": (
        "{what}为{text}，过长：整数最多{whole_digits}位，小数最多{decimals}位"
    ),
    "{what} {text} is not a number with the decimal mark {decimal}": "{what}为{text}，不是以{decimal}为小数点的数字",
    "{what} {text} lies outside the years 1900 to 9000; leave it empty for what never ends": (
        "{what}为{text}，不在1900至9000年之间，长期有效请留空"
    ),
    "{what} {text} lies outside the years 1900 to 8999; leave it empty for what never ends": (
        "{what}为{text}，不在1900至8999年之间，长期有效请留空"
    ),
    "; --date-format {readings} read it as different days: say one of them": (
        "；--date-format {readings}会读成不同日期，请只保留一个"
    ),
    "; say how it is written: {said}": "；请说明格式：{said}",
    "; it is the number by which a spreadsheet counts days: show the column as a date and save the file again": (
        "；这是电子表格的日期序号，请将该列设为日期格式后重新保存"
    ),
    "; if amounts have signs of currency or separators of thousands, say --decimal . or --decimal ,": (
        "；如金额含货币符号或千分位，请加--decimal . 或 --decimal ,"
    ),
    "{what} {text} is not a time such as 2026-01-31 12:00:00 or 2026-01-31T12:00:00Z": (
        "{what}为{text}，不是时间，如2026-01-31 12:00:00"
    ),
    "{what} {text} is not a day such as 2026-01-31": "{what}为{text}，不是日期，如2026-01-31",
    "{what} {text} lies too far ahead": "{what}为{text}，过于久远",
    "give {asked}; the columns of {file_name} are: {there}": "请填写{asked}；{file_name}的列为：{there}",
    "{file_name} has {what} {column!r} (--map {field}={column}); its columns are: {there}": (
        "{file_name}中{what}「{column}」（--map {field}={column}）；列为：{there}"
    ),
    "--map {field}=… is not known; the fields are: {known}": "不支持--map {field}=…，可用字段：{known}",
    "not text in UTF-8; say how it was saved, such as --encoding gb18030 (Chinese spreadsheets), windows-1252 or utf-16, or "
    "save it again as CSV in UTF-8": (
        "不是UTF-8文本；请说明编码，如--encoding gb18030（中文表格）、windows-1252或utf-16，或另存为UTF-8的CSV"
    ),
    "{path} is cut off or damaged: {error}; nothing was imported, fetch the file again": (
        "{path}不完整或已损坏：{error}；未导入任何内容，请重新获取文件"
    ),
    "not text in {encoding}; name the encoding in which it was saved with --encoding": (
        "不是{encoding}文本，请用--encoding说明保存时的编码"
    ),
    "{path} is {form}": "{path}{form}",
    "cannot read {path}: {why}": "无法读取{path}：{why}",
    "the first line of {path} is not CSV: {fault}": "{path}的第一行不是CSV：{fault}",
    "{count} columns instead of {width}{more}": "有{count}列，应为{width}列{more}",
    "not CSV: {error}": "不是CSV：{error}",
    "give either --map until= (the last day that counts) or --map expires= (the first one that does not)": (
        "请只填写--map until=（最后有效日）或--map expires=（失效首日）之一"
    ),
    "--delimiter {delimiter!r} is not one character; use , or ; or tab": (
        "--delimiter「{delimiter}」不是单个字符，请使用,、;或tab"
    ),
    "--date-format {pattern!r} does not read a day; write it as in %d/%m/%Y or %m/%d/%Y %H:%M": (
        "--date-format「{pattern}」无法读取日期，请写成如%Y年%m月%d日或%m/%d/%Y %H:%M"
    ),
    "--encoding {encoding!r} is not known; use utf-8, gb18030, big5, shift_jis, windows-1252 or utf-16": (
        "不支持--encoding「{encoding}」，请使用utf-8、gb18030、big5、shift_jis、windows-1252或utf-16"
    ),
    "--decimal {decimal!r} is not known; use . or ,": "不支持--decimal「{decimal}」，请使用.或,",
    "line {line} contradicts {which}: {what}; {do}": "第{line}行与{which}矛盾：{what}；{do}",
    "cannot write rejected lines to {target}: {why}; name another file with --rejected": (
        "无法将被拒行写入{target}：{why}；请用--rejected指定其他文件"
    ),
    "the {kind} {text} is suspicious: {reason}; correct it, or let such identifiers pass with --trust-identifiers": (
        "{kind}{text}可疑：{reason}；请更正，或用--trust-identifiers放行"
    ),
    "members cannot be found by {member_by!r}; choose one of: {known}": "不能按「{member_by}」查找会员，可选：{known}",
    "the line names no member": "该行没有会员",
    "{plain} names no member": "{plain}不是会员",
    "give at least one of --map {known} to know the members by": "请至少填写--map {known}之一以识别会员",
    "the line has nothing to know the member by": "该行没有可识别会员的内容",
    "the file could not be read: {failed}": "无法读取文件：{failed}",
    "the process that reads the file has ended before its time": "读取文件的进程提前结束",
    "the order has {count} items; at most {items_most} are taken": "订单有{count}个商品行，最多{items_most}个",
    "the amount {text} is too long: at most {most}, with {decimals} decimals": "金额{text}过长：最大{most}，小数{decimals}位",
    "the {name} {text} is longer than {texts} characters": "{name}{text}超过{texts}个字符",
    "the {name} {text} holds a control character": "{name}{text}包含控制字符",
    "line {numbers} of this order: {detail}": "该订单第{numbers}行：{detail}",
    "line {line} of this order: {detail}": "该订单第{line}行：{detail}",
    "order {number} comes to {amount}; if it is a refund, name how such numbers begin with --refund-prefix": (
        "订单{number}金额为{amount}；如为退款，请用--refund-prefix说明退款单号前缀"
    ),
    "give either --map amount= (of the whole line) or --map quantity= and price=": (
        "请只填写--map amount=（整行金额）或--map quantity=与price="
    ),
    "give --map quantity= and --map price=, or --map amount= for the amount of the whole line": (
        "请填写--map quantity=和--map price=，或整行金额--map amount="
    ),
    "--map {without}= needs --map sku=, by which items are known; the same column may serve for both": (
        "--map {without}=需要同时填写用于识别商品的--map sku=，可使用同一列"
    ),
    "refund {number} comes to {amount}: nothing would go back": "退款{number}金额为{amount}，没有可退内容",
    "{number} comes to {amount}; at most {most} is taken": "{number}金额为{amount}，最大{most}",
    "members cannot be created under a given id; use --member-by externalId, number, phone or email": (
        "不能按指定ID创建会员，请使用--member-by externalId、number、phone或email"
    ),
    "the source {source!r} cannot be used; give another name of 1 to 200 characters": (
        "不能使用来源「{source}」，请换用1至200个字符的名称"
    ),
    "{merchant_slug} has no tier track yet; save one first": "{merchant_slug}还没有等级体系，请先保存",
    "the line names no tier": "该行没有等级",
    "{path} is empty; its {which} must name the columns": "{path}为空，列名须在{which}",
    "{path} is {kind}": "{path}是{kind}",
    "; leave the name to one of them": "；请只保留一列使用该名称",
    "another process has created members of this file in the meantime; begin again": "其他进程刚创建了该文件中的会员，请重新开始",
    "lines {named}": "第{named}行",
    "line {named}": "第{named}行",
    "{count} columns": "有{count}个列",
    "no column": "没有列",
    "first line": "第一行",
    ", up to line {last}: a quote may be missing": "，直到第{last}行：可能缺少引号",
    "none of its lines has a time": "没有一行有时间",
    "it names {value}, an earlier one {first}": "填写了{value}，前面一行为{first}",
    "it names no member": "没有填写会员",
    "{problem}; here it is {text}": "{problem}（当前为{text}）",
    "there is no member with {name} {text}; create it first, or use --create-members": (
        "会员不存在（{name}{text}），请先注册，或使用--create-members"
    ),
}
