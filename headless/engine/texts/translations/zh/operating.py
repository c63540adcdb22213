"""What stands in an operator's way: the command line, settings of the process, the database, migrations, and plugins' code."""

TEXTS = {
    "--map {option!r}: write FIELD=COLUMN, such as --map order=InvoiceNo": (
        "--map「{option}」：请写成字段=列名，如--map order=InvoiceNo"
    ),
    "--map {field} is given twice: {columns!r} and {column!r}": "--map {field}填写了两次：「{columns}」和「{column}」",
    "nothing was erased": "未删除任何内容",
    "give either NAME, with --settings if you like, or --changes": "请填写NAME（可加--settings），或--changes",
    '--changes takes a list of changes; write [{{"plugin": {{"name": "example"}}}}] or @FILE': (
        '--changes须为变更列表，请写成[{{"plugin": {{"name": "example"}}}}]或@文件'
    ),
    "{option} cannot be read: {fault}; write '{example}' or @FILE": "无法读取{option}：{fault}；请写成'{example}'或@文件",
    "traces cannot be sent: {reason}": "无法发送追踪数据：{reason}",
    "{name} is missing, which sends traces: install {package}, or set HEADLESS_TRACES=off": (
        "缺少 {name}，无法发送追踪数据：请安装 {package}，或设置 HEADLESS_TRACES=off"
    ),
    "cannot serve metrics on {host}:{port}: {error}; give another --metrics-port": (
        "无法在{host}:{port}提供指标：{error}；请换用其他--metrics-port"
    ),
    "the database is not up to date, and HEADLESS_AUTO_MIGRATE is off: run headless migrate": (
        "数据库结构不是最新，且HEADLESS_AUTO_MIGRATE已关闭，请运行headless migrate"
    ),
    "{name} and {name}_FILE are both set: leave one of them out": "{name}和{name}_FILE同时设置了，请只保留一个",
    "{name}_FILE cannot be read: {error}": "无法读取{name}_FILE指定的文件：{error}",
    "{name}_FILE names an empty file": "{name}_FILE指定的文件是空的",
    "there is no file {path}: check HEADLESS_DATABASE_URL": "文件{path}不存在，请检查HEADLESS_DATABASE_URL",
    "{path} exists: give the copy another name": "{path}已存在，请换一个文件名",
    "cannot write {path}: {error}": "无法写入{path}：{error}",
    "the copy is damaged ({fault}), and so is the database; run: headless verify": (
        "副本已损坏（{fault}），数据库很可能也已损坏；请运行：headless verify"
    ),
    "headless backup copies SQLite files; for PostgreSQL use pg_dump --format=custom": (
        "headless backup用于SQLite文件；PostgreSQL请使用pg_dump --format=custom"
    ),
    "{file}: {size} MiB, checked": "{file}：{size} MiB，已检查",
    "{text!r} has no offset: add Z for UTC, or such as +01:00": "「{text}」缺少时区，请加Z（UTC）或+08:00",
    "{text!r} is out of range: give a time from 1900 to 9000": "「{text}」超出范围，请填写1900至9000年之间的时间",
    "{text!r} is not a time: write 2011-12-09T23:59:59Z": "「{text}」不是时间，请写成2011-12-09T23:59:59+08:00",
    "{name} is {value!r}: give {wanted}": "{name}为「{value}」，请填写{wanted}",
    "origins with commas between, such as https://shop.example, https://*.shop.example, http://localhost:* or *": (
        "网页来源，以逗号分隔，如https://shop.example、https://*.shop.example、http://localhost:*，或*"
    ),
    "a whole number of seconds from 0 to 86400": "秒数，0至86400的整数",
    "a whole number of days from 1 to 36500": "天数，1至36500的整数",
    "a whole number from 1 to 100": "1至100的整数",
    "a whole number from 1 to 1000": "1至1000的整数",
    "a whole number from 0 to 10000": "0至10000的整数",
    "a whole number from 0 to 1000000000": "0至1000000000的整数",
    "the name of a header, such as X-Forwarded-For": "请求头名称，如X-Forwarded-For",
    "a whole number from 1 to 65535": "1至65535的整数",
    "on or off": "on或off",
    "one of {choices}": "{choices}之一",
    "it has no operation": "没有操作",
    "line {line}: {fault}": "第{line}行：{fault}",
    "{name} is no list of secret keys: give 1 to {most} of at least {least} characters, with commas between": (
        "{name}不是密钥列表：请填写1至{most}个密钥，每个至少{least}个字符，以逗号分隔"
    ),
    "{name} has {count} characters: give at least {least} random ones": "{name}有{count}个字符，请填写至少{least}个随机字符",
    "HEADLESS_DATABASE_URL begins with {scheme!r}: give sqlite:///file.db or postgresql://user:password@host/database": (
        "HEADLESS_DATABASE_URL以「{scheme}」开头，请填写sqlite:///file.db或postgresql://用户:密码@主机/数据库"
    ),
    "SQLite needs a file, because readers and the writer share it: give sqlite:///headless.db": (
        "SQLite须使用文件，因为读写共用，请填写sqlite:///headless.db"
    ),
    "lines of the demo's own data were rejected: {bad}": "演示数据中有被拒行：{bad}",
    "rules of the demo failed {count} times: {failures}": "演示规则失败{count}次：{failures}",
    "the demo cannot be configured: {problem}": "无法配置演示商户：{problem}",
    "{source} has no column {unknown}: give some of {known}": "{source}没有列{unknown}，可用：{known}",
    "{name} has no field {homeless} for a column of {table}": "{name}没有对应{table}列的字段{homeless}",
    "rows of {db_table} are deleted through of() or Session.delete": "{db_table}的行须通过of()或Session.delete删除",
    "rows of {db_table} are changed through of(), Session.upsert or update": (
        "{db_table}的行须通过of()、Session.upsert或update修改"
    ),
    "this session's block has ended: open another with db.read() or db.transaction()": (
        "会话已结束，请用db.read()或db.transaction()重新打开"
    ),
    "this session only reads: write inside db.transaction()": "该会话只读，请在db.transaction()中写入",
    "this task is in a transaction already: pass that session on instead of opening another": (
        "该任务已在事务中，请传递原会话，不要另开"
    ),
    "the database is closed: use it inside Database.open()": "数据库已关闭，请在Database.open()中使用",
    "cannot open the database: {error}; check HEADLESS_DATABASE_URL": "无法打开数据库：{error}；请检查HEADLESS_DATABASE_URL",
    "no free connection in {pool_wait_s} seconds: try again, or raise the pool": (
        "{pool_wait_s}秒内没有空闲连接，请重试或增大连接池"
    ),
    "the database cannot be reached: {error}": "无法连接数据库：{error}",
    "{error} in: {sql}": "{error}，语句：{sql}",
    "another transaction of this process kept the database for {lock_wait_s} seconds: try again": (
        "本进程的其他事务占用数据库{lock_wait_s}秒，请重试"
    ),
    "cannot open {filename}: {error}; check HEADLESS_DATABASE_URL": "无法打开{filename}：{error}；请检查HEADLESS_DATABASE_URL",
    "table {table!r} has no column {unknown}: give some of {types}": "表「{table}」没有列{unknown}，可用：{types}",
    "folded texts have no way back: restore the copy you made before them": "文本折叠不可回退，请恢复之前的备份",
    "earlier forms of identifiers have no way back: restore the copy you made before them": (
        "标识的旧形式不可回退，请恢复之前的备份"
    ),
    "owners of lots have no way back: restore the copy you made before them": "批次归属不可回退，请恢复之前的备份",
    "members named by id have no way back: restore the copy you made before them": "按ID记录会员不可回退，请恢复之前的备份",
    "the spelling has no way back: restore the copy you made before it": "写法变更不可回退，请恢复之前的备份",
    "{stem} has no way back: restore the copy you made before it": "{stem}不可回退，请恢复之前的备份",
    "{count} rows of {table} and others point nowhere: nothing was changed": (
        "{table}等表有{count}行指向不存在的数据，未做任何变更"
    ),
    "the migration {name} of the plugin {plugin} has no way back: drop its tables": (
        "插件{plugin}的迁移{name}不可回退，请删除其数据表"
    ),
    "the migration {step} of the plugin {plugin} failed: {text}": "插件{plugin}的迁移{step}失败：{text}",
    "the table {table} with the columns {columns} is not there: {fault}": "表{table}（列{columns}）不存在：{fault}",
    "no table {table!r} in the catalogue: give one of {tables}": "目录中没有表「{table}」，可用：{tables}",
    "a column has the type {sql_type!r}: give it one that SQL can name": "某列类型为「{sql_type}」，请使用SQL支持的类型",
    "there is no event type {type!r}": "事件类型「{type}」不存在",
    "two plugins are called {name!r}, one of {first}, one of {second}: uninstall one": (
        "有两个插件都叫「{name}」（{first}和{second}），请卸载一个"
    ),
    "the {what} {name!r} is declared by {owners}: uninstall one, or leave it out of HEADLESS_PLUGINS": (
        "{what}「{name}」由{owners}重复声明，请卸载一个，或从HEADLESS_PLUGINS中去掉"
    ),
    "{name!r} cannot be a plugin's name: it means something else in Python; give another, such as my_{name}": (
        "「{name}」在Python中另有含义，不能作为插件名，请换用如my_{name}"
    ),
    "{name!r} cannot be a plugin's name: give small letters, digits and underscores, such as birthday_month": (
        "「{name}」不能作为插件名，请使用小写字母、数字和下划线，如birthday_month"
    ),
    "{folder} is there already: give another name, or --into another folder": (
        "{folder}已存在，请换名称，或用--into指定其他文件夹"
    ),
    "the field {declaration} cannot be served: {fault}": "无法提供字段{declaration}：{fault}",
    "the GraphQL type {name} is declared by {known} and by {plugin}: give one of the classes another name, or leave a plugin "
    "out of HEADLESS_PLUGINS": (
        "GraphQL类型{name}由{known}和{plugin}重复声明，请改名，或从HEADLESS_PLUGINS中去掉一个插件"
    ),
    "{count} instances of {name} may all give {asset} for {event}: what they give adds up": (
        "{name}的{count}个实例都会因{event}发放{asset}，发放数量会累加"
    ),
    "{count} rules boost {asset} on {event}: within a group {combined} ({stacking})": (
        "{count}条规则在{event}上加成{asset}：同组内{combined}（{stacking}）"
    ),
    "nothing that is on gives {asset} for {event}: the boost comes to nothing": (
        "没有启用的规则因{event}发放{asset}，加成不会生效"
    ),
    "{count} rules cap {asset} on {event}: the lowest binds": "{count}条规则在{event}上限制{asset}，以最低的上限为准",
    "the asset kind {asset} does not exist: all that {rule} does with it fails": (
        "资产类型{asset}不存在，{rule}对它的操作都会失败"
    ),
    "identifiers of guests are kept under a secret key: set HEADLESS_SECRET_KEY, the same for all processes": (
        "顾客标识以密钥保存，请设置HEADLESS_SECRET_KEY，所有进程须相同"
    ),
    "{member} is erased. The database failed before plugins were asked for their part: the worker asks them": (
        "{member}已删除。数据库在通知插件之前出错，后台进程会继续通知"
    ),
    "document {code} has another text already: give the new one another id, or add --replace": (
        "文档{code}已有不同内容，请换用其他id，或加--replace"
    ),
    "document {code} has {count} characters, at most {query_characters} are taken: split it": (
        "文档{code}有{count}个字符，最多{query_characters}个，请拆分"
    ),
    "document {code} is empty, or holds a NUL character": "文档{code}为空或包含NUL字符",
    "the page of GraphiQL in strawberry-graphql has another form: set HEADLESS_GRAPHIQL=off": (
        "strawberry-graphql中的GraphiQL页面格式已变，请设置HEADLESS_GRAPHIQL=off"
    ),
    "{code!r} is not an id: use 1 to 200 letters, digits and ._~:/+=@-": (
        "「{code}」不是有效id，请使用1至200个字母、数字和._~:/+=@-"
    ),
    "an event of the demo was not recorded: {recorded}": "演示事件未记录：{recorded}",
    "a coupon of the demo was not given: {problem}": "演示优惠券未能发放：{problem}",
    "the demo cannot go on: {problem} {problem2}": "演示无法继续：{problem} {problem2}",
    "the household {household} cannot sign in: {problem}": "住户{household}无法登录：{problem}",
    "there is a merchant {edition!r} that is not the demo; use another HEADLESS_DATABASE_URL": (
        "已有商户「{edition}」且不是演示商户，请使用其他HEADLESS_DATABASE_URL"
    ),
    "HEADLESS_PLUGINS names it, but it is not installed": "HEADLESS_PLUGINS指定了该插件，但未安装",
    "it is not installed; its settings and all that it keeps of members are still here: install it, or disable it": (
        "未安装；其设置和会员数据仍予保留，请安装或停用"
    ),
    "the process that ran it was stopped; start it again": "运行它的进程已停止，请重新发起",
    "the process that ran it ended before it was done; start it again": "运行它的进程在完成前已退出，请重新发起",
    "the change cannot be saved any more: {problem}": "该变更已无法保存：{problem}",
    "{events} events of {members} members who were erased": "{members}位已注销会员的{events}个事件",
    "{first} {first_version} and {second} {second_version}": "{first} {first_version}和{second} {second_version}",
    " of {merchant}": "（商户{merchant}）",
    "this application": "本应用",
    "it requires headless {asked}, and this is headless {core}: install a version of it that was made for this one": (
        "该插件要求headless {asked}，而当前为headless {core}：请安装适用于当前版本的插件版本"
    ),
    "requires is {asked}; it must be a range of core versions, such as >=0.2,<0.3": (
        "核心版本范围{asked}无效，写法如>=0.2,<0.3"
    ),
}
