"""What is wrong with the text of a document."""

TEXTS = {
    "Syntax Error: {error}": "语法错误：{error}",
    "Document contains more than {most} tokens. Parsing aborted.": "文档超过{most}个词法单元，已停止解析",
    "Document contains more than {most} comments. Parsing aborted.": "文档超过{most}条注释，已停止解析",
    "Source contains more than {most} code points. Parsing aborted.": "文档超过{most}个字符，已停止解析",
    "Document is nested too deeply. Parsing aborted.": "文档嵌套过深，已停止解析",
    "Unexpected single quote character ('), did you mean to use a double quote (\")?": (
        "出现单引号（'），是否应使用双引号（\"）？"
    ),
    "Unexpected character: {token}.": "出现意外的字符：{token}",
    "Invalid character: {token}.": "无效字符：{token}",
    "Unexpected '..', did you mean '...'?": "出现意外的“..”，是否应为“...”？",
    "Invalid number, expected digit before '.', did you mean '0.{digits}'?": (
        "数字无效，“.”之前须有数字，是否应为“0.{digits}”？"
    ),
    "Invalid number, expected digit but got: {token}.": "数字无效，应为数字，实际为{token}",
    "Invalid number, unexpected digit after 0: {token}.": "数字无效，0之后不能有数字{token}",
    "Unterminated string.": "字符串没有结束",
    "Invalid character within String: {token}.": "字符串中有无效字符：{token}",
    "Invalid Unicode escape sequence: '{sequence}'.": "无效的Unicode转义序列：“{sequence}”",
    "Invalid character escape sequence: '{sequence}'.": "无效的转义序列：“{sequence}”",
    "Unexpected description, descriptions are not supported on shorthand queries.": "简写查询不支持描述",
    "Unexpected description, only GraphQL definitions support descriptions.": "只有GraphQL定义支持描述",
    "Unexpected variable '${name}' in constant value.": "常量值中不能使用变量${name}",
    "{token} is reserved and cannot be used for an enum value.": "{token}是保留字，不能用作枚举值",
    "Expected {expected}, found {token}.": "应为{expected}，实际为{token}",
    "Unexpected {token}.": "出现意外的{token}",
}
