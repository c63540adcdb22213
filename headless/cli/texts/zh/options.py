"""Help of options and arguments."""

TEXTS = {
    "Points that it may spend each second; by default any number.": "每秒可用的点数；默认不限。",
    "Points that may be spent at once; by default those of twenty seconds.": "可一次用完的点数；默认为二十秒的点数。",
    "Points that may be spent in each day, by UTC; by default any number.": "每天（UTC）可用的点数；默认不限。",
    "Points for each second, or off; left out: print the limit.": "每秒的点数，或off；不填则显示当前上限。",
    "The address to listen on; by default HEADLESS_HOST or 127.0.0.1.": "监听地址；默认HEADLESS_HOST或127.0.0.1。",
    "The port; by default HEADLESS_PORT or 8000.": "端口；默认HEADLESS_PORT或8000。",
    "Whose shop: en for one in dollars, zh for one in yuan with Chinese names.": (
        "哪个商户：en为美元商户，zh为人民币商户（中文名称）。"
    ),
    "Create the demo without serving it.": "只创建演示数据，不启动服务。",
    "The number of processes that answer requests.": "处理请求的进程数。",
    "Leave clock work and the outbox to headless worker.": "定时任务和待发消息交给headless worker处理。",
    "Refuse to start if a plugin cannot be loaded.": "有插件无法加载时拒绝启动。",
    "Run the work that is due now, then end.": "处理完当前到期的任务后退出。",
    "The port for metrics; by default HEADLESS_METRICS_PORT, otherwise none are served.": (
        "指标端口；默认HEADLESS_METRICS_PORT，未设置则不提供。"
    ),
    "Print JSON for programs.": "输出JSON，供程序使用。",
    "The copy to write. It must not exist yet.": "要写入的备份文件，不能是已有的文件。",
    "The merchant's slug.": "商户代号。",
    "The time to set, with an offset; later than the clock shows.": "要设定的时间，须带时区，且晚于当前时钟。",
    "Include the fields that installed plugins add, as the server does.": "包含已安装插件增加的字段，与服务一致。",
    "Only this merchant; by default all.": "仅此商户；默认全部。",
    "Also decide every event again with the installed code, and list differences.": (
        "同时用当前代码重新判定每个事件，列出差异。"
    ),
    "The name in tokens and on the command line: a-z, 0-9 and -.": "用于令牌和命令行的代号：a-z、0-9和-。",
    "Three letters, such as GBP.": "三个字母，如CNY。",
    "The time zone of its days, such as Europe/London.": "商户所在时区，如Asia/Shanghai。",
    "The name that people see; by default the slug.": "显示名称；默认同代号。",
    "Give it a clock of its own that is set by hand.": "使用可手动调整的独立时钟。",
    "Where a sandbox's clock begins; by default now.": "沙箱时钟的起始时间；默认当前。",
    "The country of phone numbers that are written without +, such as GB.": "不带+的手机号所属国家，如CN。",
    "The merchant.": "商户。",
    "Two letters of ISO 3166, such as GB.": "ISO 3166两位字母，如CN。",
    "Days, such as 90d, or off.": "天数，如90d；或off关闭。",
    "Delete what is kept without asking.": "不再询问，直接删除已保留的内容。",
    "What the token allows, such as members:read; admin allows everything. Repeatable.": (
        "令牌的权限，如members:read；admin为全部权限。可重复。"
    ),
    "The name of its bearer in records.": "记录中显示的持有人名称。",
    "A source that its events may name. Repeatable; by default any.": "允许其事件使用的来源。可重复；默认不限。",
    "When it expires; by default never.": "到期时间；默认不过期。",
    "A GraphQL text, NAME=FILE to name it, or a JSON list of documents.": (
        "GraphQL文件，用名称=文件命名，或JSON文档清单。"
    ),
    "Give an id that is there already the new text.": "id已存在时替换为新内容。",
    "The documents.": "文档。",
    "The member's id (mem_…), or KIND:VALUE, such as number:4711, email:a@b.org or identity:wechat:oABC.": (
        "会员ID（mem_…），或类型:值，如number:4711、email:a@b.org、identity:wechat:oABC。"
    ),
    "Do it without asking.": "不再询问，直接执行。",
    "Say what would be done, and do nothing.": "只显示将要执行的操作，不执行。",
    "The member who is merged, named as for erase.": "被合并的会员，写法同erase。",
    "The member who stays, with everything of both.": "保留的会员，两者数据都归其所有。",
    "Say what it would do, and do nothing.": "只显示合并结果，不执行。",
    "A CSV file with a header line, plain or .gz.": "带表头的CSV文件，可为.gz。",
    "The column that holds a field. Repeatable.": "字段所在的列。可重复。",
    "The prefix of refund numbers, such as C.": "退款单号的前缀，如C。",
    "The time zone of times without an offset; by default the merchant's.": "未注明时区的时间按此时区；默认商户时区。",
    "Create members who do not exist yet.": "自动创建不存在的会员。",
    "Lines without an order number belong to the order above.": "没有订单号的行属于上一行的订单。",
    "What the member column holds: externalId, number, phone, email, id or identity:SYSTEM.": (
        "会员列的内容：externalId、number、phone、email、id或identity:系统。"
    ),
    "The source of the events.": "事件的来源。",
    "The file for rejected lines and their reasons; by default FILE.rejected.csv in the working folder.": (
        "保存被拒行及原因的文件；默认为当前目录下的“文件名.rejected.csv”。"
    ),
    "How the file was saved, such as gb18030, windows-1252 or utf-16; by default utf-8.": (
        "文件编码，如gb18030、windows-1252或utf-16；默认utf-8。"
    ),
    "What separates cells: , (the default), ; or tab.": "分隔符：,（默认）、;或tab。",
    "The number of the line that names the columns, if titles stand above it.": "表头所在的行号（其上有标题时）。",
    "How days and times are written, such as %d/%m/%Y. Repeatable; by default ISO 8601.": (
        "日期和时间的格式，如%Y年%m月%d日。可重复；默认ISO 8601。"
    ),
    "The decimal mark of amounts, . or ,; the other separates thousands, and signs of currency pass.": (
        "金额的小数点，.或,；另一个作千分位，货币符号会忽略。"
    ),
    "Take identifiers that look like nothing or like spoiled cells.": "接受形似空值或损坏单元格的标识。",
    "Say what would be imported and rejected, and keep nothing.": "只显示将导入和拒绝的内容，不保存。",
    "The source that the members get.": "会员的来源。",
    "The asset kind of lines that name none.": "未注明资产类型的行使用此类型。",
    "The tier track of lines that name none; by default the merchant's default track.": (
        "未注明等级体系的行使用此体系；默认商户的默认体系。"
    ),
    "The member's id (mem_…), number or external id.": "会员ID（mem_…）、会员号或外部编号。",
    "Explain only the tier on this track.": "只说明此等级体系的等级。",
    "Explain only the balance of this asset kind.": "只说明此资产类型的余额。",
    "Explain only this tag.": "只说明此标签。",
    "The member's merchant; needed only if several have such a number.": "会员所属商户；仅在多个商户有此号码时需要。",
    "The language: en or zh; by default the terminal's.": "语言：en或zh；默认跟随终端。",
    "The event's id (evt_…).": "事件ID（evt_…）。",
    "Small letters, digits and underscores.": "小写字母、数字和下划线。",
    "The folder in which to create the plugin's own.": "在此文件夹下创建插件的文件夹。",
    "A plugin; by default all that are installed.": "插件；默认所有已安装的。",
    "Settings by declared id, as JSON or @FILE.": "按声明id的设置，JSON或@文件。",
    "The plugin, installed or not.": "插件，已安装或未安装。",
    "Confirm that all data in its tables is deleted.": "确认删除其数据表中的所有数据。",
    "A plugin, or plugin/rule for one of its rules.": "插件，或用插件/规则指定其中一条规则。",
    "Settings as JSON or @FILE: a rule's own, or a plugin's by declared id.": (
        "设置，JSON或@文件：规则的设置，或插件按声明id的设置。"
    ),
    "Several changes to try together instead of NAME: a list as JSON or @FILE, as backtestStart takes it.": (
        "一起试算多项变更，代替名称参数：JSON列表或@文件，同backtestStart。"
    ),
    "A tag that is a gain to those who would get it; may be repeated.": "打上后视为受益的标签；可重复。",
    "Compare from this day or time on; by default from the first event.": "从此日期或时间开始比较；默认从第一个事件。",
    "Compare up to this day or time; by default up to now.": "比较到此日期或时间；默认到当前。",
    "How many members to list who gain, and who lose.": "受益和受损会员各列出多少位。",
    "The id of the token, such as tok_01hzx6v4qk3t9.": "令牌的id，如tok_01hzx6v4qk3t9。",
    "A type of events that it may record, or of mutations. Repeatable; by default any.": (
        "允许其记录的事件类型（包括变更操作的类型）。可重复；默认不限。"
    ),
    "Those that have ended, too.": "包括已失效的。",
    "For how long the old secret goes on working; by default a day.": "旧密钥继续有效的秒数；默认一天。",
    "When the new one expires; by default as the old one.": "新令牌的到期时间；默认与旧令牌相同。",
    "Show this message and exit.": "显示帮助并退出。",
    "Only by this actor: as it is written there, or the id of its token.": "只看该操作者：记录中的完整写法，或其令牌的id。",
    "Only what was done to this sort of thing, such as Rule, Token or Asset.": "只看对此类对象的操作，例如Rule、Token或Asset。",
    "At or after this instant.": "不早于该时刻。",
    "Before this instant.": "早于该时刻。",
    "How many to show, the newest first.": "显示多少条，最新的在前。",
    "Deliveries: msg_…": "投递记录：msg_…",
    "An endpoint; without --since: what was given up of it.": "接收端；不加--since则重发其已放弃的投递。",
    "All that was queued from this time on, delivered or given up.": "从此刻起排队的全部投递，无论已送达还是已放弃。",
    "Where your program listens, such as http://localhost:3000/hooks.": "程序的接收地址，如http://localhost:3000/hooks。",
    "What it is told of: a type of events or event.failed. May be repeated; by default all.": (
        "接收的主题：事件类型或event.failed。可重复填写；默认全部。"
    ),
    "The fields of Event that are sent; by default the usual ones.": "要发送的Event字段；默认为常用字段。",
    "The secret that signs; by default a new one is printed.": "签名密钥；默认新生成一个并显示。",
    "The partner whose token it is; by default the merchant's own.": "令牌所属的合作伙伴；默认为商户自己的令牌。",
    "The partner's code.": "合作伙伴编码。",
    "Its first day, or a time; by default from the beginning.": "起始日期或时间；默认从最早开始。",
    "The first day after it, or a time; by default up to now.": "截止日期或时间（不含）；默认到现在。",
    "Write the entries to a CSV file as well.": "同时把明细写入CSV文件。",
}
