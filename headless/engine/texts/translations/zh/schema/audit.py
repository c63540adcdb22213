"""The audit trail."""

TEXTS = {
    "Something that was done: configuration or access changed, members changed by hand, personal data read or taken out. "
    "It is never changed, and holds no personal data. The merchant's operator decides for how long it is kept.": (
        "一次操作的记录：更改配置或权限、手动更改会员、读取或导出个人信息。\n\n记录不可更改，也不含个人信息；保留多久由商户的运维决定。"
    ),
    "When it was done.": "操作时间。",
    "Who did it: the token's name with its id, the command line, or the engine.": "操作者：令牌名称及其id、命令行或引擎。",
    "What was done: created, changed, revoked, rotated, removed, exported or read, or the type of the event by hand.": (
        "操作：created（新建）、changed（更改）、revoked（吊销）、rotated（轮换）、removed（删除）、exported（导出）、"
        "read（读取），或手动操作的事件类型。"
    ),
    "What it was done to, such as TierTrack, Rule, Token, Asset or Member.": (
        "操作对象的类型，例如TierTrack、Rule、Token、Asset或Member。"
    ),
    "Which one: its code, or the id of a member. Null: many members, or the token lacks the scope that reads the thing.": (
        "具体对象：其编码，或会员id；null表示多位会员，或令牌没有查看该对象的权限。"
    ),
    "What differs, as it was before; needs the scope that reads the thing itself.": (
        "有变化的内容，更改前的值；须有读取该对象本身的权限。"
    ),
    "What differs, as it is since; needs the scope that reads the thing itself.": (
        "有变化的内容，更改后的值；须有读取该对象本身的权限。"
    ),
    "A record and its place.": "一条记录及其位置。",
    "The record.": "记录。",
    "The audit trail, newest first.": "审计记录，最新的在前。",
    "The records of this page.": "本页的记录。",
    "Who did what, newest first.": "谁做了什么，最新的在前。",
    "Only by this actor: as it is written there, or the id of its token.": "只看该操作者：记录中的完整写法，或其令牌的id。",
    "Only what was done to this sort of thing.": "只看对此类对象的操作。",
    "At or after this instant.": "不早于该时刻。",
    "Before this instant.": "早于该时刻。",
}
