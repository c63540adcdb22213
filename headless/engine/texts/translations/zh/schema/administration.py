"""The merchant, plugins, rules, metrics and event types."""

TEXTS = {
    "How long a budget of a plugin has to last.": "插件共享预算的周期。",
    "A day of the merchant's calendar.": "商户日历上的一天。",
    "A week, from Monday.": "一周，从周一开始。",
    "A month of the calendar.": "一个自然月。",
    "For good.": "永久，不重置。",
    "An amount that all members share, which rules take from.": "全体会员共用的额度，由规则扣减。",
    "What rules call it, after budget:.": "规则中budget:之后的代码。",
    "What was taken in the present period, on its local days. Nothing comes back.": "本周期已扣减的额度，扣减后不退回。",
    "What is left in the present period.": "本周期剩余的额度。",
    "The budgets that its rules take from, in order of their codes.": "其规则所扣减的共享预算，按代码排序。",
    "Change the merchant's own settings.": "修改商户自身的设置。",
    "What to do.": "操作内容。",
    "The result.": "操作结果。",
    "The merchant, as it is now.": "当前的商户信息。",
    "What prevented the change; empty: it is done.": "变更未完成的原因；为空表示已完成。",
    "Changes to the merchant. What is left out stays as it is.": "对商户的修改。不填的保持不变。",
    "Country of phone numbers that are written without +, such as GB; null: none. With more than 5000 members it "
    "is changed at the command line.": (
        "不带+的手机号所属国家或地区，如CN；null表示不设置。会员超过5000人时请用命令行修改。"
    ),
    "All that members may do by their own tokens.": "会员可凭自己的令牌进行的全部操作。",
    "The issuer whose tokens sign members in; null: none. Needs members:impersonate.": (
        "为会员签发登录令牌的机构；null表示没有。需要members:impersonate权限。"
    ),
    "How long an event is kept whose member is not known yet, in days such as 90d; null: such events are "
    "refused, and what waits is deleted. Needs HEADLESS_SECRET_KEY.": (
        "会员尚未确定的事件保留多久，填写天数，如90d；null表示拒绝此类事件，并删除正在等待的事件。需要设置"
        "HEADLESS_SECRET_KEY。"
    ),
    "The version that this change is based on; refused if there is a newer one.": (
        "本次修改所依据的版本，已有更新版本时拒绝。"
    ),
    "An issuer whose tokens sign members in. No other merchant may have the same issuer and audience.": (
        "为会员签发登录令牌的机构。issuer和audience的组合不能与其他商户相同。"
    ),
    "The issuer, exactly as its tokens name it, such as https://login.example.com/.": (
        "签发方，与其令牌中的写法完全一致，如https://login.example.com/。"
    ),
    "Whom its tokens must be made for, such as the id of the app.": "令牌须签发给谁，如应用的ID。",
    'The claim that names the member, such as "sub".': '指明会员的声明，如"sub"。',
    "As what the claim names the member: number, externalId, phone, email, id or identity:<system>.": (
        "该声明以何种标识指明会员：number、externalId、phone、email、id或identity:<system>。"
    ),
    "The address of its keys; left out: the issuer's /.well-known/openid-configuration says.": (
        "公钥地址；不填则由签发方的/.well-known/openid-configuration给出。"
    ),
    "Enable a plugin, or change the settings of an enabled one.": "启用插件，或修改已启用插件的设置。",
    "Disable a plugin; its data stays.": "停用插件，数据保留。",
    "Run a plugin's action; a repeated key gets the first answer.": "执行插件的操作；重复的键返回首次的结果。",
    "The plugin, as it is now.": "插件当前的状态。",
    "A plugin to enable. What it needs is created, and what it had before is kept.": (
        "要启用的插件。所需内容会自动创建，原有内容予以保留。"
    ),
    "Settings by the ids of what it declares; left out: the defaults, or as they were.": (
        "按声明的id填写设置；不填则使用默认值或保持原样。"
    ),
    "A plugin to disable. Nothing of it is deleted.": "要停用的插件，不删除任何内容。",
    "The result of an action.": "操作的结果。",
    "What the action answered.": "操作返回的内容。",
    "The member's new state; null if there is none.": "会员变动后的状态；不涉及会员时为null。",
    "An action to ask of a plugin.": "要求插件执行的操作。",
    "The plugin.": "插件。",
    "The action's name.": "操作的名称。",
    "The member it concerns.": "涉及的会员。",
    "What the action takes.": "操作所需的内容。",
    "A text that is new for each request; a repeated request with it is done only once.": (
        "每个请求使用新的文本；重复的请求只执行一次。"
    ),
    "One thing by its id; null if this merchant has no such thing.": "按ID查询一个对象；该商户没有则为null。",
    "Its id.": "对象的ID。",
    "Things by their ids, in order.": "按ID查询多个对象，顺序一致。",
    "Their ids, at most 100.": "对象的ID列表，最多100个。",
    "The token that asks; null for a member's.": "发起请求的令牌；会员令牌为null。",
    "The merchant that the token belongs to.": "令牌所属的商户。",
    "All tier tracks.": "全部等级体系。",
    "One tier track.": "一个等级体系。",
    "Its code.": "编码。",
    "All asset kinds.": "全部资产类型。",
    "All tags.": "全部标签。",
    "What conditions can test.": "条件可使用的指标。",
    "What can happen.": "可发生的事件类型。",
    "Only those that this kind of sender may send.": "只返回此类发送方可上报的类型。",
    "All plugins.": "全部插件。",
    "All rules, those that are off included.": "全部规则，包括已关闭的。",
    "A kind of event.": "事件类型。",
    "What eventsRecord calls it.": "上报事件（eventsRecord）时使用的名称。",
    "Who may send it.": "可上报的发送方。",
    "True if a rule may refuse it; facts are refused by acceptance checks and the ledger alone.": (
        "可被规则拒绝时为true；事实类事件只会被受理检查和账务拒绝。"
    ),
    "The JSON Schema of its data.": "数据的JSON Schema。",
    "Who declares it.": "声明它的插件。",
    "Who sends an event.": "事件的发送方。",
    "The merchant's shops, apps and tills.": "商户的门店、应用和收银端。",
    "A partner, with its own token.": "合作方，使用自己的令牌。",
    "The member, with a member token.": "会员本人，使用会员令牌。",
    "The engine itself; no one else may send it.": "系统自身，其他方不能上报。",
    "The merchant that this token belongs to.": "令牌所属的商户。",
    "Short name, part of each token.": "简称，是每个令牌的一部分。",
    "Name as shown to people.": "显示给用户的名称。",
    "ISO 4217 code of the one currency that orders are paid in.": "订单支付所用的唯一币种（本位币），ISO 4217代码。",
    "IANA name of the time zone that days, months and quarters are counted in.": "计算日、月、季所用的时区，IANA名称。",
    "Country of phone numbers that are written without +: two letters of ISO 3166.": (
        "不带+的手机号所属国家或地区，ISO 3166两位字母代码。"
    ),
    "How long an event is kept whose member is not known yet, such as 90d. It is settled when someone joins with "
    "the identifier and proves it. Null: such events are refused.": (
        "会员尚未确定的事件保留多久，如90d。有人以该标识入会并验证后即结算。null表示拒绝此类事件。"
    ),
    "The merchant's present: a sandbox has a clock of its own.": "商户的当前时间；沙箱有自己的时钟。",
    "True for a sandbox: a place to try things out, with a clock that can be set.": (
        "是沙箱时为true：用于试用，时钟可调整。"
    ),
    "What members may do by their own tokens.": "会员可凭自己的令牌进行的操作。",
    "The issuer whose tokens sign members in.": "为会员签发登录令牌的机构。",
    "Grows by one with each change of the merchant's own settings.": "商户自身设置每修改一次加一。",
    "What a merchant may let its members do by their own tokens.": "商户可允许会员凭自己的令牌进行的操作。",
    "Spend assets.": "消费资产。",
    "Reserve assets.": "冻结资产。",
    "Transfer assets to another member.": "向其他会员转赠资产。",
    "Use benefits that have no price.": "使用免费的权益。",
    "Use benefits that have a price.": "使用有价格的权益。",
    "The issuer, as its tokens name it.": "签发方，与其令牌中的写法一致。",
    "Whom its tokens must be made for.": "令牌须签发给谁。",
    "The claim that names the member.": "指明会员的声明。",
    "As what the claim names the member: number, externalId, identity:<system> …": (
        "该声明以何种标识指明会员：number、externalId、identity:<system>等。"
    ),
    "Where its keys are; null: where the issuer says.": "公钥地址；null表示由签发方给出。",
    "A named, typed number or set about a member.": "关于会员的一项指标，有名称和类型，为数值或集合。",
    "What conditions call it.": "条件中使用的名称。",
    "Name as shown to people, in the reader's language.": "显示名称，使用读者的语言。",
    "What exactly is counted.": "统计口径。",
    "What its values are: count, money, decimal, days, amount, text, flag, set, tier or attribute.": (
        "值的类型：count、money、decimal、days、amount、text、flag、set、tier或attribute。"
    ),
    "What it is counted in, if that is always the same.": "固定的计量单位（如有）。",
    "True if it takes a window.": "支持统计期时为true。",
    "How it can be compared.": "支持的比较方式。",
    "The JSON Schema of its arguments; null: it takes none.": "参数的JSON Schema；null表示没有参数。",
    "The scope that testing or reading it needs.": "使用或读取该指标所需的权限。",
    "Who gives it.": "提供它的插件。",
    "An installed plugin, or one that was used and is gone.": "已安装的插件，或曾经使用但已移除的插件。",
    "Its name.": "名称。",
    "Its version; if it is missing, the one that was enabled.": "版本；已缺失时为启用时的版本。",
    "Its state: loaded, failed or missing.": "状态：已加载、加载失败或缺失。",
    "True if this merchant has enabled it.": "该商户已启用时为true。",
    "Why it could not be loaded.": "未能加载的原因。",
    "What it declares with settings, as this merchant has set it up.": "插件声明的、可设置的内容，以及该商户的设置。",
    "How it fares: status WELL, TROUBLED, PAUSED or FAILED; failures by part; what was missed; events that wait.": (
        "运行状况：状态为WELL、TROUBLED、PAUSED或FAILED；各部分的失败次数；错过的事件；等待中的事件。"
    ),
    "The state of a plugin.": "插件的状态。",
    "It works.": "正常运行。",
    "It could not be loaded; error says why.": "未能加载，原因见error。",
    "It is not installed, though this merchant used it; its data and settings are kept.": (
        "该商户使用过，但现在未安装；数据和设置予以保留。"
    ),
    "An instance of something that a plugin declared with settings.": "插件所声明内容的一个实例，带有设置。",
    "The plugin that declared it.": "声明它的插件。",
    "Its id within the plugin.": "在插件内的id。",
    "What tells instances of one rule apart.": "用于区分同一规则的多个实例。",
    "What it does, in its author's words.": "功能说明，由插件作者编写。",
    "Its state: on, off or paused.": "状态：开启、关闭或暂停。",
    "Its position within its stage; lower goes first.": "在所属阶段内的位置，小的先执行。",
    "Grows by one with each save; 0: never saved, so it is off.": "每保存一次加一；0表示从未保存，处于关闭状态。",
    "Its settings, defaults included.": "设置，包括默认值。",
    "The JSON Schema of its settings.": "设置的JSON Schema。",
    "Events before this leave it unasked.": "早于此时间的事件不经过该规则。",
    "Events from this on leave it unasked.": "从此时间起的事件不再经过该规则。",
    "How many events it failed on and that wait for another attempt.": "执行失败、等待重试的事件数。",
    "The state of a rule instance.": "规则实例的状态。",
    "It is asked about each event it listens to.": "对所监听的每个事件生效。",
    "It is not asked.": "不生效。",
    "It failed too often; what it misses is noted and can be run later.": (
        "失败次数过多而暂停；错过的事件已记下，可稍后补跑。"
    ),
    "Its plugin is not loaded.": "所属插件未加载。",
    "The SHA-256 of the seed that it draws with, known before any draw; null: it was not saved since draws are seeded.": (
        "抽取所用种子的SHA-256，抽取之前即可得知；null：支持种子之后尚未保存过。"
    ),
    "The seed of an earlier version of a rule, with which its draws can be computed again.": (
        "规则早先版本的种子，可据此重新计算该版本的每次抽取。"
    ),
    "The seed, in hexadecimal digits.": "种子，十六进制。",
    "The seeds of earlier versions, newest first, at most 100.": "早先各版本的种子，由新到旧，最多100个。",
    "The version that drew with it.": "使用该种子的版本。",
    "When the next version was saved.": "下一版本的保存时间。",
    "A benefit.": "权益。",
    "A coupon kind.": "券种。",
    "A tag.": "标签。",
    "A tier track.": "等级体系。",
    "An asset kind.": "资产类型。",
    "Something that a plugin brings, as the merchant has it.": "插件自带的内容，以商户现有的为准。",
    "The parts of it in which the plugin would have it otherwise. They stay as they are.": (
        "与插件所带不同的部分。这些部分保持不变。"
    ),
    "What it brings that was there already, and stays as it is.": "插件自带、但此前已存在的内容，保持原样。",
    "What it is.": "它是什么。",
    "What sort of thing a plugin brings.": "插件自带内容的种类。",
    "What was made for it, because it was not there.": "因此前不存在而为插件创建的内容。",
    "Why its settings cannot be used, so that it is paused until they are saved again, or what they name that is not there.": (
        "设置无法使用的原因（重新保存之前规则暂停），或设置中引用但不存在的内容。"
    ),
}
