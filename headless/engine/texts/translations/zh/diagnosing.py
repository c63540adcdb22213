"""What is found of an installation."""

TEXTS: dict[str, str] = {
    "HEADLESS_SECRET_KEY is not set: cursors and members' tokens end with the process, and no second process "
    "knows them; set at least 32 random characters": (
        "未设置HEADLESS_SECRET_KEY：游标和会员令牌随进程失效，其他进程也无法识别；请设置至少32个随机字符"
    ),
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
    "events of guests of {merchant} wait under another HEADLESS_SECRET_KEY: they cannot be claimed with this one": (
        "{merchant}的顾客事件是用另一个HEADLESS_SECRET_KEY保存的，用当前密钥无法认领"
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
