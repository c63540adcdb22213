"""What is found of an installation."""

TEXTS: dict[str, str] = {
    "HEADLESS_SECRET_KEY is not set: cursors and members' tokens end with the process, and no second process "
    "knows them; set at least 32 random characters": (
        "未设置HEADLESS_SECRET_KEY：游标和会员令牌随进程失效，其他进程也无法识别；请设置至少32个随机字符"
    ),
    "HEADLESS_SECRET_KEY is not random; make one with: openssl rand -hex 32": (
        "HEADLESS_SECRET_KEY不够随机；请换成随机密钥，生成命令：openssl rand -hex 32"
    ),
    "there is no file {path} yet; run: headless migrate": "文件{path}尚不存在；请运行：headless migrate",
    "{names} off: what was acknowledged may be lost if the machine stops; turn on where members are real": (
        "{names}已关闭：机器断电时，已确认的数据可能丢失；生产环境请打开"
    ),
    "the database waits for its disk": "每次提交都等待写入磁盘",
    "{used} of {most} are open, a process takes up to {pool}": "已用{used}个，上限{most}个；每个进程最多占用{pool}个",
    "{told}: raise max_connections, lower HEADLESS_POOL_SIZE, or put a pooler in between": (
        "{told}：请调大max_connections、调小HEADLESS_POOL_SIZE，或在中间使用连接池"
    ),
    "durability": "持久性",
    "connections": "连接数",
    "it is set": "已设置",
    "{names} are for development: leave them out where members are real": "{names}仅供开发使用，生产环境请去掉",
    "they can be read": "可以读取",
    "{plugin} cannot be loaded: {error}; repair it, or leave it out of HEADLESS_PLUGINS": (
        "无法加载插件{plugin}：{error}；请修复，或从HEADLESS_PLUGINS中去掉"
    ),
    "{names} are loaded": "已加载{names}",
    "{free} MiB are free, the file has {size} MiB": "剩余{free} MiB，文件大小{size} MiB",
    "{told}: make room for a copy of the file and 1 GiB at least": "{told}：请至少留出一份文件副本和1 GiB的空间",
    "others may read {path} ({mode}); run: chmod 600 {path}": "其他用户可读取{path}（{mode}）；请运行：chmod 600 {path}",
    "only its owner may read {path}": "只有所有者可读取{path}",
    "the database was migrated by a newer version ({newer}): install that version": (
        "数据库已由更新的版本迁移（{newer}）：请安装该版本"
    ),
    "tables are missing or old; run: headless migrate": "数据表缺失或过旧；请运行：headless migrate",
    "tables of plugins are old; run: headless migrate": "插件的数据表过旧；请运行：headless migrate",
    "the tables are up to date": "数据表为最新",
    "{count} merchants": "{count}个商户",
    "the clock is wrong: {skew} seconds from the database's, {ahead} behind the newest event; set it by NTP": (
        "时钟不准：与数据库相差{skew}秒，比最新事件慢{ahead}秒；请用NTP校时"
    ),
    "the clock differs by some seconds; set it by NTP": "时钟相差数秒；请用NTP校时",
    "it agrees with the database": "与数据库一致",
    "{queue}: {waiting} wait, the first one for {minutes} minutes; is a worker running?": (
        "{queue}：{waiting}项等待中，最早一项已等待{minutes}分钟；worker是否在运行？"
    ),
    "{queue}: {items} were given up; headless events failed lists them": (
        "{queue}：已放弃{items}项；用headless events failed查看"
    ),
    "nothing waits longer than it should": "没有积压",
    "{merchant}: {fault}": "{merchant}：{fault}",
    "{merchant} uses {plugin}, which is not installed; install it, or disable it": (
        "{merchant}使用的插件{plugin}未安装；请安装，或停用"
    ),
    "{count} secrets of {merchant} need a key that is not here: add it to HEADLESS_SECRET_KEY_OLD; headless secrets list names "
    "them": "{merchant}有{count}项需要一个此处没有的密钥：请将其加入HEADLESS_SECRET_KEY_OLD；用headless secrets list查看",
    "{count} secrets of {merchant} need an old key; run headless secrets rotate, which says when it may go": (
        "{merchant}有{count}项仍需旧密钥；请运行headless secrets rotate，它会说明旧密钥何时可以移除"
    ),
    "{count} secrets of {merchant} are stored as they are: set HEADLESS_SECRET_KEY": (
        "{merchant}有{count}项未加密保存：请设置HEADLESS_SECRET_KEY"
    ),
    "{count} secrets of {merchant} are stored as they are; run headless secrets rotate": (
        "{merchant}有{count}项未加密保存；请运行headless secrets rotate"
    ),
    "nothing that is stored needs an old key: HEADLESS_SECRET_KEY_OLD may go a day after the last process got the new one": (
        "已存内容均不再需要旧密钥：最后一个进程换用新密钥一天后，即可移除HEADLESS_SECRET_KEY_OLD"
    ),
    "settings of {code}, version {version}": "{code}的设置（第{version}版）",
    "back-test {id}": "回测{id}",
    "webhook endpoint {id}": "Webhook端点{id}",
    "guests": "顾客标识",
    "the present key": "当前密钥",
    "an old key": "旧密钥",
    "a key that is not here": "此处没有的密钥",
    "not sealed": "未加密",
    "set HEADLESS_SECRET_KEY first: at least 32 random characters": "请先设置HEADLESS_SECRET_KEY：至少32个随机字符",
    "{count} sealed with the present key": "已用当前密钥重新加密{count}项",
    "{secret} of {merchant}: needs a key that is not here; add it to HEADLESS_SECRET_KEY_OLD": (
        "{merchant}的{secret}：需要一个此处没有的密钥；请将其加入HEADLESS_SECRET_KEY_OLD"
    ),
    "{secret} of {merchant}: need an old key until {until} at the latest; leave it in HEADLESS_SECRET_KEY_OLD": (
        "{merchant}的{secret}：最迟到{until}仍需旧密钥；请将其保留在HEADLESS_SECRET_KEY_OLD中"
    ),
    "{version} answers": "{version}可用",
    "secret key": "密钥",
    "plugins": "插件",
    "disk": "磁盘",
    "file": "文件",
    "database": "数据库",
    "migrations": "迁移",
    "worker": "后台任务",
    "merchants": "商户",
    "warn": "警告",
    "fail": "失败",
}
