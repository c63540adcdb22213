"""Documents that were asked before, ready to be answered: bounded by the memory that they take, the least recently used go first.

A document takes some hundred times its text: nodes, tokens, plans. What it takes is estimated by its words and signs, each of
which becomes a token. What other caches keep of a document that is forgotten goes with it.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, OperationType

from headless.engine.values import limits
from headless.resolvers.executing.plans import PLANS_MOST, Plans
from headless.schema.serving.documents.cost import Measure, measure, operations, size_variables, sizes
from headless.schema.serving.documents.repeated import uses_again

MEASURES_MOST = 50
DOCUMENT_BYTES, TOKEN_BYTES = 16_000, 600
"""What a document and each of its tokens take, measured by `python -m benchmarks.hostile`."""
_TOKEN = re.compile(r"\w+|[^\s\w,]")


@dataclass(slots=True)
class Known:
    """A valid document, what its operations ask for, and how large they are with which variables.

    again: how often each operation uses its variables again. alone: its only operation, if that is a query.
    """

    document: DocumentNode
    plans: Plans
    size_variables: Sequence[str]
    measures: dict[Any, Measure] = field(default_factory=dict)
    again: dict[int, Mapping[str, int]] = field(default_factory=dict)
    alone: OperationDefinitionNode | None = None

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode) -> Self:
        """Return a document that has just been validated."""
        listed = list(operations(document))
        alone = listed[0] if len(listed) == 1 and listed[0].operation is OperationType.QUERY else None
        return cls(document, Plans(schema, document), size_variables(document), alone=alone)

    def measured(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, name: str | None, variables: Mapping[str, Any]
    ) -> Measure:
        """Return how large an operation of this name is, measured once for the same sizes."""
        key = name, *sizes(self.size_variables, variables)
        measured = self.measures.get(key)
        if measured is None:
            measured = measure(schema, self.document, operation, variables)
            if len(self.measures) < MEASURES_MOST:
                self.measures[key] = measured
        return measured

    def uses_again(self, operation: OperationDefinitionNode) -> Mapping[str, int]:
        """Return how often an operation uses its variables after the first time, counted once."""
        again = self.again.get(id(operation))
        if again is None:
            again = self.again[id(operation)] = uses_again(self.document, operation)
        return again


class DocumentCache:
    """Known documents by their text."""

    def __init__(self, most_bytes: int = limits.DOCUMENTS_BYTES) -> None:
        self._most_bytes = most_bytes
        self._known: OrderedDict[str, tuple[int, Known]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._known)

    def get(self, query: str) -> Known | None:
        """Return a document, None if it is not known or no longer."""
        kept = self._known.get(query)
        if kept is None:
            return None
        self._known.move_to_end(query)
        return kept[1]

    def put(self, query: str, known: Known) -> None:
        """Keep a document, and forget others for it. One that is very large is not kept."""
        if query in self._known:
            return
        weight = weight_of(query, known)
        if weight > self._most_bytes // 4:
            known.plans.release()
            return
        self._known[query] = weight, known
        self.bytes += weight
        while self.bytes > self._most_bytes:
            _, (freed, forgotten) = self._known.popitem(last=False)
            forgotten.plans.release()
            self.bytes -= freed


def weight_of(query: str, known: Known) -> int:
    """Return how many bytes a document takes, estimated."""
    tokens = len(_TOKEN.findall(query)) * TOKEN_BYTES
    plans = min(PLANS_MOST, 1 << min(8, len(known.plans.switches)))
    return DOCUMENT_BYTES + tokens * (1 + plans) // 2 + len(query) * 4
