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
    "coupon kind": "优惠券",
    "tier track": "等级体系",
    "{setting} of {owner} names the {sort} {code}, which does not exist; there are: {known}": (
        "{owner}的“{setting}”引用了不存在的{sort}“{code}”；现有：{known}"
    ),
    "{owner} names the {sort} {code}, which does not exist; there are: {known}": (
        "{owner}引用了不存在的{sort}“{code}”；现有：{known}"
    ),
    "{count} others": "另有{count}项",
    "{owner} cannot read what it needs: {fault}": "{owner}无法读取所需数据：{fault}",
    "{tier} can never be reached: {why}": "等级“{tier}”永远无法达到：{why}",
    "{tier} can never be reached": "等级“{tier}”永远无法达到",
    "{benefit} can never be available: {why}": "权益“{benefit}”永远无法享受：{why}",
    "its stock is 0": "总库存为0",
    "its quota is 0": "可用次数为0",
    "there are 0 coupons of {coupon}": "优惠券“{coupon}”的总库存为0",
    "the coupons of {coupon} have ended": "优惠券“{coupon}”已全部到期",
    "the coupons of {coupon} end before it opens": "开放前优惠券“{coupon}”就已全部到期",
    "its list of alternatives is empty": "“满足任一”的条件列表为空",
    "it says that nothing may hold": "条件要求什么都不成立",
    "{metric} would have to be two things at once": "对“{metric}”的要求互相矛盾",
    "{metric} is never what it asks for": "“{metric}”不可能取到要求的值",
    "{coupon} takes {amount} off orders from {minimum} on, which are then free; raise the minimum, or lower the amount": (
        "优惠券“{coupon}”满{minimum}减{amount}，订单可能变为免费；请提高门槛或降低面额"
    ),
    "{lower} gets {benefit}, and the higher {higher} does not": "低等级“{lower}”有权益“{benefit}”，高等级“{higher}”反而没有",
    "{lower} gets {benefit}, and the higher {higher} gets {less} instead, which is less": (
        "低等级“{lower}”有权益“{benefit}”，高等级“{higher}”对应的“{less}”反而更少"
    ),
    "by {setting} of {owner}, {lower} gets {amount}, and the higher {higher} gets {less}": (
        "按{owner}的“{setting}”，低等级“{lower}”得{amount}，高等级“{higher}”反而只得{less}"
    ),
    "it closes before it opens, or no day of its season lies in between": "开放前已关闭，或开放期间不包含应季日期",
    "{lower} gets {benefit} {days} days early, and the higher {higher} {fewer}": (
        "低等级“{lower}”提前{days}天享受“{benefit}”，高等级“{higher}”只提前{fewer}天"
    ),
    "{benefit} costs {price} {kind} and gives {amount}": "奖励“{benefit}”需要{price}{kind}，却送{amount}{kind}",
    "{benefit} costs {price} {kind}, and is worth {worth}, which earns {earned} when it is spent; raise the price": (
        "奖励“{benefit}”只需{price}{kind}，却值{worth}；消费{worth}可得{earned}{kind}，请提高所需数量"
    ),
    "none of {members} members is on {tier}": "{members}位会员中没有人处于等级“{tier}”",
    "all {members} members are on {tier}": "全部{members}位会员都处于等级“{tier}”",
    "thresholds of {metric} that would spread the members of {track}: {parts}": (
        "按“{metric}”调整门槛，可让“{track}”的会员分布更合理：{parts}"
    ),
    "{tier} from {threshold} (about {count} members or more)": "“{tier}”从{threshold}起（约{count}位会员达到）",
}
