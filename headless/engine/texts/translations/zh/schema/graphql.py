"""What GraphQL itself brings: scalars, directives, and the types of introspection."""

TEXTS = {
    "The `String` scalar type represents textual data, represented as UTF-8 character sequences. The String type "
    "is most often used by GraphQL to represent free-form human-readable text.": (
        "`String`标量类型表示文本，以UTF-8字符序列表示，最常用于自由格式的可读文本。"
    ),
    "Any JSON value.": "任意JSON值。",
    'An exact number as a text, in the natural unit: "120", "99.50". An input takes a number, too.': (
        '精确数值，以文本表示，使用自然单位："120"、"99.50"。输入时也接受数字。'
    ),
    'An instant with its offset, ISO 8601: "2026-01-31T12:00:00Z". Answers are in UTC.': (
        '带时区偏移的时间，ISO 8601格式："2026-01-31T12:00:00Z"。返回值一律为UTC。'
    ),
    "The `Boolean` scalar type represents `true` or `false`.": "`Boolean`标量类型表示`true`或`false`。",
    "The `Int` scalar type represents non-fractional signed whole numeric values. Int can represent values "
    "between -(2^31) and 2^31 - 1.": "`Int`标量类型表示不带小数的有符号整数，取值范围为-(2^31)至2^31 - 1。",
    "The `ID` scalar type represents a unique identifier, often used to refetch an object or as key for a cache. "
    "The ID type appears in a JSON response as a String; however, it is not intended to be human-readable. When "
    'expected as an input type, any string (such as `"4"`) or integer (such as `4`) input value will be accepted '
    "as an ID.": (
        "`ID`标量类型表示唯一标识，常用于重新获取对象或作为缓存的键。在JSON响应中以字符串形式出现，但不供人阅读。作为"
        '输入时，任意字符串（如`"4"`）或整数（如`4`）都可作为ID。'
    ),
    'A day of the merchant\'s calendar: "2026-01-31".': '商户日历上的一天："2026-01-31"。',
    "Directs the executor to include this field or fragment only when the `if` argument is true.": (
        "仅当`if`参数为true时，执行器才包含该字段或片段。"
    ),
    "Included when true.": "为true时包含。",
    "Directs the executor to skip this field or fragment when the `if` argument is true.": (
        "当`if`参数为true时，执行器跳过该字段或片段。"
    ),
    "Skipped when true.": "为true时跳过。",
    "Marks an element of a GraphQL schema as no longer supported.": "标记schema中不再支持的元素。",
    "Explains why this element was deprecated, usually also including a suggestion for how to access supported "
    "similar data. Formatted using the Markdown syntax, as specified by [CommonMark](https://commonmark.org/).": (
        "说明该元素为何弃用，通常还会建议如何获取受支持的类似数据。采用[CommonMark](https://commonmark.org/)规定的"
        "Markdown语法。"
    ),
    "Exposes a URL that specifies the behavior of this scalar.": "给出规定该标量行为的URL。",
    "The URL that specifies the behavior of this scalar.": "规定该标量行为的URL。",
    "Indicates exactly one field must be supplied and this field must not be `null`.": (
        "表示必须且只能填写一个字段，且该字段不能为`null`。"
    ),
    "Every token of the merchant may read this field.": "商户的任何令牌都可读取该字段。",
    "A member's own token may read or use this field, for what is the member's own.": (
        "会员自己的令牌可读取或使用该字段，仅限本人的内容。"
    ),
    "The scope a token needs to read or use this field.": "令牌读取或使用该字段所需的权限。",
    "A GraphQL Schema defines the capabilities of a GraphQL server. It exposes all available types and "
    "directives on the server, as well as the entry points for query, mutation, and subscription operations.": (
        "GraphQL schema定义GraphQL服务端的能力，列出服务端的全部类型和指令，以及查询、变更和订阅操作的入口。"
    ),
    "A list of all types supported by this server.": "服务端支持的全部类型。",
    "The type that query operations will be rooted at.": "查询操作的根类型。",
    "If this server supports mutation, the type that mutation operations will be rooted at.": (
        "服务端支持变更时，变更操作的根类型。"
    ),
    "If this server supports subscription, the type that subscription operations will be rooted at.": (
        "服务端支持订阅时，订阅操作的根类型。"
    ),
    "A list of all directives supported by this server.": "服务端支持的全部指令。",
    "A Directive provides a way to describe alternate runtime execution and type validation behavior in a "
    "GraphQL document. In some cases, you need to provide options to alter GraphQL's execution behavior in ways "
    "field arguments will not suffice, such as conditionally including or skipping a field. Directives provide "
    "this by describing additional information to the executor.": (
        "指令用于在GraphQL文档中说明另一种运行时执行和类型校验方式。有时仅靠字段参数不足以改变GraphQL的执行方式，例如"
        "按条件包含或跳过字段。指令为此向执行器提供补充信息。"
    ),
    "A Directive can be adjacent to many parts of the GraphQL language, a __DirectiveLocation describes one such "
    "possible adjacencies.": "指令可用于GraphQL语言的多处位置，__DirectiveLocation表示其中一处。",
    "Location adjacent to a query operation.": "用于查询操作。",
    "Location adjacent to a mutation operation.": "用于变更操作。",
    "Location adjacent to a subscription operation.": "用于订阅操作。",
    "Location adjacent to a field.": "用于字段。",
    "Location adjacent to a fragment definition.": "用于片段定义。",
    "Location adjacent to a fragment spread.": "用于片段展开。",
    "Location adjacent to an inline fragment.": "用于内联片段。",
    "Location adjacent to an operation variable definition.": "用于操作变量定义。",
    "Location adjacent to a fragment variable definition.": "用于片段变量定义。",
    "Location adjacent to a schema definition.": "用于schema定义。",
    "Location adjacent to a scalar definition.": "用于标量定义。",
    "Location adjacent to an object type definition.": "用于对象类型定义。",
    "Location adjacent to a field definition.": "用于字段定义。",
    "Location adjacent to an argument definition.": "用于参数定义。",
    "Location adjacent to an interface definition.": "用于接口定义。",
    "Location adjacent to a union definition.": "用于联合类型定义。",
    "Location adjacent to an enum definition.": "用于枚举定义。",
    "Location adjacent to an enum value definition.": "用于枚举值定义。",
    "Location adjacent to an input object type definition.": "用于输入对象类型定义。",
    "Location adjacent to an input object field definition.": "用于输入对象字段定义。",
    "Location adjacent to a directive definition.": "用于指令定义。",
    "The fundamental unit of any GraphQL Schema is the type. There are many kinds of types in GraphQL as "
    "represented by the `__TypeKind` enum. Depending on the kind of a type, certain fields describe information "
    "about that type. Scalar types provide no information beyond a name, description and optional "
    "`specifiedByURL`, while Enum types provide their values. Object and Interface types provide the fields they "
    "describe. Abstract types, Union and Interface, provide the Object types possible at runtime. List and "
    "NonNull types compose other types.": (
        "类型是GraphQL schema的基本单位。GraphQL有多种类型，由枚举`__TypeKind`表示。类型不同，说明它的字段也不同。标"
        "量类型只有名称、描述和可选的`specifiedByURL`，枚举类型给出其值，对象和接口类型给出其字段，联合和接口等抽象类"
        "型给出运行时可能的对象类型，列表和非空类型由其他类型组合而成。"
    ),
    "Object and Interface types are described by a list of Fields, each of which has a name, potentially a list "
    "of arguments, and a return type.": "对象和接口类型由一组字段说明，每个字段有名称、可能有的参数列表和返回类型。",
    "Arguments provided to Fields or Directives and the input fields of an InputObject are represented as Input "
    "Values which describe their type and optionally a default value.": (
        "字段或指令的参数，以及输入对象的字段，以输入值表示，说明其类型和可选的默认值。"
    ),
    "A GraphQL-formatted string representing the default value for this input value.": (
        "该输入值的默认值，以GraphQL格式的字符串表示。"
    ),
    "One possible value for a given Enum. Enum values are unique values, not a placeholder for a string or "
    "numeric value. However an Enum value is returned in a JSON response as a string.": (
        "枚举的一个可取值。枚举值各不相同，不是字符串或数值的占位，但在JSON响应中以字符串返回。"
    ),
    "An enum describing what kind of type a given `__Type` is.": "说明`__Type`属于哪一种类型的枚举。",
    "Indicates this type is a scalar.": "表示该类型是标量。",
    "Indicates this type is an object. `fields` and `interfaces` are valid fields.": (
        "表示该类型是对象，`fields`和`interfaces`字段有效。"
    ),
    "Indicates this type is an interface. `fields`, `interfaces`, and `possibleTypes` are valid fields.": (
        "表示该类型是接口，`fields`、`interfaces`和`possibleTypes`字段有效。"
    ),
    "Indicates this type is a union. `possibleTypes` is a valid field.": "表示该类型是联合，`possibleTypes`字段有效。",
    "Indicates this type is an enum. `enumValues` is a valid field.": "表示该类型是枚举，`enumValues`字段有效。",
    "Indicates this type is an input object. `inputFields` is a valid field.": (
        "表示该类型是输入对象，`inputFields`字段有效。"
    ),
    "Indicates this type is a list. `ofType` is a valid field.": "表示该类型是列表，`ofType`字段有效。",
    "Indicates this type is a non-null. `ofType` is a valid field.": "表示该类型是非空类型，`ofType`字段有效。",
}
