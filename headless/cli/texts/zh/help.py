"""Help of commands by paragraph, or by line where lines keep their form. Examples to type are not translated."""

TEXTS = {
    "A headless membership backend: events come in, assets, tiers and tags are served through GraphQL.": (
        "无前端的会员后台：接收事件，通过GraphQL提供资产、等级和标签。"
    ),
    "First steps:": "快速开始：",
    "headless demo                                    serve a shop with a year of real orders": (
        "headless demo                                    启动演示商户（一年真实订单）"
    ),
    "Settings come from the environment:": "设置取自环境变量：",
    "HEADLESS_DATABASE_URL   sqlite:///headless.db (default, created when needed) or "
    "postgresql://user:password@host/database": (
        "HEADLESS_DATABASE_URL   sqlite:///headless.db（默认，自动创建）或postgresql://用户:密码@主机/数据库"
    ),
    "HEADLESS_SECRET_KEY     at least 32 random characters; the same for all processes that serve": (
        "HEADLESS_SECRET_KEY     至少32个随机字符，所有服务进程须相同"
    ),
    "HEADLESS_PLUGINS        names of installed plugins to load, separated by commas; by default all": (
        "HEADLESS_PLUGINS        要加载的已安装插件，逗号分隔；默认全部"
    ),
    "HEADLESS_STRICT         on: a plugin that cannot be loaded is fatal; by default it is left out and reported": (
        "HEADLESS_STRICT         on：插件无法加载时退出；默认跳过并报告"
    ),
    "HEADLESS_AUTO_MIGRATE   off: only headless migrate changes tables; by default every command brings them up to date": (
        "HEADLESS_AUTO_MIGRATE   off：只有headless migrate会修改数据表；默认每个命令都会自动升级"
    ),
    "HEADLESS_CORS_ORIGINS   origins whose pages may call this server, separated by commas; by default none": (
        "HEADLESS_CORS_ORIGINS   允许调用本服务的网页来源，逗号分隔；默认没有"
    ),
    "HEADLESS_CACHE_SECONDS  for how long browsers may keep published configuration; 60 by default": (
        "HEADLESS_CACHE_SECONDS  浏览器可缓存已发布配置的秒数；默认60"
    ),
    "HEADLESS_BATCH          how many operations one request may hold; 10 by default": (
        "HEADLESS_BATCH          一次请求最多包含的操作数；默认10"
    ),
    "HEADLESS_DOCUMENTS      members or only: members, or everyone, must send trusted documents; by default any": (
        "HEADLESS_DOCUMENTS      members或only：会员（或所有人）只能发送受信文档；默认any"
    ),
    "HEADLESS_GRAPHIQL       on: browsers get GraphiQL at /graphql": (
        "HEADLESS_GRAPHIQL       on：浏览器访问/graphql时显示GraphiQL"
    ),
    "HEADLESS_LANG           en or zh, the language of what commands print; by default the terminal's (LANG)": (
        "HEADLESS_LANG           en或zh，命令行的语言；默认跟随终端（LANG）"
    ),
    "HEADLESS_LOG_LEVEL      debug, info (default), warning or error": (
        "HEADLESS_LOG_LEVEL      debug、info（默认）、warning或error"
    ),
    "HEADLESS_LOG_FORMAT     json or console; by default console at a terminal, otherwise json": (
        "HEADLESS_LOG_FORMAT     json或console；在终端默认console，否则json"
    ),
    "Results go to standard output, messages to standard error.": "结果输出到标准输出，提示输出到标准错误。",
    "The exit code is 0 for success, 1 for success with findings (drift, rejected lines) and 2 for wrong use.": (
        "退出码：0成功，1成功但有发现（数据不一致、被拒行），2用法错误。"
    ),
    "Create a shop from a year of real orders, and serve it.": "用一年真实订单创建演示商户，并启动服务。",
    "It is a sandbox merchant `demo` (`demo-zh` with --lang zh) with tiers, points, coupons, benefits, tags and the installed "
    "plugins, in a SQLite file of its own (headless-demo.db) unless HEADLESS_DATABASE_URL is set. The command prints a "
    "summary, access tokens and sample queries. A second run uses the existing shop.": (
        "演示商户`demo`（加--lang zh为`demo-zh`）是沙箱商户，含等级、积分、优惠券、权益、标签和已安装的插件；"
        "未设置HEADLESS_DATABASE_URL时使用单独的SQLite文件（headless-demo.db）。"
        "命令会输出概况、访问令牌和示例查询。再次运行使用已有的商户。"
    ),
    "Serve GraphQL, events, health and metrics over HTTP.": "通过HTTP提供GraphQL、事件接口、健康检查和监控指标。",
    "Each process also runs the work that is due (expiry, reviews, retries, the outbox), unless --no-worker is given.": (
        "除非加--no-worker，每个进程也会处理到期任务（过期、等级评估、重试、待发消息）。"
    ),
    "Run the work that is due: clock work, retries, outbox, webhooks.": "处理到期任务：定时任务、重试、待发消息，以及Webhook。",
    "This includes expiry, reviews, hold time-outs, reminders, sweeps after a changed configuration, failed rules and "
    "derived events.": "包括过期、等级评估、冻结超时、提醒、配置变更后的重算、失败的规则和衍生事件。",
    "Several workers may run at the same time. Each piece of work is done once. Metrics for Prometheus are served on "
    "--metrics-port, at the address HEADLESS_HOST, until the worker is stopped.": (
        "可同时运行多个后台进程，每项任务只处理一次。Prometheus指标在HEADLESS_HOST地址的--metrics-port端口提供，直到进程停止。"
    ),
    "Copy the SQLite database to a file, while processes go on writing.": "把SQLite数据库备份到文件，期间服务照常写入。",
    "The copy is the state at one moment. It is checked before it gets its name, and only its owner may read it. Keep it with "
    "HEADLESS_SECRET_KEY, without which what is sealed in it cannot be opened, but not in the same place.": (
        "备份是某一时刻的完整状态，检查无误后才会以该文件名出现，且只有所有者可读取。"
        "HEADLESS_SECRET_KEY也要保管好（没有它就无法解开其中的加密内容），但不要和备份放在一起。"
    ),
    "PostgreSQL has its own tools: pg_dump, or base backups with the archived log.": (
        "PostgreSQL请用自带工具：pg_dump，或基础备份加日志归档。"
    ),
    "Bring the database up to date, and seal the secrets that it holds.": "升级数据库结构，并加密其中保存的密钥类设置。",
    "Every other command does this by itself, unless HEADLESS_AUTO_MIGRATE=off. Processes that start at the same time wait "
    "for one another. If a step fails, it is undone. The tables of installed plugins follow: if one fails, the others go "
    "on, and the command ends with 1.": (
        "除非HEADLESS_AUTO_MIGRATE=off，其他命令都会自动升级。同时启动的进程会互相等待。某一步失败会回退该步。"
        "随后升级已安装插件的数据表：某个插件失败时其他继续，命令以1退出。"
    ),
    "Show a merchant's clock, or set that of a sandbox.": "显示商户的时钟，或调整沙箱的时钟。",
    "Setting the clock runs everything that falls due on the way, each piece at its own time. It never goes back.": (
        "调整时钟会依次处理途中到期的所有任务，各按其时间。时钟只能向前。"
    ),
    "Print the GraphQL schema (SDL).": "输出GraphQL结构（SDL）。",
    "Each field says which scope it needs. The schema is the one that is served with the installed plugins. With "
    "--no-plugins it has the core's own fields alone.": (
        "每个字段注明所需权限。默认包含已安装插件的字段，与服务一致；加--no-plugins只含核心字段。"
    ),
    "Check everything stored against its history.": "按历史核对所有存储的数据。",
    "Rebuilds accounts, lots, holds, totals, tiers, tags and memory from what happened, and prints each drift.": (
        "根据历史重建账户、批次、冻结、累计、等级、标签和规则记忆，逐条输出不一致之处。"
    ),
    "An event that failed and was not sent again since gets a line, too, and so does what a rule left out and was given up. "
    "These are no drifts: headless events failed lists them. Plugins that have still to erase a member are named as well.": (
        "失败且未重发的事件、规则漏处理且已放弃的部分也会列出，它们不算不一致，可用headless events failed查看。"
        "尚未删除会员数据的插件也会列出。"
    ),
    "Ends with 1 if there is any drift. It only reads, and may run while another process serves. With --replay it also "
    "decides every event again. A difference there is not a drift: rules, tiers or tags may have changed since.": (
        "有不一致时以1退出。只读不写，可在服务运行时执行。加--replay会重新判定每个事件，其差异不算不一致：规则、等级或标签可能已变更。"
    ),
    "Create, list and change merchants.": "创建、查看和修改商户。",
    "Create a merchant with the asset kinds points, growth and balance. No rule is active.": (
        "创建商户，含资产类型points（积分）、growth（成长值）和balance（储值）。不启用任何规则。"
    ),
    "List all merchants.": "列出所有商户。",
    "Change the country of a merchant's phone numbers, and bring those that are stored into their new form.": (
        "修改商户手机号的国家，并把已存号码转换为新格式。"
    ),
    "Ends with 1 if numbers of several members are the same: headless member doubles lists them.": (
        "如有会员号码相同则以1退出，可用headless member doubles查看。"
    ),
    "Limit what all tokens of a merchant together may ask for: a request is a point, and costly ones are more.": (
        "限制商户所有令牌合计的请求频率：每个请求计1点，开销高的另计。"
    ),
    "Without it, a merchant may ask for anything. Servers follow within seconds.": ("未设置时不限。服务在数秒内生效。"),
    "Keep events whose member is not known yet, for as many days, and settle them for who joins and proves to be it.": (
        "会员尚未注册的事件保留若干天，待其入会并验证身份后入账。"
    ),
    "The identifier is kept as a hash under HEADLESS_SECRET_KEY, which must be the same for all processes. If this is turned "
    "off, such events are refused, and what is kept is deleted.": (
        "标识以HEADLESS_SECRET_KEY加密为哈希保存，所有进程须使用相同密钥。关闭后拒绝此类事件，并删除已保留的内容。"
    ),
    "List what is stored under secret keys, and seal it with the present one.": (
        "查看以密钥加密保存的内容，并用当前密钥重新加密。"
    ),
    "List what is stored under secret keys, and which key opens it. It only reads, and shows no secret.": (
        "列出以密钥加密保存的内容，以及各由哪个密钥解开。只读取，不显示任何密文。"
    ),
    "Seal all that is stored with the present HEADLESS_SECRET_KEY, and say when HEADLESS_SECRET_KEY_OLD may go.": (
        "用当前的HEADLESS_SECRET_KEY重新加密全部已存内容，并说明何时可以移除HEADLESS_SECRET_KEY_OLD。"
    ),
    "Run it once all processes have the new key. It may be run again at any time. Ends with 1 if something needs a key that is "
    "not here.": "所有进程都换用新密钥后再运行，可随时重复运行。若有内容需要此处没有的密钥，退出码为1。",
    "Create, list, revoke and replace tokens for the API.": "创建、查看、吊销和更换接口令牌。",
    "List tokens, newest first, each with the one that made it, and when they were last used.": (
        "列出令牌，最新的在前，并显示由哪个令牌创建、最近使用时间。"
    ),
    "Revoke a token, and with it all that it made.": "吊销令牌，以及由它创建的所有令牌。",
    "Replace a token by one that may do the same, and print the new secret, which is never shown again.": (
        "用权限相同的新令牌更换旧令牌，并输出新密钥，密钥只显示一次。"
    ),
    "The new token takes over the tokens that the old one made.": "旧令牌创建的令牌转由新令牌管理。",
    "Create a token and print its secret, which is never shown again.": "创建令牌并输出其密钥，密钥只显示一次。",
    "Store GraphQL documents that front ends name by id.": "保存GraphQL文档，前端按id调用。",
    "Store documents, all or none, and print their ids.": "保存文档（全部成功或全部不保存），并输出其id。",
    "The id of a text is its SHA-256, unless it is given a name. A JSON file is what the compilers of clients write: {id: "
    "text} of relay-compiler and graphql-codegen, or a manifest of Apollo. Each document is checked against the schema with "
    "the installed plugins; if one cannot be answered, nothing is stored.": (
        "文档的id是其SHA-256，除非另行命名。JSON文件由客户端编译工具生成：relay-compiler和graphql-codegen的{id: 文本}，"
        "或Apollo的清单。每个文档都会按含已安装插件的结构检查，任何一个无法执行则全部不保存。"
    ),
    "List the documents of a merchant: their ids, their operations and when they were added.": (
        "列出商户的文档：id、操作和添加时间。"
    ),
    "Remove documents, all or none. Servers forget them within five seconds.": (
        "删除文档（全部成功或全部不删）。各服务进程在五秒内生效。"
    ),
    "Export, erase or merge members, and find those that are stored twice.": "导出、删除、合并会员，查找重复会员。",
    "Erase a member for good: identifiers, profile, personal data of events, and what plugins keep.": (
        "永久删除会员：标识、资料、事件中的个人信息，以及插件保存的数据。"
    ),
    "Balances and the ledger stay, without a name. Open holds are released, unused coupons and grants are taken back. Ends "
    "with 1 if a plugin could not erase its part: that is tried again by the worker, and headless verify names it.": (
        "余额和流水保留，但不再记名。未结的冻结会释放，未用的优惠券和权益发放会收回。"
        "插件未能删除其数据时以1退出：后台进程会重试，headless verify会列出。"
    ),
    "Print all that is known of a member as one JSON document: every table, and what plugins keep.": (
        "以一个JSON输出会员的全部数据：每张表，以及插件保存的内容。"
    ),
    "Merge two members who are one person. All that names the first names the other one afterwards.": (
        "合并同一个人的两个会员。之后凡指向前者的标识都指向后者。"
    ),
    "History, assets, holds, coupons, tiers, tags and what rules remember go along. There is no way back, so try --dry-run "
    "first.": "历史、资产、冻结、优惠券、等级、标签和规则记忆一并转移。不可撤销，请先用--dry-run预览。",
    "List members whose phone, e-mail or number is the same as another's, in another spelling.": (
        "列出手机号、邮箱或会员号与他人相同但写法不同的会员。"
    ),
    "They were stored before identifiers had one spelling. Each is found by the form in which it is stored (foundBy). Ends "
    "with 1 if there are any.": "这些会员保存于标识统一写法之前，可按存储的写法（foundBy）查到。如有重复则以1退出。",
    "Import orders, members, balances and tiers from CSV files, plain or .gz.": (
        "从CSV文件（可为.gz）导入订单、会员、余额和等级。"
    ),
    "Import a history of orders, one line per item, as if each had been recorded when it happened.": (
        "导入历史订单，每行一个商品，如同当时逐笔入账。"
    ),
    "Fields: order, member, time, hour (if it has a column of its own), quantity and price (or amount, of the whole line), "
    "sku, name, category, brand, store, channel, coupons (codes, with commas between). Lines of one order are put together. A "
    "second run continues an interrupted one. Nothing is recorded twice. Ends with 1 if lines were rejected.": (
        "字段：order订单号、member会员、time时间、hour时刻（单独一列时）、quantity数量和price单价（或amount整行金额）、"
        "sku、name名称、category品类、brand品牌、store门店、channel渠道、coupons优惠券码（逗号分隔）。同一订单的行会合并。"
        "中断后再次运行会继续，不会重复入账。有被拒行时以1退出。"
    ),
    "Import members, one per line, without an event of joining, so that no rule rewards it.": (
        "导入会员，每行一位；不产生入会事件，因此不触发入会奖励。"
    ),
    "Fields: externalId, number, phone, email, identity:SYSTEM (at least one of these), name, birthday, gender, joined, "
    "attribute.NAME. Members who exist stay as they are. Ends with 1 if lines were rejected.": (
        "字段：externalId外部编号、number会员号、phone手机号、email邮箱、identity:系统（至少一个）、name姓名、birthday生日、"
        "gender性别、joined入会时间、attribute.名称。已有会员保持不变。有被拒行时以1退出。"
    ),
    "Import balances from another system, one lot per line, with funding, age and expiry.": (
        "从其他系统导入余额，每行一个批次，含出资方、获得时间和有效期。"
    ),
    "Fields: member, amount, asset, funding, earned, until (the last day) or expires (the first day without it), key (the "
    "line's own number). Prints the amounts in the file, the amounts booked and the variance. A second run books nothing "
    "twice. Ends with 1 if lines were rejected.": (
        "字段：member会员、amount数量、asset资产类型、funding出资方、earned获得时间、until最后有效日或expires失效首日、"
        "key行号。输出文件中的数量、已入账数量及差额。再次运行不会重复入账。有被拒行时以1退出。"
    ),
    "Import the tiers that members hold in another system, one per line, with their dates.": (
        "从其他系统导入会员等级，每行一位，含起止日期。"
    ),
    "Fields: member, tier, track, since, until (the last day) or expires (the first day without it), key. Lines may stand "
    "in any order. A second run changes nothing. Ends with 1 if lines were rejected.": (
        "字段：member会员、tier等级、track等级体系、since起始日、until最后有效日或expires失效首日、key。"
        "行的顺序不限。再次运行不会改变结果。有被拒行时以1退出。"
    ),
    "Print reports about a merchant.": "输出商户报表。",
    "Show what is owed to members by asset kind, funding and month of expiry, with pending amounts and debt apart.": (
        "按资产类型、出资方和到期月份列出对会员的负债，待入账和欠额单列。"
    ),
    '"of erased" is the part of the balance that belongs to members who were erased: it cannot be spent any more.': (
        "「已删除会员」是余额中属于已删除会员的部分，不能再使用。"
    ),
    "Ends with 1 if the lots do not add up to the accounts. headless verify then shows where.": (
        "批次与账户不符时以1退出，可用headless verify查看。"
    ),
    "List events that wait, and events that failed.": "列出等待中的事件和失败的事件。",
    "List the events that wait for the one that they refer to, oldest first, with their age.": (
        "列出等待关联事件的事件，最早的在前，并显示等待时长。"
    ),
    "A refund waits for its order or payment. If that number is mistyped, it waits until such an order comes, which is "
    "never.": "退款会等待其订单或付款。如果单号填错，对应订单不会到达，就会一直等待。",
    "What rules left out of recorded events follows, if they failed or are paused, and so do events on their way to other "
    "members. The last line counts events whose member is not known yet, and says since when the oldest waits.": (
        "随后列出规则因失败或暂停而未处理的部分，以及发往其他会员途中的事件。最后一行是会员尚未注册的事件数及最早的等待起始时间。"
    ),
    "List the events that failed when their turn came, oldest first, with their problem.": (
        "列出处理时失败的事件及原因，最早的在前。"
    ),
    "The number of a failed event is free: correct the event and send it again, under the same number. It then leaves this "
    "list. Events that rules emitted name their cause: headless explain event shows it.": (
        "失败事件的编号可再次使用：更正后用同一编号重发，即从列表中消失。"
        "规则产生的事件会注明起因，可用headless explain event查看。"
    ),
    "What rules left out of recorded events follows, if they failed too often. Save the rule to have them tried again.": (
        "随后列出规则因多次失败而放弃的部分。重新保存规则后会再次尝试。"
    ),
    "Explain a member's tiers, assets and tags, or what an event did.": "说明会员的等级、资产、标签，或某个事件的结果。",
    "Explain a member's tiers, assets and tags.": "说明会员的等级、资产和标签。",
    "Explain what an event did, and what each rule said about it.": "说明事件的结果，以及每条规则的判断。",
    "Write plugins, check them, try them on recorded events, and delete their data.": (
        "新建插件、检查插件、用历史事件试算，以及删除插件数据。"
    ),
    "List installed plugins, what they declare, and why one could not be loaded.": (
        "列出已安装的插件、其声明的内容，以及无法加载的原因。"
    ),
    "A plugin is any installed distribution with an entry point in the group headless.plugins. HEADLESS_PLUGINS names those "
    "to load, separated by commas; by default all. Ends with 1 if one could not be loaded.": (
        "插件是在headless.plugins组中有入口点的已安装包。HEADLESS_PLUGINS指定要加载的插件，逗号分隔，默认全部。"
        "有插件无法加载时以1退出。"
    ),
    "Write a new plugin: a package with one rule, and a test that passes.": "新建插件：含一条规则和一个可通过的测试。",
    "Check that plugins do what they promise, and print a grade and what is missing.": (
        "检查插件是否符合约定，输出评级和缺失之处。"
    ),
    "Each plugin runs twice in processes of its own. It must answer the same under other hash seeds and orders, use no "
    "files, network, clock or randomness, stay within its time, and answer only what it may. Its tables are tried on a "
    "temporary database. With --merchant, the conflicts between the active rules are listed. Ends with 1 if there are "
    "findings.": (
        "每个插件在独立进程中运行两次。在不同哈希种子和顺序下结果须一致，不使用文件、网络、时钟或随机数，不超时，只返回允许的内容。"
        "其数据表在临时数据库上试用。加--merchant会列出已启用规则之间的冲突。有发现时以1退出。"
    ),
    "Drop a plugin's own tables and all data in them, for every merchant.": "删除插件的数据表及其中所有商户的数据。",
    "Disabling or uninstalling a plugin deletes nothing. This does. It refuses while a merchant has the plugin enabled.": (
        "停用或卸载插件不会删除数据，本命令会。仍有商户启用该插件时拒绝执行。"
    ),
    "Try a plugin or a rule on recorded events, and show who would gain and who would lose.": (
        "用历史事件试算插件或规则，显示谁受益、谁受损。"
    ),
    "The present configuration and the changed one are both run over all recorded events, on all processors. Only the result "
    "is kept. Days are those of the merchant's time zone.": (
        "现行配置和变更后的配置都会在所有历史事件上运行，使用全部处理器。只保留结果。日期按商户的时区。"
    ),
    "Show who did what, newest first: configuration, access, changes by hand, and personal data that was read or taken out.": (
        "显示谁做了什么，最新的在前：配置、权限、手动更改，以及个人信息的读取和导出。"
    ),
    "Check this installation: settings, keys, plugins, disk, database, migrations, clock and queues. It only reads.": (
        "检查当前安装：设置、密钥、插件、磁盘、数据库、迁移、时钟和队列。只读取，不做更改。"
    ),
    "Look for what a merchant's configuration says and hardly means. It only reads.": (
        "检查商户配置中多半不合本意的地方。只读取，不做更改。"
    ),
    "It names tiers that get less than lower ones, have no member or have all, benefits that can never be available, coupons "
    "that are worth more than their minimum, rewards that cost less than their worth earns, and codes of what is not there.": (
        "会指出：待遇不如低等级的等级、没有会员或占有全部会员的等级、永远无法享受的权益、面额超过使用门槛的优惠券、"
        "成本低于其价值所得积分的奖励，以及指向不存在内容的编码。"
    ),
    "Ends with 1 if there is something to say.": "有建议时以1退出。",
    "Ends with 1 if something does not work. What only may go wrong is a warning, and leaves the exit code alone.": (
        "有检查项无法正常工作时以1退出；警告不影响退出码。"
    ),
    "List webhook endpoints, send again, and listen on this machine.": "查看Webhook接收端、重发消息、在本机接收。",
    "List the webhook endpoints of a merchant, with what waits for them and what was given up.": (
        "列出商户的Webhook接收端，以及等待发送和已放弃的数量。"
    ),
    "Send again what was delivered or given up. Messages keep their ids, so that receivers know what they have.": (
        "重发已送达或已放弃的消息。消息id不变，接收方可据此去重。"
    ),
    "Tell a program on this machine what happens from now on, until stopped with Ctrl+C.": (
        "从现在起向本机程序推送发生的事件，按Ctrl+C停止。"
    ),
    "Messages are made and signed as those to endpoints, from the database, as the operator sees it. They are sent once: "
    "nothing is queued, and no endpoint is needed.": (
        "消息的内容和签名与发给接收端的相同，直接取自数据库，内容为运营方可见的范围。只发送一次，不排队，也无需配置接收端。"
    ),
    "Show what a partner gave in a period and what was taken back of it, entry by entry as the ledger has it.": (
        "显示合作伙伴在某段时间内发放和收回的明细，与账本逐笔一致。"
    ),
    "Days are the merchant's, in its time zone.": "日期按商户所在时区计算。",
}
